"""Starts a new rule in a checkout: its module, its contracts, its test, its place in the registry.

Only the registry is edited, and with LibCST, so that its comments and layout
survive. What a rule finds is written by its author.
"""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import libcst as cst
from libcst import matchers as m

from dtnlint.replacing import replace
from dtnlint.settings import did_you_mean

_NAME = re.compile(r"(?:dtn-)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")


class AuthorError(Exception):
    """A rule cannot be started; the text is a sentence for its author."""


def start(place: Path, name: str, family: str) -> tuple[Path, ...]:
    """Start the rule `name` in the checkout around `place`; return the files made or changed.

    The files are relative to `place`. Nothing is written if anything is in the way.
    Raises `AuthorError`.
    """
    checkout = _checkout(place)
    match = _NAME.fullmatch(name)
    if match is None or keyword.iskeyword(match[1]):
        raise AuthorError(
            f"{name!r} is no name for a rule; take words in small letters with hyphens between "
            "them, such as dtn-double-close."
        )
    families = sorted(p.parent.name for p in (checkout / "detectors").glob("*/__init__.py"))
    if family not in families:
        raise AuthorError(f"There is no family {family!r}{did_you_mean(family, families)}")
    rule = f"dtn-{match[1]}"
    module = match[1].replace("-", "_")
    words = match[1].split("-")
    values = {
        "RULE": rule,
        "FAMILY": family,
        "MODULE": module,
        "CLASS": "".join(word.capitalize() for word in words),
    }
    created = {
        checkout / "detectors" / family / f"{module}.py": _DETECTOR,
        checkout / "tests" / "contracts" / family / module / "first.sol": _CONTRACTS,
        checkout / "tests" / "detectors" / family / f"test_{module}.py": _TEST,
    }
    for file in (*created, *(checkout / "detectors").glob(f"*/{module}.py")):
        if file.exists():
            raise AuthorError(
                f"The rule {rule} seems to exist: there is {os.path.relpath(file, place)}."
            )
    registry = checkout / "detectors" / family / "__init__.py"
    texts = {file: _filled(template, values) for file, template in created.items()}
    texts[registry] = register(registry.read_text(encoding="utf-8"), module, values["CLASS"])
    for file, text in texts.items():
        _write(file, text)
    return tuple(Path(os.path.relpath(file, place)) for file in texts)


def _checkout(place: Path) -> Path:
    """The nearest folder upwards that holds dtnlint's own sources."""
    start = place.resolve()
    for folder in (start, *start.parents):
        if (folder / "detectors" / "rule.py").is_file() and (folder / "dtnlint").is_dir():
            return folder
    raise AuthorError(
        f"{place} is not in a checkout of dtnlint: no folder above it holds detectors/rule.py. "
        "Rules are started where dtnlint's own sources are; go there first."
    )


def _filled(template: str, values: Mapping[str, str]) -> str:
    for key, value in values.items():
        template = template.replace(f"@{key}@", value)
    return template


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, text.encode())


def register(registry: str, module: str, name: str) -> str:
    """Return the source `registry` with class `name` of its sibling `module` in its list `RULES`.

    Raises `AuthorError` where there is no such list.
    """
    tree = cst.parse_module(registry)
    edit = _Append(name)
    tree = tree.visit(edit)
    if not edit.done:
        raise AuthorError("There is no list `RULES = [...]` to add the rule to.")
    return tree.with_changes(body=_with_import(tree.body, module, name)).code


class _Append(cst.CSTTransformer):
    """Adds a name at the end of the list that is assigned to `RULES`, one element a line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.done = False

    def leave_AnnAssign(  # noqa: N802 (LibCST's name)
        self, original_node: cst.AnnAssign, updated_node: cst.AnnAssign
    ) -> cst.AnnAssign:
        if m.matches(updated_node, m.AnnAssign(target=m.Name("RULES"), value=m.List())):
            return updated_node.with_changes(value=self._longer(updated_node.value))
        return updated_node

    def leave_Assign(  # noqa: N802 (LibCST's name)
        self, original_node: cst.Assign, updated_node: cst.Assign
    ) -> cst.Assign:
        target = m.AssignTarget(target=m.Name("RULES"))
        if m.matches(updated_node, m.Assign(targets=[target], value=m.List())):
            return updated_node.with_changes(value=self._longer(updated_node.value))
        return updated_node

    def _longer(self, value: cst.BaseExpression | None) -> cst.List:
        assert isinstance(value, cst.List)
        self.done = True
        step = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
        end = value.rbracket.whitespace_before
        elements = list(value.elements)
        if elements:
            # What stands before the bracket is the last rule's: its own comment
            # on the line, and any below it.
            after = (
                end.with_changes(last_line=step.last_line, indent=True)
                if isinstance(end, cst.ParenthesizedWhitespace)
                else step
            )
            elements[-1] = elements[-1].with_changes(comma=cst.Comma(whitespace_after=after))
            opening = value.lbracket
            if not isinstance(opening.whitespace_after, cst.ParenthesizedWhitespace):
                opening = cst.LeftSquareBracket(whitespace_after=step)
                elements = [
                    e.with_changes(comma=cst.Comma(whitespace_after=step)) for e in elements
                ]
        else:
            inner = value.lbracket.whitespace_after
            opening = cst.LeftSquareBracket(
                whitespace_after=inner.with_changes(last_line=step.last_line, indent=True)
                if isinstance(inner, cst.ParenthesizedWhitespace)
                else step
            )
        elements.append(cst.Element(cst.Name(self.name), comma=cst.Comma()))
        closing = cst.RightSquareBracket(whitespace_before=cst.ParenthesizedWhitespace(indent=True))
        return value.with_changes(elements=elements, lbracket=opening, rbracket=closing)


def _with_import(
    body: Sequence[cst.SimpleStatementLine | cst.BaseCompoundStatement], module: str, name: str
) -> list[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
    """`body` with ``from .module import name`` among its relative imports, in their order."""
    line = cst.ensure_type(
        cst.parse_statement(f"from .{module} import {name}\n"), cst.SimpleStatementLine
    )
    imports = [i for i, s in enumerate(body) if m.matches(s, _IMPORT)]
    siblings = [i for i in imports if m.matches(body[i], _SIBLING)]
    earlier = [i for i in siblings if _module(body[i]) < module]
    result = list(body)
    if earlier:
        result.insert(earlier[-1] + 1, line)
    elif siblings:
        # Blank lines go on standing above the first import, a comment above its own.
        first = cst.ensure_type(result[siblings[0]], cst.SimpleStatementLine)
        above = first.leading_lines
        blank = next((i for i, empty in enumerate(above) if empty.comment), len(above))
        result[siblings[0]] = first.with_changes(leading_lines=above[blank:])
        result.insert(siblings[0], line.with_changes(leading_lines=above[:blank]))
    else:
        docstring = bool(body) and m.matches(body[0], _DOCSTRING)
        place = imports[-1] + 1 if imports else int(docstring)
        result.insert(place, line.with_changes(leading_lines=(cst.EmptyLine(indent=False),)))
    return result


_SIBLING = m.SimpleStatementLine(body=[m.ImportFrom(relative=[m.Dot()], module=m.Name())])
_DOCSTRING = m.SimpleStatementLine(body=[m.Expr(m.SimpleString())])
_IMPORT = m.SimpleStatementLine(body=[m.ImportFrom() | m.Import()])


def _module(statement: cst.CSTNode) -> str:
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    return cst.ensure_type(cst.ensure_type(line.body[0], cst.ImportFrom).module, cst.Name).value


_DETECTOR = '''\
"""`@RULE@`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer

from ..fact_rule import FactRule
from ..rule import Claim


class @CLASS@(FactRule):
    """What is wrong, in one sentence."""

    ARGUMENT = "@RULE@"
    HELP = "What is wrong, in one line"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 573

    WIKI = "docs/rules/@RULE@.md"
    WIKI_TITLE = "What is wrong, in a few words"
    WIKI_DESCRIPTION = """\\
What is wrong, and what then happens to money and requests."""
    WIKI_EXPLOIT_SCENARIO = """\\
```solidity
contract Shop is Consumer {
    // the shortest contract that shows it, on docs/rules/Consumer.sol
}
```
What happens to it."""
    WIKI_RECOMMENDATION = "How to mend it, in one or two sentences."
    GOOD_EXAMPLE = """\\
contract Shop is Consumer {
    // the same contract as it should be
}"""
    LIMITS = """\\
What the rule does not see, and how far to trust it."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every place that has the defect."""
        yield from ()
'''

_CONTRACTS = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What the two contracts differ in, in one sentence.
contract @CLASS@FirstWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount); //~ @RULE@
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract @CLASS@FirstRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
"""

_TEST = '''\
"""`@RULE@`: what it says. What it finds stands in the contracts, held by `test_corpus`."""

from __future__ import annotations

from dtnlint.run import Request, check
from dtnlint.settings import Given
from tests.corpus.expectations import CONTRACTS

EXAMPLES = CONTRACTS / "@FAMILY@" / "@MODULE@"


def test_the_message_names_the_contract_and_the_reason() -> None:
    request = Request(paths=(EXAMPLES,), given=Given(select=("@RULE@",)), cwd=CONTRACTS)
    (finding,) = check(request).findings
    assert finding.contract == "@CLASS@FirstWrong"
    assert finding.message == "@CLASS@FirstWrong.open: what is wrong and why"
'''
