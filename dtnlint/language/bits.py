"""Numbers that code only takes for flags, as mappings from the number of a bit to a truth.

``bits & (1 << i) == 0``, ``bits |= 1 << i``, ``bits &= ~(1 << i)`` and ``bits >> i & 1`` say of
such a number no more than ``bits[i]`` would. A state variable is read so only where each of its
uses is one of these, and no assembly names storage.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dtnlint.language.graph import Body, Point, operands_of, successors
from dtnlint.language.instructions import (
    Binary,
    Block,
    Code,
    Compare,
    Constant,
    Convert,
    Encode,
    Environment,
    Function,
    Get,
    Hash,
    Instruction,
    Length,
    Load,
    Opaque,
    Operand,
    Put,
    RefElement,
    RefField,
    RefSlot,
    RefVariable,
    Register,
    SlotLoad,
    SlotStore,
    StateVariable,
    Store,
    Unary,
)
from dtnlint.language.types import BOOLEAN, WORD, Mapping, Number, Reference, Region

_INDEX = Number(8)
FLAGS = Mapping(_INDEX, BOOLEAN)
"""The type of such a variable."""

_TESTS: dict[tuple[str, int], bool] = {
    ("==", 0): False, ("!=", 0): True, (">", 0): True, ("==", 1): True, ("!=", 1): False
}  # fmt: skip
"""For comparisons of what is left of a number with another, which flag they ask for."""

_QUIET = (
    *(Get, Put, Unary, Binary, Compare, Convert, Environment, Encode, Hash, Length),
    *(RefVariable, RefField, RefElement, Load),
)
"""Kinds of instructions that write no storage."""


class _OtherUseError(Exception):
    """A variable is used in another way."""


def by_bit(code: Code) -> Code:
    """A contract's code, in which numbers that hold flags are mappings."""
    bodies = [Body(function) for function in code.functions.values()]
    if any(
        isinstance(step, SlotLoad | SlotStore | RefSlot)
        or (isinstance(step, Opaque) and "storage" in step.effects)
        for body in bodies
        for _, step in body.steps()
    ):
        return code
    wanted = [v for v in code.variables if v.type == WORD and not v.transient and not v.immutable]
    for variable in wanted:
        try:
            changed = [_Rewritten(body, variable) for body in bodies]
        except _OtherUseError:
            continue
        if not any(one.flags for one in changed):
            continue
        bodies = [Body(one.function()) for one in changed]
        code = replace(
            code,
            functions={body.key: body.function for body in bodies},
            variables=tuple(replace(v, type=FLAGS) if v == variable else v for v in code.variables),
        )
    return code


class _Rewritten:
    """One body, with a variable by its bits. Raises `_OtherUseError`."""

    def __init__(self, body: Body, variable: StateVariable) -> None:
        self._body = body
        self._variable = replace(variable, type=FLAGS)
        self._at = {
            register.number: point
            for point, step in body.steps()
            for register in [getattr(step, "result", None)]
            if isinstance(register, Register)
        }
        self._uses: dict[int, list[tuple[Point, Any]]] = {}
        for point, step in body.steps():
            for register in operands_of(step):
                self._uses.setdefault(register.number, []).append((point, step))
        self._next = 1 + max(self._at, default=0)
        self._changes: dict[Point, list[Instruction]] = {}
        self.flags = 0
        """How often a bit is named."""
        for point, step in body.steps():
            if isinstance(step, RefVariable) and step.variable == variable:
                self._place(point, step)

    def function(self) -> Function:
        """The body as it is then."""
        function = self._body.function
        if not self._changes:
            return function
        blocks = []
        for number, block in enumerate(function.blocks):
            steps: list[Instruction] = []
            for index, step in enumerate(block.instructions):
                steps += self._changes.get(Point(number, index), [step])
            blocks.append(Block(tuple(steps), block.end))
        return replace(function, blocks=tuple(blocks))

    def _place(self, point: Point, step: RefVariable) -> None:
        place = Register(step.result.number, Reference(FLAGS, Region.STORAGE))
        self._changes[point] = [replace(step, result=place, variable=self._variable)]
        for at, use in self._uses.get(step.result.number, ()):
            if isinstance(use, Load):
                self._loaded(at, use, place)
            elif isinstance(use, Store) and use.value != step.result:
                self._stored(at, use, place)
            else:
                raise _OtherUseError

    def _loaded(self, point: Point, step: Load, place: Register) -> None:
        """A number that is read: to ask for a bit, or to write it back with one changed."""
        self._changes[point] = []
        for at, use in self._uses.get(step.result.number, ()):
            if not isinstance(use, Binary) or at.block != point.block:
                raise _OtherUseError
            if self._written_back(use, place):
                continue
            index = self._asked(use, step.result)
            if index is None or not self._is_quiet(point, at):
                raise _OtherUseError
            self._ask(at, use, place, index)

    def _written_back(self, step: Binary, place: Register) -> bool:
        """Whether all that a number with a bit changed is for is to be stored where it was read."""
        uses = self._uses.get(step.result.number, ())
        return bool(uses) and all(
            isinstance(use, Store)
            and use.value == step.result
            and self._same(use.place, place)
            and self._changed(step) is not None
            for _, use in uses
        )

    def _same(self, operand: Operand, place: Register) -> bool:
        made = self._body.definitions.get(getattr(operand, "number", -1))
        own = self._body.definitions.get(place.number)
        return (
            isinstance(made, RefVariable)
            and isinstance(own, RefVariable)
            and made.variable == own.variable
        )

    def _changed(self, step: Binary) -> tuple[Operand, bool] | None:
        """Which bit a number has changed, and to what."""
        for number, mask in ((step.left, step.right), (step.right, step.left)):
            if not isinstance(self._body.definitions.get(getattr(number, "number", -1)), Load):
                continue
            if step.operator == "|" and (index := self._bit(mask)) is not None:
                return index, True
            if step.operator == "&" and isinstance(mask, Constant) and isinstance(mask.value, int):
                index = self._bit(Constant(~mask.value & (1 << 256) - 1, WORD))
                return None if index is None else (index, False)
            made = self._origin(mask)
            if step.operator == "&" and isinstance(made, Unary) and made.operator == "~":
                index = self._bit(made.value)
                return None if index is None else (index, False)
        return None

    def _stored(self, point: Point, step: Store, place: Register) -> None:
        made = self._body.definitions.get(getattr(step.value, "number", -1))
        changed = self._changed(made) if isinstance(made, Binary) else None
        if changed is None:
            raise _OtherUseError
        assert isinstance(made, Binary)
        held = next(
            one
            for one in (self._body.definitions.get(n.number) for n in operands_of(made))
            if isinstance(one, Load)
        )
        start = self._at[held.result.number]
        if not self._same(held.place, place) or not self._is_quiet(start, point):
            raise _OtherUseError
        index, flag = changed
        self._changes[self._at[made.result.number]] = []
        element = self._element(step, place, index)
        self._changes[point] = [
            element, replace(step, place=element.result, value=Constant(int(flag), BOOLEAN))
        ]  # fmt: skip

    def _asked(self, step: Binary, number: Register) -> Operand | None:
        """Which bit is asked for, by a mask or by a shift."""
        if step.operator == "&":
            return self._bit(step.right if step.left == number else step.left)
        if step.operator == ">>" and step.left == number:
            uses = self._uses.get(step.result.number, ())
            if len(uses) == 1 and _is_lowest(uses[0][1]):
                return self._index(step.right)
        return None

    def _ask(self, point: Point, step: Binary, place: Register, index: Operand) -> None:
        element = self._element(step, place, index)
        flag = Register(self._number(), BOOLEAN)
        self._changes[point] = [
            element,
            Load(span=step.span, declaration=step.declaration, result=flag, place=element.result),
        ]
        result, shifted = step.result, step.operator == ">>"
        if shifted:
            ((at, lowest),) = self._uses[result.number]
            self._changes[at] = []
            result = lowest.result
        for at, use in self._uses.get(result.number, ()):
            other = None
            if isinstance(use, Compare):
                other = use.right if use.left == result else use.left
            number = other.value if isinstance(other, Constant) else None
            operator: str = use.operator if isinstance(use, Compare) else ""
            if isinstance(use, Compare) and use.right == result and operator in ("<", ">"):
                operator = {"<": ">", ">": "<"}[operator]
            if not isinstance(number, int) or (operator, number) not in _TESTS:
                raise _OtherUseError
            if number == 1 and not shifted:
                raise _OtherUseError
            asked = "!=" if _TESTS[operator, number] else "=="
            self._changes[at] = [replace(use, operator=asked, left=flag, right=_FALSE)]

    def _element(self, step: Any, place: Register, index: Operand) -> RefElement:
        self.flags += 1
        return RefElement(
            span=step.span,
            declaration=step.declaration,
            result=Register(self._number(), Reference(BOOLEAN, Region.STORAGE)),
            base=place,
            key=index,
        )

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _bit(self, mask: Operand) -> Operand | None:
        """The index of the one bit that a mask has."""
        if isinstance(mask, Constant) and isinstance(mask.value, int) and mask.value > 0:
            lowest = mask.value.bit_length() - 1
            return Constant(lowest, _INDEX) if mask.value == 1 << lowest else None
        made = self._origin(mask)
        if isinstance(made, Binary) and made.operator == "<<" and made.result.type == WORD:
            one = made.left
            if isinstance(one, Constant) and one.value == 1:
                return self._index(made.right)
        return None

    def _index(self, operand: Operand) -> Operand | None:
        """An index of which it is known that a word has that bit."""
        if isinstance(operand, Constant):
            few = isinstance(operand.value, int) and 0 <= operand.value < 256
            return Constant(operand.value, _INDEX) if few else None
        kind = getattr(operand, "type", None)
        narrow = isinstance(kind, Number) and not kind.signed and kind.bits <= 8
        return operand if narrow else None

    def _origin(self, operand: Operand) -> Any:
        """What makes an operand, seen through a local that is put once, before on every way."""
        made = self._body.definitions.get(getattr(operand, "number", -1))
        if not isinstance(made, Get):
            return made
        puts = [
            (point, step)
            for point, step in self._body.steps()
            if getattr(step, "local", None) == made.local and not isinstance(step, Get)
        ]
        if len(puts) != 1 or made.local in self._body.function.parameters:
            return None
        point, put = puts[0]
        here = self._at[made.result.number]
        if point.block != here.block and not self._dominates(point.block, here.block):
            return None
        return self._body.definitions.get(getattr(put.value, "number", -1))

    def _dominates(self, one: int, other: int) -> bool:
        seen, pending = {one}, [0] if one else []
        while pending:
            block = pending.pop()
            if block not in seen:
                seen.add(block)
                pending += successors(self._body.blocks[block].end)
        return other not in seen

    def _is_quiet(self, start: Point, end: Point) -> bool:
        """Whether nothing between two instructions of a block can write."""
        steps = self._body.blocks[start.block].instructions[start.index + 1 : end.index]
        return start.block == end.block and all(isinstance(s, _QUIET) for s in steps)


_FALSE = Constant(0, BOOLEAN)


def _is_lowest(step: Any) -> bool:
    """Whether an instruction keeps the lowest bit alone."""
    return (
        isinstance(step, Binary)
        and step.operator == "&"
        and any(isinstance(s, Constant) and s.value == 1 for s in (step.left, step.right))
    )
