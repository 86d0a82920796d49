"""The corpus as data: every contract under `tests/contracts`, and what it says is wrong with it.

A finding that a contract expects is written at the end of the line where it must
stand: ``//~ dtn-double-close dtn-unreset-session``. Reading the expectations is
done here; running dtnlint and comparing is `test_corpus`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"

MARKER = re.compile(r"//~\s*(?P<rules>.*?)\s*$")
DECLARATION = re.compile(
    r"^(?P<kind>abstract contract|contract|library|interface|struct|enum|function|error|using)\s+"
    r"(?P<name>\w+)"
)
RULE = re.compile(r"dtn(?:-[a-z]+)+")


@dataclass(frozen=True, order=True)
class Expected:
    """One finding: where, and which."""

    line: int
    rule: str


@dataclass(frozen=True)
class Declaration:
    """A top-level declaration of a file, as text."""

    kind: str
    name: str
    text: str

    @property
    def marked(self) -> bool:
        """Whether a finding is expected inside it."""
        return any(MARKER.search(line) for line in self.text.splitlines())

    def names(self, other: str) -> bool:
        """Whether it mentions a name of another declaration."""
        return re.search(rf"\b{other}\b", self.text) is not None


@dataclass(frozen=True)
class Example:
    """One file of the corpus."""

    path: Path

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines; the first is number 1."""
        return self.path.read_text(encoding="utf-8").splitlines()

    @property
    def name(self) -> str:
        """The path below the corpus, with forward slashes."""
        return self.path.relative_to(CONTRACTS).as_posix()

    @cached_property
    def expected(self) -> frozenset[Expected]:
        """The findings that the file asks for. A malformed marker is an error."""
        found = set()
        for number, line in enumerate(self.lines, 1):
            marker = MARKER.search(line)
            if marker is None:
                continue
            rules = marker["rules"].split()
            if not rules or not all(RULE.fullmatch(rule) for rule in rules):
                raise ValueError(f"{self.name}:{number}: {marker[0]!r} names no rules")
            found |= {Expected(number, rule) for rule in rules}
        return frozenset(found)

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """The file cut at its top-level declarations."""
        starts = [n for n, line in enumerate(self.lines) if DECLARATION.match(line)]
        parts = []
        for start, end in zip(starts, [*starts[1:], len(self.lines)], strict=True):
            match = DECLARATION.match(self.lines[start])
            assert match is not None
            text = "\n".join(self.lines[start:end])
            parts.append(Declaration(match["kind"], match["name"], text))
        return tuple(parts)

    @cached_property
    def right(self) -> tuple[str, ...]:
        """The concrete contracts in which, bases and libraries included, nothing is wrong."""
        return tuple(
            declaration.name
            for declaration in self.declarations
            if declaration.kind == "contract"
            and not any(part.marked for part in self._behind(declaration))
        )

    def _behind(self, declaration: Declaration) -> set[Declaration]:
        """The declaration with all others of the file that it builds on."""
        reached = {declaration}
        pending = [declaration]
        while pending:
            user = pending.pop()
            for other in self.declarations:
                if other not in reached and user.names(other.name):
                    reached.add(other)
                    pending.append(other)
        return reached

    def about(self, rule: str) -> bool:
        """Whether the file lies in the folder of that rule."""
        return rule.removeprefix("dtn-").replace("-", "_") in self.path.parent.parts


def corpus() -> tuple[Example, ...]:
    """Every file of the corpus, by name."""
    return tuple(Example(path) for path in sorted(CONTRACTS.rglob("*.sol")))
