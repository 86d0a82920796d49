"""What is known of a body before it runs: its order, and what each part of it reads and writes.

Registers and locals go by one kind of name here: a register by its number, a local by a
negative one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct

from dtnlint.language.instructions import (
    Binary,
    Branch,
    Convert,
    Function,
    Get,
    Jump,
    Local,
    Put,
    Register,
    Return,
    Try,
)

Name = int
"""A register or a local of a body: see `name_of`."""

_WRITTEN = frozenset(("result", "results", "success", "returned", "failure"))
_SKIPPED = frozenset(("span", "declaration", "local", "locals", "function", "types", "call"))


def name_of(value: Register | Local) -> Name:
    """The name of a register or a local."""
    return value.number if isinstance(value, Register) else -1 - value.number


def _registers(value: Any) -> Iterator[Register]:
    if isinstance(value, Register):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _registers(item)


def results_of(step: Any) -> tuple[Register, ...]:
    """The registers that an instruction, or the end of a block, assigns."""
    own = tuple(
        register
        for field in step.__struct_fields__
        if field in _WRITTEN
        for register in _registers(getattr(step, field))
    )
    return own + results_of(step.call) if isinstance(step, Try) else own


def operands_of(step: Any) -> tuple[Register, ...]:
    """The registers that an instruction, or the end of a block, reads."""
    own = tuple(
        register
        for field in step.__struct_fields__
        if field not in _WRITTEN and field not in _SKIPPED
        for register in _registers(getattr(step, field))
    )
    return own + operands_of(step.call) if isinstance(step, Try) else own


def successors(end: Any) -> tuple[int, ...]:
    """Where a block goes on."""
    if isinstance(end, Jump):
        return (end.target,)
    if isinstance(end, Branch):
        return (end.true, end.false)
    if isinstance(end, Try):
        return (end.succeeded, end.failed)
    return ()


def reads(step: Any) -> Iterator[Name]:
    """The names that an instruction, or the end of a block, reads."""
    for register in operands_of(step):
        yield register.number
    if isinstance(step, Get):
        yield name_of(step.local)


def writes(step: Any) -> Iterator[Name]:
    """The names that it gives values."""
    for register in results_of(step):
        yield register.number
    if isinstance(step, Put):
        yield name_of(step.local)


class Point(Struct, frozen=True):
    """Where in a body something stands."""

    block: int
    index: int
    """Of the instruction in the block; their number for what ends it."""


class Body:
    """A function, and what holds of it on all ways."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.key = function.key
        self.blocks = function.blocks

    def steps(self) -> Iterator[tuple[Point, Any]]:
        """Every instruction, and every end of a block."""
        for number, block in enumerate(self.blocks):
            for index, step in enumerate(block.instructions):
                yield Point(number, index), step
            yield Point(number, len(block.instructions)), block.end

    @cached_property
    def definitions(self) -> dict[int, Any]:
        """What assigns each register."""
        return {register.number: step for _, step in self.steps() for register in results_of(step)}

    @cached_property
    def order(self) -> tuple[int, ...]:
        """For each block, its place in reverse postorder."""
        seen: set[int] = set()
        post: list[int] = []
        stack = [(0, 0)] if self.blocks else []
        while stack:
            block, at = stack.pop()
            if at == 0:
                if block in seen:
                    continue
                seen.add(block)
            following = successors(self.blocks[block].end)
            if at < len(following):
                stack.append((block, at + 1))
                if following[at] not in seen:
                    stack.append((following[at], 0))
            else:
                post.append(block)
        rank = {block: n for n, block in enumerate(reversed(post))}
        return tuple(rank.get(block, len(self.blocks)) for block in range(len(self.blocks)))

    @cached_property
    def joins(self) -> frozenset[int]:
        """The blocks to which several ways lead."""
        seen: set[int] = set()
        found: set[int] = set()
        for block in self.blocks:
            for target in dict.fromkeys(successors(block.end)):
                (found if target in seen else seen).add(target)
        return frozenset(found)

    @cached_property
    def _results(self) -> frozenset[Name]:
        return frozenset(name_of(local) for local in self.function.results)

    @cached_property
    def live(self) -> tuple[frozenset[Name], ...]:
        """For each block, the names that some way from its beginning still reads."""
        live: list[frozenset[Name]] = [frozenset()] * len(self.blocks)
        changed = True
        order = sorted(range(len(self.blocks)), key=lambda b: -self.order[b])
        while changed:
            changed = False
            for number in order:
                names = self._before(number, 0, live)
                if names != live[number]:
                    live[number] = names
                    changed = True
        return tuple(live)

    def live_at(self, block: int, index: int) -> frozenset[Name]:
        """The names that some way from an instruction of a block on still reads."""
        return self._before(block, index, self.live)

    def _before(self, number: int, index: int, live: Any) -> frozenset[Name]:
        block = self.blocks[number]
        names: set[Name] = set(self._results if isinstance(block.end, Return) else ())
        for target in successors(block.end):
            names |= live[target]
        for step in (block.end, *reversed(block.instructions[index:])):
            names.difference_update(writes(step))
            names.update(reads(step))
        return frozenset(names)

    @cached_property
    def counters(self) -> frozenset[Name]:
        """The locals to which something adds or from which it takes, as loops do."""
        found: set[Name] = set()
        for _, step in self.steps():
            if not isinstance(step, Put) or not isinstance(step.value, Register):
                continue
            made = self.definitions.get(step.value.number)
            while isinstance(made, Convert) and isinstance(made.value, Register):
                made = self.definitions.get(made.value.number)
            if isinstance(made, Binary) and made.operator in ("+", "-"):
                sides = [self.local_of(side) for side in (made.left, made.right)]
                if step.local in sides:
                    found.add(name_of(step.local))
        return frozenset(found)

    def counters_of(self, register: int) -> frozenset[Name]:
        """The counters whose next value a register holds."""
        made = self.definitions.get(register)
        while isinstance(made, Convert) and isinstance(made.value, Register):
            made = self.definitions.get(made.value.number)
        if not isinstance(made, Binary):
            return frozenset()
        sides = (self.local_of(side) for side in (made.left, made.right))
        return frozenset(name_of(local) for local in sides if local is not None)

    def local_of(self, operand: Any) -> Local | None:
        """The local of which a register is what was read."""
        made = self.unwrapped(operand)
        return made.local if isinstance(made, Get) else None

    def unwrapped(self, operand: Any) -> Any:
        """What makes an operand, conversions aside: an instruction, or a constant."""
        while isinstance(operand, Register):
            made = self.definitions.get(operand.number)
            if not isinstance(made, Convert):
                return made
            operand = made.value
        return operand

    def origin(self, operand: Any) -> Any:
        """The same, seen through locals that are put only once."""
        made = self.unwrapped(operand)
        while isinstance(made, Get) and len(self.puts.get(name_of(made.local), ())) == 1:
            made = self.unwrapped(self.puts[name_of(made.local)][0].value)
        return made

    @cached_property
    def puts(self) -> dict[Name, list[Put]]:
        """What puts each local; a parameter comes with a value besides."""
        found: dict[Name, list[Put]] = {}
        for _, step in self.steps():
            if isinstance(step, Put):
                found.setdefault(name_of(step.local), []).append(step)
        return found

    def reads_of(self, local: Local) -> int:
        """How often a local is read."""
        return sum(isinstance(step, Get) and step.local == local for _, step in self.steps())

    def counts(self, operand: Any) -> bool:
        """Whether a register is what a loop's counter was read as."""
        local = self.local_of(operand)
        return local is not None and name_of(local) in self.counters

    def derives(self, operand: Any) -> bool:
        """Whether a register is computed from a loop's counter, and is none itself."""
        made = self.unwrapped(operand)
        return isinstance(made, Binary) and any(
            self.counts(side) or self.derives(side) for side in (made.left, made.right)
        )

    @cached_property
    def grown(self) -> frozenset[int]:
        """The registers that a counter's next value is computed in."""
        found: set[int] = set()
        for _, step in self.steps():
            if (
                isinstance(step, Put)
                and isinstance(step.value, Register)
                and name_of(step.local) in self.counters
            ):
                made = self.definitions.get(step.value.number)
                found.add(step.value.number)
                while isinstance(made, Convert) and isinstance(made.value, Register):
                    found.add(made.value.number)
                    made = self.definitions.get(made.value.number)
        return frozenset(found)
