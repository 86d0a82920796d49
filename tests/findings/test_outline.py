"""Where contracts, functions and statements begin and end, read from the text alone."""

from __future__ import annotations

from dtnlint.findings.outline import Outline

SOURCE = b"""
// contract NotThis { function nor() this; }
abstract contract A is B(S({x: 1})), C {
    string s = "} function no() {";
    function(uint) external f;
    modifier m(uint a) { _; }
    constructor(uint a) { }
    function plain(uint[] memory ids, Rec storage r) external m(1) returns (uint out) {
        uint256 local = ids[0];
        (bool ok, bytes memory data) = x.call{value: 1}("");
        for (uint256 i = 0; i < 3; i++) { emit E(local); }
        return state;
    }
    function abstracted() external virtual;
    receive() external payable { receive_(); }
}
library L { function g() internal {} }
"""


def outline() -> Outline:
    return Outline(SOURCE)


def test_contracts_and_functions_are_found_and_nothing_else() -> None:
    names = [(scope.kind, scope.name) for scope in outline().scopes]
    assert names == [
        ("contract", "A"),
        ("function", "m"),
        ("function", "constructor"),
        ("function", "plain"),
        ("function", "abstracted"),
        ("function", "receive"),
        ("contract", "L"),
        ("function", "g"),
    ]


def test_scopes_reach_from_their_first_word_to_their_last_brace() -> None:
    first, *_ = outline().scopes
    assert SOURCE[first.start :].startswith(b"abstract contract A")
    assert SOURCE[: first.end].endswith(b"receive_(); }\n}")
    abstracted = next(scope for scope in outline().scopes if scope.name == "abstracted")
    assert SOURCE[abstracted.start : abstracted.end] == b"function abstracted() external virtual;"


def test_the_innermost_scope_holds_a_place() -> None:
    place = SOURCE.index(b"return state")
    function = outline().scope("function", place)
    contract = outline().scope("contract", place)
    assert function is not None
    assert contract is not None
    assert (function.name, contract.name) == ("plain", "A")
    assert outline().scope("function", SOURCE.index(b"string s")) is None


def statement(needle: bytes) -> bytes:
    return b" ".join(token.text for token in outline().statement(SOURCE.index(needle)))


def test_a_statement_reaches_over_call_options_and_stops_at_blocks() -> None:
    assert statement(b"x.call") == (
        b'( bool ok , bytes memory data ) = x . call { value : 1 } ( "" ) ;'
    )
    assert statement(b"i < 3") == b"for ( uint256 i = 0 ; i < 3 ; i + + ) {"
    assert statement(b"emit E") == b"emit E ( local ) ;"
    assert statement(b"return state") == b"return state ;"


def test_locals_are_what_a_function_declares() -> None:
    plain = next(scope for scope in outline().scopes if scope.name == "plain")
    assert outline().locals(plain) == {b"ids", b"r", b"out", b"local", b"ok", b"data", b"i"}


def test_broken_text_is_outlined_as_far_as_it_goes() -> None:
    for text in (b"", b"contract", b"contract A {", b"contract A { function f(", b"}}}", b"/* x"):
        assert isinstance(Outline(text).scopes, list)
        Outline(text).statement(0)


def test_a_file_of_unclosed_comments_takes_no_longer_than_its_size() -> None:
    assert len(Outline(b"/* " * 200_000).comments) == 1
