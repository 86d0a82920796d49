"""Where added lines go: they look as if whoever wrote the file had written them."""

from __future__ import annotations

from textwrap import indent

import pytest

from dtnlint.fixes.edits import applied
from dtnlint.fixes.page import DEEPER, Edits, Page, page_of

HEAD, FOOT = "contract C {\n    function f() external {\n", "    }\n}\n"


def inside(code: str) -> str:
    """A file with a function of that code."""
    return HEAD + indent(code, " " * 8) + FOOT


def page(text: str) -> Page:
    return page_of("C.sol", text.encode())


def edited(text: str, edits: Edits | None) -> str:
    assert edits is not None
    return applied({"C.sol": text.encode()}, edits)["C.sol"].decode()


def around(text: str, at: str = "close(", before: str = "", after: str = "") -> str:
    """A file in which lines were added around the statement that begins with `at`."""
    here = page(text)
    path = here.path_to(text.encode().index(at.encode()))
    assert path is not None
    edits = here.around(
        path, before=before.split("|") if before else (), after=after.split("|") if after else ()
    )
    return edited(text, edits)


CASES = {
    "alone on its line": (
        "close();\n",
        "check();\nclose();\nid = 0;\n",
    ),
    "before and after others": (
        "a();\nclose();\nb();\n",
        "a();\ncheck();\nclose();\nid = 0;\nb();\n",
    ),
    "under its comment": (
        "// Why it is closed.\nclose();\n",
        "check();\n// Why it is closed.\nclose();\nid = 0;\n",
    ),
    "under a comment of many lines": (
        "/* Why\n   it is closed. */\nclose();\n",
        "check();\n/* Why\n   it is closed. */\nclose();\nid = 0;\n",
    ),
    "a comment apart is not its": (
        "// Something else.\n\nclose();\n",
        "// Something else.\n\ncheck();\nclose();\nid = 0;\n",
    ),
    "with a comment behind it": (
        "close(); // why\n",
        "check();\nclose(); // why\nid = 0;\n",
    ),
    "with the start of a long comment behind it": (
        "close(); /* why\nit is */\n",
        "check();\nclose(); id = 0; /* why\nit is */\n",
    ),
    "over several lines": (
        "close(\n    x\n);\n",
        "check();\nclose(\n    x\n);\nid = 0;\n",
    ),
    "with others on its line": (
        "a(); close(); b();\n",
        "a(); check(); close(); id = 0; b();\n",
    ),
    "under if, on its line": (
        "if (x) close();\n",
        "if (x) {\n    check();\n    close();\n    id = 0;\n}\n",
    ),
    "under if, on a line of its own": (
        "if (x) // why\n    close(); // so\n",
        "if (x) { // why\n    check();\n    close(); // so\n    id = 0;\n}\n",
    ),
    "between if and else": (
        "if (x) close(); else b();\n",
        "if (x) {\n    check();\n    close();\n    id = 0;\n} else b();\n",
    ),
    "under else": (
        "if (x) a();\nelse close();\n",
        "if (x) a();\nelse {\n    check();\n    close();\n    id = 0;\n}\n",
    ),
    "under if with a comment between": (
        "if (x) /* why */ close();\n",
        "if (x) /* why */ { check(); close(); id = 0; }\n",
    ),
    "in a loop": (
        "for (;;) close();\n",
        "for (;;) {\n    check();\n    close();\n    id = 0;\n}\n",
    ),
}


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_lines_go_where_they_belong(given: str, expected: str) -> None:
    found = around(inside(given), before="check();", after="id = 0;")
    assert found == inside(expected)


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_line_ends_and_tabs_stay(given: str, expected: str) -> None:
    def as_there(text: str) -> str:
        return text.replace("    ", "\t").replace("\n", "\r\n")

    found = around(as_there(inside(given)), before="check();", after="id = 0;")
    assert found == as_there(inside(expected))


def test_the_file_may_end_without_a_line_end() -> None:
    text = "contract C {\n  function f() external {\n    close(); } }"
    assert around(text, after="id = 0;") == text.replace("close();", "close(); id = 0;")
    text = "contract C { function f() external { close(); } }"
    assert around(text, before="check();") == text.replace("close();", "check(); close();")


def test_deeper_lines_take_the_files_own_step() -> None:
    text = "contract C {\n  function f() external {\n    close();\n  }\n}\n"
    added = "if (x) {\n      y();\n    }\n    close();"
    assert around(text, before=f"if (x) {{|{DEEPER}y();|}}") == text.replace("close();", added)


def test_a_byte_order_mark_stays_the_first_thing() -> None:
    text = "\ufeff" + HEAD + "        close();\n" + FOOT
    assert around(text, after="id = 0;").startswith("\ufeffcontract C")


def test_nothing_is_added_between_else_and_if() -> None:
    text = HEAD + "        if (x) a(); else if (close()) b();\n" + FOOT
    here = page(text)
    path = here.path_to(text.index("close()"))
    assert path is not None
    assert here.around(path, before=["check();"]) is None


def test_nothing_is_found_outside_of_functions() -> None:
    text = "contract C { uint256 x = close(); function f() external onlyIf(close()) {} }"
    assert page(text).path_to(text.index("close()")) is None
    assert page(text).path_to(text.rindex("close()")) is None


def wrapped(text: str) -> str | None:
    here = page(text)
    path = here.path_to(text.index("close("))
    assert path is not None
    edits = here.wrapped(path, "if (x)")
    return None if edits is None else edited(text, edits)


def test_a_statement_is_put_under_a_condition() -> None:
    assert wrapped(inside("// why\nclose(\n    y\n); // so\nb();\n")) == inside(
        "// why\nif (x) {\n    close(\n        y\n    ); // so\n}\nb();\n"
    )
    assert wrapped(inside("a(); close();\n")) == inside("a(); if (x) close();\n")
    # An `else` must not find another `if`.
    assert wrapped(inside("if (y) close(); else b();\n")) is None


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{}", "{ a(); }"),
        ("{ }", "{ a(); }"),
        ("{ b(); }", "{ a(); b(); }"),
        ("{\n            b();\n        }", "{\n            a();\n            b();\n        }"),
        ("{ // why\n        }", "{ // why\n            a();\n        }"),
        ("{ /* why */ }", "{ a(); /* why */ }"),
    ],
)
def test_a_block_gets_a_first_statement(block: str, expected: str) -> None:
    text = HEAD + f"        try x() {block} catch {{}}\n" + FOOT
    here = page(text)
    path = here.path_to(text.index("try"))
    assert path is not None
    assert edited(text, here.at_start(path[-1].inner[0], ["a();"])) == text.replace(
        block, expected, 1
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("\n    uint256 x;\n", "\n    using L for T;\n\n    uint256 x;\n"),
        ("\n\n    uint256 x;\n", "\n    using L for T;\n\n    uint256 x;\n"),
        ("\n    using A for B;\n", "\n    using L for T;\n    using A for B;\n"),
        (" // why\n    uint256 x;\n", " // why\n    using L for T;\n\n    uint256 x;\n"),
        (" uint256 x; ", " using L for T; uint256 x; "),
        ("", " using L for T;"),
        ("\n", "\n    using L for T;\n"),
    ],
)
def test_a_contract_gets_a_first_line(body: str, expected: str) -> None:
    text = f"abstract contract C is D {{{body}}}\n"
    here = page(text)
    (contract,) = (scope for scope in here.outline.scopes if scope.kind == "contract")
    edits = here.at_top_of(contract, "using L for T;", alike=b"using")
    assert edited(text, edits) == f"abstract contract C is D {{{expected}}}\n"
