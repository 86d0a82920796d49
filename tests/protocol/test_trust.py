"""What cannot call back is trusted; everything else may re-enter."""

from __future__ import annotations

from collections.abc import Callable

from slither.core.declarations import Contract

from dtnlint.protocol import Protocol
from tests.protocol.marks import Labels, expected, place


def test_calls_that_may_come_back_are_marked(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    recognition = protocol.of(contract("Trusting"))
    untrusted: Labels = {
        (*place(site.node), label)
        for site in recognition.flow.irs()
        if not recognition.trusts(site.ir)
        for label in ("calls", "out")
    }
    assert untrusted == expected("//?", "Trust.sol")
