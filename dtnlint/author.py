"""Starts a new rule in a checkout: its module, its contracts, its test, its place in the registry.

Only the registry is edited, and with LibCST, so that its comments and layout
survive. What a rule finds is written by its author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import libcst as cst
from libcst import matchers as m


class AuthorError(Exception):
    """A rule cannot be started; the text is a sentence for its author."""


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
                elements = [e.with_changes(comma=cst.Comma(whitespace_after=step)) for e in elements]
        else:
            inner = value.lbracket.whitespace_after
            opening = cst.LeftSquareBracket(
                whitespace_after=inner.with_changes(last_line=step.last_line, indent=True)
                if isinstance(inner, cst.ParenthesizedWhitespace)
                else step
            )
        elements.append(cst.Element(cst.Name(self.name), comma=cst.Comma()))
        closing = cst.RightSquareBracket(
            whitespace_before=cst.ParenthesizedWhitespace(indent=True)
        )
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


_SIBLING = m.SimpleStatementLine(
    body=[m.ImportFrom(relative=[m.Dot()], module=m.Name())]
)
_DOCSTRING = m.SimpleStatementLine(body=[m.Expr(m.SimpleString())])
_IMPORT = m.SimpleStatementLine(body=[m.ImportFrom() | m.Import()])


def _module(statement: cst.CSTNode) -> str:
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    return cst.ensure_type(cst.ensure_type(line.body[0], cst.ImportFrom).module, cst.Name).value
