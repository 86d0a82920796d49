"""An initializer is what its own test keeps from running again."""

from __future__ import annotations

from collections.abc import Callable

from slither.core.declarations import Contract

from dtnlint.protocol import latches


def test_initializers_are_what_can_succeed_only_once(contract: Callable[[str], Contract]) -> None:
    found = {f.name for f in latches.initializers(contract("Once"))}
    assert found == {
        "byName",
        "byModifier",
        "byBody",
        "byReturn",
        "bySkipping",
        "byRevertAfterOthers",
        "byLateRevert",
    }
