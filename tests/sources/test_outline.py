"""What is read out of Solidity text, with comments and strings told apart from code."""

from __future__ import annotations

import pytest

from dtnlint.sources.outline import (
    declared_names,
    outline,
    passes_owner_to_ownable,
    router_functions,
)


def _read(text: str) -> list[tuple[str, int]]:
    return [(one.path, one.line) for one in outline(text).imports]


@pytest.mark.parametrize(
    "statement",
    [
        'import "a/B.sol";',
        "import 'a/B.sol';",
        'import "a/B.sol" as B;',
        'import * as B from "a/B.sol";',
        'import {B} from "a/B.sol";',
        'import {B as C, D}\n  from\n  "a/B.sol";',
        'import {B /* from "other.sol"; */} from "a/B.sol"; // import "third.sol";',
        'import"a/B.sol";',
    ],
)
def test_every_form_of_import_is_read(statement: str) -> None:
    assert _read(statement) == [("a/B.sol", 1)]


@pytest.mark.parametrize(
    "text",
    [
        '// import "a.sol";',
        '/* import "a.sol"; */',
        "string constant S = 'import \"a.sol\";';",
        'string constant S = "import \\"a.sol\\";";',
        "contract important { uint256 imported; }",
        'import "never ends.sol"',
        "/* never ends",
    ],
)
def test_what_only_looks_like_an_import_is_not_read(text: str) -> None:
    assert outline(text).imports == ()


def test_imports_know_their_lines_also_after_comments_and_other_line_ends() -> None:
    text = '// one\r\n/* two\r\nthree */\r\nimport "a.sol";\r\n\r\nimport "b.sol";'
    assert _read(text) == [("a.sol", 4), ("b.sol", 6)]


def test_only_pragmas_of_solidity_are_ranges() -> None:
    text = "pragma solidity >=0.8.0 /* ; */ <0.9.0; pragma abicoder v2; // pragma solidity 0.4.0;"
    assert outline(text).pragmas == (">=0.8.0 <0.9.0",)


def test_router_functions_are_declared_and_not_called_or_mentioned() -> None:
    declared = "interface I { function startUserSession() external; function request(uint256) e; }"
    used = 'contract C { /* function request( */ string s = "function request("; } ai.request(1);'
    assert router_functions(declared) == {"startUserSession", "request"}
    assert router_functions(used) == frozenset()


def test_top_level_names() -> None:
    text = (
        "abstract contract A { struct Inner { uint256 x; } function f() external {} }\n"
        "interface B {} library C {} struct D { uint256 y; } enum E { F } error G();\n"
        "// contract H {}\nfunction i() pure {}\nuint256 constant J = 1; event K(uint256 x);"
    )
    assert declared_names(text) == {"A", "B", "C", "D", "E", "G", "i", "J", "K"}


def test_braces_beyond_all_measure_hide_no_name() -> None:
    nested = "{" * 50_000 + " struct Inner {} " + "}" * 50_000
    assert declared_names(f"contract A {nested} contract B {{}}") == {"A", "B"}
    assert declared_names(f"contract A {{ {nested} contract B {{}}") == {"A"}


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ('import "a.sol";', None),
        ('import "a.sol" as A;', (("", "A"),)),
        ('import * as A from "a.sol";', (("", "A"),)),
        ('import {A, B as C, /* D */} from "a.sol";', (("A", "A"), ("B", "C"))),
        ('import {} from "a.sol";', ()),
    ],
)
def test_what_an_import_brings(statement: str, names: object) -> None:
    text = f"// import\n{statement} contract A {{}}"
    (only,) = outline(text).imports
    assert only.names == names
    assert text[only.start : only.end] == statement


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("contract A is B, Ownable(msg.sender) {}", True),
        ("contract A is Ownable { constructor(address o) payable Ownable(o) {} }", True),
        (
            'import {Ownable as O} from "x.sol"; contract A is O { constructor() O(f()) {} }',
            True,
        ),
        ("contract A is Ownable {}", False),
        ("contract A is Ownable() { constructor() Ownable() {} }", False),
        ("contract A is Ownable { function f(address x) external { Ownable(x).owner(); } }", False),
        ("contract A is Ownable { /* constructor() Ownable(msg.sender) {} */ }", False),
    ],
)
def test_use_of_ownable_decides_its_version(text: str, passes: bool) -> None:
    assert passes_owner_to_ownable(text) is passes
