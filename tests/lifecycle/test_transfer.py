"""Every kind of instruction has a transfer function, and its effects are told."""

from __future__ import annotations

from typing import get_args

from msgspec import Struct

from dtnlint.language import instructions
from dtnlint.language.instructions import End, Instruction
from dtnlint.lifecycle.transfer import PURE, TABLE

KINDS = {
    kind
    for kind in vars(instructions).values()
    if isinstance(kind, type) and issubclass(kind, Instruction) and kind is not Instruction
} - {*get_args(End), instructions.CallPointer}
"""All but the ends of blocks, and calls through pointers, which are told apart before."""


def test_each_kind_of_instruction_has_a_transfer_function() -> None:
    assert set(TABLE) == KINDS


def test_what_only_computes_names_what_it_assigns() -> None:
    for kind in PURE:
        assert issubclass(kind, Struct)
        assert {"result", "results", "local"} & set(kind.__struct_fields__), kind
