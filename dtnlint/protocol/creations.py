"""Contracts that a consumer creates: whether anybody may have one of them call the consumer.

Who creates a contract chooses its code, but not who calls it. One that hands on what strangers
ask is as good as any stranger, wherever it is named.
"""

from __future__ import annotations

from collections.abc import Callable

from slither.core.declarations import Contract
from slither.slithir.operations import HighLevelCall, LowLevelCall, NewContract, SolidityCall

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Flow, Place, Site


class Creations:
    """The contracts that one concrete contract creates."""

    def __init__(
        self, flow: Flow, look: Callable[[Contract], tuple[Flow, Callable[[Site], bool]]]
    ) -> None:
        """`look` gives a contract's flow, and which of its operations strangers reach."""
        self._flow = flow
        self._look = look
        self._called = {
            entry.full_name
            for entry in dispatch.entry_points(flow.concrete)
            if not (entry.view or entry.pure)
        }
        self._open: dict[Contract, bool] = {}

    def hands_on(self, place: Place) -> bool:
        """Whether a place may hold a created contract that calls for strangers."""
        return any(
            self._is_open(origin.value.contract_created)
            for site in self._flow.writers(place)
            if (written := getattr(site.ir, "rvalue", None)) is not None
            for origin in self._flow.sources(written).origins
            if isinstance(origin.value, NewContract)
        )

    def _is_open(self, created: Contract) -> bool:
        if created not in self._open:
            self._open[created] = False  # one that creates itself
            flow, strangers = self._look(created)
            self._open[created] = any(
                self._may_call(site) and strangers(site) for site in flow.irs()
            )
        return self._open[created]

    def _may_call(self, site: Site) -> bool:
        """Whether an operation of a created contract may call the one that created it."""
        ir = site.ir
        if isinstance(ir, HighLevelCall):
            return getattr(ir.function, "full_name", "") in self._called
        if isinstance(ir, SolidityCall):
            return bool(ir.function.name.startswith("call("))
        return isinstance(ir, LowLevelCall) and bool(ir.arguments)
