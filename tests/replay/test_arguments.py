"""What is tried for a parameter: the likeliest first, and never more than asked for."""

from __future__ import annotations

import pytest
from eth_abi.abi import encode
from msgspec.structs import replace

from dtnlint.replay.arguments import (
    DAY,
    OWNER,
    STRANGER,
    Known,
    combinations,
    responses,
    values,
    varied,
)
from dtnlint.replay.hints import Hints

KNOWN = Known("0x" + "11" * 20, "0x" + "22" * 20, "0x" + "33" * 20, live=(77,), closed=(76,))


@pytest.mark.parametrize(
    ("parameter", "first"),
    [
        ({"type": "uint256", "name": "amount"}, 1_000_000),
        ({"type": "uint256", "name": "sessionId"}, 77),
        ({"type": "uint8", "name": "phase", "internalType": "enum Phase"}, 0),
        ({"type": "address", "name": "router_"}, KNOWN.router),
        ({"type": "address", "name": "x", "internalType": "contract IDtnAi"}, KNOWN.router),
        ({"type": "address", "name": "feeToken"}, KNOWN.token),
        ({"type": "address", "name": "to"}, OWNER),
        ({"type": "bool", "name": "on"}, True),
        ({"type": "bytes32[]", "name": "nodes"}, [b"model".ljust(32, b"\0")]),
        (
            {
                "type": "tuple",
                "name": "t",
                "components": [{"type": "bool", "name": "a"}, {"type": "string", "name": "b"}],
            },
            (True, "x"),
        ),
    ],
)
def test_the_likeliest_value_comes_first(parameter: dict[str, object], first: object) -> None:
    assert values(parameter, KNOWN)[0] == first


def test_numbers_fit_their_type() -> None:
    assert all(value < 256 for value in values({"type": "uint8", "name": "n"}, KNOWN))


def test_combinations_go_from_likely_to_unlikely_and_stop() -> None:
    two = [{"type": "address", "name": "to"}, {"type": "bool", "name": "on"}]
    tried = list(combinations(two, KNOWN, 4))
    assert tried[0] == (OWNER, True)
    assert set(tried[1:3]) == {(OWNER, False), (STRANGER, True)}
    assert len(tried) == 4
    assert list(combinations([], KNOWN, 4)) == [()]


def test_constants_in_the_source_and_numbers_in_storage_are_tried() -> None:
    known = replace(KNOWN, stored=(41,), now=1_000_000_000, hints=Hints(numbers=(250,)))
    tried = values({"type": "uint256", "name": "n"}, known)
    assert {249, 250, 251, 40, 41, 1_000_000_000 + DAY} <= set(tried)
    assert values({"type": "uint64", "name": "deadline"}, known)[0] == 1_000_000_000 + DAY


def test_answers_come_as_the_consumer_decodes_them() -> None:
    known = replace(KNOWN, hints=Hints(strings=("yes",), shapes=(("string", "bool"),)))
    assert encode(["string", "bool"], ["yes", False]) in responses(known)
    assert encode(["string"], ["1"]) in responses(KNOWN)


def test_one_choice_is_changed_at_a_time_from_whatever_made_a_difference() -> None:
    def outcome(picked: tuple[int, ...]) -> int:
        """How many of three guards are passed."""
        return next((i for i, choice in enumerate(picked) if choice != 17), 3)

    results = list(varied((20, 20, 20), outcome, lambda passed: passed))
    assert 3 in results
    assert len(results) < 300
