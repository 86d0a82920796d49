"""What is tried for a parameter: the likeliest first, and never more than asked for."""

from __future__ import annotations

import pytest

from dtnlint.replay.arguments import OWNER, STRANGER, Known, combinations, values

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
