"""What expressions name, as far as a fix needs to know: by their tokens, never by guessing."""

from __future__ import annotations

import pytest

from dtnlint.findings.outline import Outline, Token
from dtnlint.fixes.edits import Origins, applied
from dtnlint.fixes.expressions import assigned, calls, mentions, place_of
from dtnlint.fixes.page import page_of
from dtnlint.fixes.spot import parameters, stored


def tokens(code: str) -> list[Token]:
    return Outline(code.encode()).tokens


@pytest.mark.parametrize(
    "code", ["id", "session.id", "ids[0]", "of[msg.sender]", "of[a][b].id", "of[records[i].owner]"]
)
def test_names_members_and_indices_are_places(code: str) -> None:
    assert str(place_of(tokens(code))) == code


@pytest.mark.parametrize(
    "code",
    [
        "0",
        "id()",
        "ids[next()]",
        "ids[i++]",
        "ids[i + 1]",
        "(id)",
        "a, b",
        "a.b c",
        "this.id",
        "a ? b : c",
        "ids[",
        "super.id",
        "uint256(id)",
        "ids[]",
        "a = b",
        "",
    ],
)
def test_what_has_effects_or_is_computed_is_no_place(code: str) -> None:
    assert place_of(tokens(code)) is None


@pytest.mark.parametrize(
    ("code", "place", "times"),
    [
        ("emit Closed(id);", "id", 1),
        ("other.id = x;", "id", 0),
        ("session.owner = x;", "session.id", 0),
        ("delete session;", "session.id", 1),
        ("of[a] = of[b];", "of[msg.sender]", 2),
        ("of[a].owner = of[b].id;", "of[c].id", 1),
        ("ids.push(1);", "ids[i]", 0),
    ],
)
def test_who_may_speak_of_a_place(code: str, place: str, times: int) -> None:
    wanted = place_of(tokens(place))
    assert wanted is not None
    assert len(list(mentions(tokens(code), wanted))) == times


@pytest.mark.parametrize(
    ("code", "target", "value"),
    [
        ("id = 0;", "id", "0"),
        ("uint256 id = of[msg.sender];", "id", "of [ msg . sender ]"),
        ("of[a].id = ai.start();", "of[a].id", "ai . start ( )"),
        ("uint256[] memory ids = all;", "ids", "all"),
    ],
)
def test_an_assignment_has_two_sides(code: str, target: str, value: str) -> None:
    sides = assigned(tokens(code))
    assert sides is not None
    assert str(sides[0]) == target
    assert b" ".join(token.text for token in sides[1]).decode() == value


@pytest.mark.parametrize(
    "code",
    [
        *("id == 0;", "id += 1;", "id != 0;", "id <= 0;", "a >>= b;"),
        *("(a, b) = f();", "if (a) b = c;", "f(a = b);", "id;", "f() = 1;"),
    ],
)
def test_what_looks_like_an_assignment_is_none(code: str) -> None:
    assert assigned(tokens(code)) is None


def test_calls_have_receivers_and_arguments() -> None:
    source = "x = IDtnAi(of[k]).request{value: f(1), gas: 2}(id, S({a: 1, b: [2, 3]}), g(4, 5));"
    (call,) = calls(tokens(source), b"request")
    shown = [
        "".join(one.text.decode() for one in part) for part in (call.receiver, *call.arguments)
    ]
    assert shown == ["IDtnAi(of[k])", "id", "S({a:1,b:[2,3]})", "g(4,5)"]
    assert call.tokens[0].text == b"IDtnAi"
    (helper,) = calls(tokens("function f(uint256 a) {} f(b);"), b"f")
    assert (helper.receiver, [t.text for t in helper.arguments[0]]) == ([], [b"b"])


FUNCTION = """
contract C {
    function f(uint256 given, Record storage record) internal {
        uint256 copy = sessionId;
        uint256 other = copy;
        uint256 changed = sessionId;
        changed = given;
        Record storage pointer = records[msg.sender];
        Record memory image = records[msg.sender];
        uint256 result = g();
        (uint256 one, uint256 two) = h();
        uint256 counted = sessionId;
        counted++;
    }
}
"""


@pytest.mark.parametrize(
    ("read", "where"),
    [
        ("sessionId", "sessionId"),
        ("copy", "sessionId"),
        ("other", "sessionId"),
        ("pointer.id", "pointer.id"),
        ("record.id", "record.id"),
        ("changed", None),
        ("counted", None),
        ("given", None),
        ("image.id", None),
        ("result", None),
        ("one", None),
        ("pointer", None),
    ],
)
def test_a_copy_stands_for_what_it_copies(read: str, where: str | None) -> None:
    page = page_of("C.sol", FUNCTION.encode())
    (function,) = (scope for scope in page.outline.scopes if scope.kind == "function")
    place = place_of(tokens(read))
    assert place is not None
    found = stored(page, function, place)
    assert (None if found is None else str(found)) == where
    assert parameters(page, function) == [b"given", b"record"]


def test_offsets_are_followed_back_through_edits() -> None:
    texts = {"C.sol": b"0123456789"}
    page = page_of("C.sol", texts["C.sol"])
    edits = (page.insert(2, "ab"), page.replace(4, 6, "X"), page.replace(8, 9, ""))
    after = applied(texts, edits)["C.sol"]
    assert after == b"01ab23X679"
    origins = Origins().then(edits)
    found = [origins.before("C.sol", at) for at in range(len(after))]
    assert found == [0, 1, None, None, 2, 3, 4, 6, 7, 9]
    again = origins.then((page_of("C.sol", after).insert(0, "--"),))
    assert [again.before("C.sol", at) for at in range(4)] == [None, None, 0, 1]
    assert again.before("D.sol", 1) == 1
