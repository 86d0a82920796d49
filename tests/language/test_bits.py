"""Which numbers are taken for flags, bit by bit."""

from __future__ import annotations

import pytest

from dtnlint.language.bits import FLAGS, by_bit
from tests.language.lowered import lowered

_SOURCE = "contract C { uint256 bits; uint256 n; function f(uint8 i, uint256 w) external { %s } }"


def _is_by_bit(body: str) -> bool:
    code = by_bit(lowered(_SOURCE % body))
    return next(v for v in code.variables if v.name == "bits").type == FLAGS


@pytest.mark.parametrize(
    "body",
    [
        "require(bits & (1 << i) == 0); bits |= 1 << i;",
        "require((1 << i) & bits != 0); bits &= ~(1 << i);",
        "uint256 m = 1 << i; require(bits & m > 0); bits = m | bits;",
        "require((bits >> i) & 1 == 1); bits |= 8;",
        "bits &= ~uint256(8); if (bits & 8 == 0) n = 1;",
        "bits |= 1 << 255; if (0 < bits & 1) n = 2;",
    ],
)
def test_flags(body: str) -> None:
    assert _is_by_bit(body)


@pytest.mark.parametrize(
    "body",
    [
        "n = 1;",
        "bits |= 1 << w;",  # of 256 and more nothing is left
        "bits |= 3;",
        "bits ^= 1 << i;",
        "bits = 1 << i;",
        "bits |= 1 << i; n = bits;",
        "bits |= 1 << i; delete bits;",
        "require(bits & (1 << i) == 1); bits |= 1 << i;",
        "require(bits >> i == 1); bits |= 1 << i;",
        "uint256 m; if (w > 1) m = 1 << i; bits |= m;",
        "uint256 m = 1 << i; m = 3; bits |= m;",
        "uint256 old = bits; bits |= 1 << i; require(old & (1 << i) == 0);",
        "n |= bits | (1 << i);",
        "bits = n | (1 << i);",
        "bits |= 1 << i; assembly { sstore(w, 0) }",
    ],
)
def test_what_is_more_than_flags(body: str) -> None:
    assert not _is_by_bit(body)
