from __future__ import annotations

from dtnlint.language import instructions
from dtnlint.language.instructions import Instruction
from dtnlint.protocol.effects.execution import TRANSFER


def test_every_instruction_has_a_meaning() -> None:
    ends = {"Jump", "Branch", "Try", "Return", "Stop", "Destroy", "Revert"}
    kinds = {
        kind
        for kind in vars(instructions).values()
        if isinstance(kind, type) and issubclass(kind, Instruction) and kind is not Instruction
    }
    assert {kind.__name__ for kind in kinds - TRANSFER.keys()} == ends
