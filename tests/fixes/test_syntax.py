"""Statements: nested as the source nests them, or nothing at all."""

from __future__ import annotations

import pytest

from dtnlint.findings.outline import Outline
from dtnlint.fixes.syntax import Kind, Statement, Unreadable, body_of


def body(code: str) -> Statement:
    outline = Outline(f"contract C {{ function f() external {{ {code} }} }}".encode())
    (function,) = (scope for scope in outline.scopes if scope.kind == "function")
    return body_of(outline, function)


def shape(statement: Statement) -> object:
    """A statement's kind, with the shapes of those inside it."""
    if not statement.inner:
        return statement.kind.name
    return (statement.kind.name, *map(shape, statement.inner))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "BLOCK"),
        ("a(); b = c;", ("BLOCK", "SIMPLE", "SIMPLE")),
        ("{ a(); }", ("BLOCK", ("BLOCK", "SIMPLE"))),
        ("unchecked { i++; }", ("BLOCK", ("BLOCK", "SIMPLE"))),
        ("if (a) b();", ("BLOCK", ("IF", "SIMPLE"))),
        ("if (a) b(); else c();", ("BLOCK", ("IF", "SIMPLE", "SIMPLE"))),
        (
            "if (a) { b(); } else if (c) d(); else { }",
            ("BLOCK", ("IF", ("BLOCK", "SIMPLE"), ("IF", "SIMPLE", "BLOCK"))),
        ),
        ("for (uint256 i; i < n; i++) a(i);", ("BLOCK", ("LOOP", "SIMPLE"))),
        ("while (a()) { b(); }", ("BLOCK", ("LOOP", ("BLOCK", "SIMPLE")))),
        ("do { a(); } while (b); c();", ("BLOCK", ("LOOP", ("BLOCK", "SIMPLE")), "SIMPLE")),
        (
            "try ai.f{value: 1}(x) returns (uint256 y) { a(); } "
            "catch Error(string memory) {} catch { }",
            ("BLOCK", ("TRY", ("BLOCK", "SIMPLE"), "BLOCK", "BLOCK")),
        ),
        ("assembly ('memory-safe') { sstore(0, 1) } a();", ("BLOCK", "ASSEMBLY", "SIMPLE")),
        ("ai.request{value: v, gas: g}(x, S({a: 1, b: 2}));", ("BLOCK", "SIMPLE")),
        ('emit E("}"); // }', ("BLOCK", "SIMPLE")),
        ("_;", ("BLOCK", "SIMPLE")),
    ],
)
def test_statements_nest_as_written(code: str, expected: object) -> None:
    # The last line comment must not swallow the braces behind it.
    assert shape(body(code + "\n")) == expected


def test_the_path_leads_to_the_innermost_statement() -> None:
    block = body("if (a) { b(); c(); }")
    target = block.inner[0].inner[0].inner[1]
    kinds = [statement.kind for statement in block.path_to(target.start + 1)]
    assert kinds == [Kind.BLOCK, Kind.IF, Kind.BLOCK, Kind.SIMPLE]
    assert block.path_to(block.inner[0].start)[-1].kind is Kind.IF


@pytest.mark.parametrize(
    "code",
    ["if a b();", "try x; ", "else a();", "a(;", "f(]);", "do a();", "{" * 3, "a() }  b()"],
)
def test_what_is_no_statement_is_not_guessed_at(code: str) -> None:
    with pytest.raises(Unreadable):
        body(code)


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(Unreadable):
        body("{" * 100_000 + "}" * 100_000)


def test_a_function_without_a_body_is_refused() -> None:
    outline = Outline(b"interface I { function f() external; }")
    (function,) = (scope for scope in outline.scopes if scope.kind == "function")
    with pytest.raises(Unreadable):
        body_of(outline, function)
