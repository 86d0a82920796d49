"""What was found so far, by the consumer's file that it was found in.

Checks come in any order and speak of some files each. Of a file that does not compile now,
what was found when it did is kept; where that stands in the text of today is found when it
is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct, field

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Judgement, Level, Location, Notification
from dtnlint.findings.lifecycle import Lifecycle
from dtnlint.findings.source_text import SourceText
from dtnlint.lsp.asking import Checked
from dtnlint.lsp.moving import move


class Found(Struct, frozen=True, dict=True):
    """A report, by the real paths of files."""

    report: Report
    root: str

    def path(self, name: str) -> str:
        """The real path of a file that the report names."""
        paths = self._paths
        if name not in paths:
            paths[name] = os.path.realpath(os.path.join(self.root, name))
        return paths[name]

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {}

    @cached_property
    def compiled(self) -> frozenset[str]:
        """What was compiled."""
        return frozenset(map(self.path, self.report.run.files))

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """By the consumer's file; a rule may name no consumer, only a place."""
        found: dict[str, list[Finding]] = {}
        for one in self.report.findings:
            names = {ref.path for ref in one.contracts} or {one.location.path}
            for name in names:
                found.setdefault(self.path(name), []).append(one)
        return found

    @cached_property
    def judgements(self) -> dict[str, list[Judgement]]:
        """By the consumer's file."""
        found: dict[str, list[Judgement]] = {}
        for one in self.report.judgements:
            found.setdefault(self.path(one.contract.path), []).append(one)
        return found

    @cached_property
    def lifecycles(self) -> dict[str, list[Lifecycle]]:
        """By the consumer's file."""
        found: dict[str, list[Lifecycle]] = {}
        for one in self.report.lifecycles:
            found.setdefault(self.path(one.contract.path), []).append(one)
        return found

    def place(self, location: Location, now: SourceText | None) -> Location | None:
        """Where a place is in the text of today; None where its code is no more."""
        text = self.report.sources.get(location.path)
        if text is None or now is None:
            return None
        return move(text.data, now.data).location(location)


class Slice(Struct):
    """What is known of one consumer's file."""

    imports: frozenset[str]
    company: frozenset[str] = frozenset()
    """With which files it was checked: an abstract contract is judged by its heirs."""
    found: Found | None = None
    """What was found when it was last compiled."""
    told: tuple[Notification, ...] = ()
    """What the last check had to tell of it and of what it imports …"""
    teller: Found | None = None
    """… and that check's report."""


class Known(Struct):
    """What is known of all files."""

    slices: dict[str, Slice] = field(default_factory=dict)

    def learn(self, checked: Checked, paths: Iterable[str]) -> set[str]:
        """Take in what a check of files found; returns those of which something may be new."""
        found = Found(checked.report, checked.root)
        imports = {one.target: one.files for one in checked.imports}
        touched: set[str] = set()
        company = frozenset(paths)
        for path in {*company, *imports}:
            before = self.slices.get(path)
            files = imports.get(path) or (before.imports if before else frozenset((path,)))
            told = tuple(
                note
                for note in found.report.notifications
                if note.path is None or found.path(note.path) in files
            )
            failed = path not in found.compiled and any(n.level is Level.ERROR for n in told)
            kept = before.found if failed and before is not None else None
            here = found if path in found.compiled else kept
            self.slices[path] = Slice(files, company, here, told, found)
            touched |= files
            if before is not None:
                touched |= before.imports
        return touched

    def forget(self, path: str) -> set[str]:
        """A file is gone."""
        gone = self.slices.pop(path, None)
        return set() if gone is None else set(gone.imports)

    def findings(self, path: str, targets: Iterable[str]) -> Iterator[tuple[Found, Finding]]:
        """The findings that stand in a file, of these consumers' files, each once."""
        seen: set[object] = set()
        for target in targets:
            known = self.slices.get(target)
            if known is None or known.found is None or path not in known.imports:
                continue
            for one in known.found.findings.get(target, ()):
                key = (one.rule, one.location, one.function, one.subject)
                if key not in seen and known.found.path(one.location.path) == path:
                    seen.add(key)
                    yield known.found, one

    def told(self, path: str, targets: Iterable[str]) -> Iterator[tuple[Found, Notification]]:
        """What is to be told of a file, by the checks of these consumers' files."""
        seen: set[object] = set()
        for target in targets:
            known = self.slices.get(target)
            if known is None or known.teller is None:
                continue
            for note in known.told:
                where = target if note.path is None else known.teller.path(note.path)
                key = (note.kind, note.text)
                if where == path and key not in seen:
                    seen.add(key)
                    yield known.teller, note

    def importing(self, path: str) -> set[str]:
        """The consumers' files that are known to import a file, and itself."""
        return {target for target, one in self.slices.items() if path in one.imports} | {path}
