"""What remains to be done after a call: whether any of it can matter to a session.

Where nothing does, whoever is called and calls back does no more than who comes with a transaction
of their own a moment later, and those are followed anyway.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from dtnlint.language.graph import Body, Point, name_of, successors
from dtnlint.language.instructions import (
    Branch,
    Call,
    CallMemory,
    CallMessage,
    Clone,
    Constant,
    Copy,
    Delete,
    Emit,
    ExternalCall,
    FunctionKey,
    Get,
    Jump,
    MemoryMove,
    MemoryStore,
    Opaque,
    Pop,
    Push,
    Return,
    Revert,
    Stop,
    Store,
    Try,
)
from dtnlint.language.pointers import is_by_pointer
from dtnlint.lifecycle.relevance import Relevance
from dtnlint.lifecycle.transfer import PURE
from dtnlint.protocol.bridge import Bridge, is_stipend, says_nothing

_IDLE = PURE | {Emit, MemoryStore, MemoryMove, Jump, Branch, Return, Revert, Stop}
"""Kinds of instructions that change nothing that outlasts the message."""
_WRITING = (Store, Copy, Delete, Push, Pop)


class Remains:
    """What remains of the bodies of one consumer."""

    def __init__(self, bridge: Bridge, protocol: Any, relevance: Relevance) -> None:
        self.bridge = bridge
        self.protocol = protocol
        self.relevance = relevance
        self._known: dict[tuple[int, int, int], bool] = {}

    def idle_after(self, body: Body, number: int, block: int, index: int) -> bool:
        """Whether nothing that follows an instruction in its body matters."""
        place = (number, block, index)
        if place not in self._known:
            self._known[place] = self._follows_idle(body, number, block, index)
        return self._known[place]

    def _follows_idle(self, body: Body, number: int, block: int, index: int) -> bool:
        busy = self._busy_points.get(number, ())
        if any(at.block == block and at.index > index for at in busy):
            return False
        seen: set[int] = set()
        pending = list(successors(body.blocks[block].end))
        while pending:
            at = pending.pop()
            if at not in seen:
                seen.add(at)
                pending += successors(body.blocks[at].end)
        return not any(at.block in seen for at in busy)

    def passed_on(self, number: int) -> FunctionKey | None:
        """The body that one runs once, with what it was given itself, and beside which it does
        nothing that matters; None where it does more.
        """
        body, busy = self.relevance.bodies[number], self._busy_points.get(number, [])
        if len(busy) != 1:
            return None
        at = busy[0]
        step = body.blocks[at.block].instructions[at.index : at.index + 1]
        if not step or not isinstance(step[0], Call) or self._is_repeated(body, at.block):
            return None
        given = all(_is_given(body, argument) for argument in step[0].arguments)
        return self._callee(body, step[0]) if given else None

    @staticmethod
    def _is_repeated(body: Body, block: int) -> bool:
        seen: set[int] = set()
        pending = list(successors(body.blocks[block].end))
        while pending:
            at = pending.pop()
            if at not in seen:
                seen.add(at)
                pending += successors(body.blocks[at].end)
        return block in seen

    @cached_property
    def _busy_points(self) -> dict[int, list[Point]]:
        """For each body, where something is done that matters."""
        relevance = self.relevance
        found: dict[int, list[Point]] = defaultdict(list)
        calls: dict[FunctionKey, list[tuple[int, Point]]] = defaultdict(list)
        for number, body in enumerate(relevance.bodies):
            for point, end in body.steps():
                step = end.call if isinstance(end, Try) else end
                callee = self._callee(body, step)
                if callee is not None and (number, point) not in relevance.operations:
                    calls[callee].append((number, point))
                elif not self._is_idle(body, number, point, step):
                    found[number].append(point)
        numbers = {body.key: number for number, body in enumerate(relevance.bodies)}
        pending = [relevance.bodies[number].key for number in found]
        pending += [key for key in calls if key not in numbers]
        done = set(pending)
        while pending:
            for number, point in calls.get(pending.pop(), ()):
                found[number].append(point)
                key = relevance.bodies[number].key
                if key not in done:
                    done.add(key)
                    pending.append(key)
        return found

    def _callee(self, body: Body, step: Any) -> FunctionKey | None:
        """The body of this consumer that an instruction runs."""
        if isinstance(step, Call):
            known = self.bridge.operation(self.protocol, body, step)
            return step.function if known is None else None
        return self.bridge.own(body, step) if isinstance(step, ExternalCall) else None

    def _is_idle(self, body: Body, number: int, point: Point, step: Any) -> bool:
        """Whether an instruction that runs nothing of this consumer can matter to no session.

        A call of another contract is one more moment to call back.
        """
        if (number, point) in self.relevance.operations:
            return False
        if type(step) in _IDLE:
            return True
        if isinstance(step, _WRITING):
            # A mutex that is given back keeps nobody out who comes a moment later.
            return (number, point) not in self.relevance.stores - self.relevance.given_back
        if isinstance(step, Opaque):
            return step.effects.isdisjoint(("storage", "calls"))
        if self.bridge.operation(self.protocol, body, step) is not None:
            return True
        if isinstance(step, ExternalCall):
            return not step.delegate and not is_by_pointer(step)
        if isinstance(step, CallMessage):
            pays = step.kind == "call" and says_nothing(step)
            return step.kind == "staticcall" or is_stipend(step.gas) or pays
        return isinstance(step, CallMemory) and step.kind == "staticcall"


def _is_given(body: Body, operand: Any) -> bool:
    """Whether a value is a constant, or a parameter as it was given."""
    made = body.origin(operand)
    while isinstance(made, Clone):
        made = body.origin(made.source)
    if isinstance(made, Get):
        return made.local in body.function.parameters and name_of(made.local) not in body.puts
    return isinstance(made, Constant)
