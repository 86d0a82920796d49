"""Calls through pointers to functions, as branches over the functions that they may run.

A pointer to an internal function can name only what the code somewhere takes for a value, and is
told apart from others of its type by comparison. So is one to an external function from those to
functions of the same contract; what it names else stays a call to another. Values of pointers go
by numbers here (`number_of`), which no program can see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from dtnlint.language.graph import results_of
from dtnlint.language.instructions import (
    Block,
    Branch,
    Call,
    CalleeFunction,
    CallPointer,
    Code,
    Compare,
    Constant,
    Environment,
    ExternalCall,
    Function,
    FunctionConstant,
    FunctionKey,
    Get,
    Jump,
    Local,
    MakePointer,
    Opaque,
    Put,
    Register,
    Revert,
)
from dtnlint.language.types import ADDRESS, BOOLEAN, ExternalFunction, Type

_OWN = 1 << 32
"""Above the selector, of a pointer to a function of this contract."""


def number_of(function: FunctionKey | CalleeFunction) -> int:
    """By what number a pointer to a function of this code goes; 0 is the unset one."""
    if isinstance(function, FunctionKey):
        return function.declaration
    return _OWN | function.selector


def is_by_pointer(call: ExternalCall) -> bool:
    """Whether a call goes where a pointer to an external function says."""
    return isinstance(call.target.type, ExternalFunction)


class Pointers:
    """The functions of a contract's code that are taken for values."""

    def __init__(self, code: Code) -> None:
        own = {entry.selector for entry in code.entries if entry.selector is not None}
        self.internal: dict[Type, dict[FunctionKey, None]] = {}
        """By the types of pointers to them."""
        self.external: dict[Type, dict[int, CalleeFunction]] = {}
        """Those that this contract has, by the types of pointers to them and their selectors."""
        for step in _steps(code):
            for constant in _constants(step):
                self.internal.setdefault(constant.type, {})[constant.key] = None
            if isinstance(step, MakePointer) and step.function.selector in own:
                named = self.external.setdefault(step.result.type, {})
                named.setdefault(step.function.selector, step.function)

    def told_apart(self, function: Function) -> Function:
        """The same function with no call through a pointer that may name one of these."""
        if not any(self.tells(step) for block in function.blocks for step in block.instructions):
            return function
        return _Telling(self, function).run()

    def tells(self, step: Any) -> bool:
        """Whether an instruction calls through a pointer that may name one of these."""
        if isinstance(step, ExternalCall):
            return step.target.type in self.external
        return isinstance(step, CallPointer)


class _Telling:
    """The rewriting of one function."""

    def __init__(self, pointers: Pointers, function: Function) -> None:
        self.pointers = pointers
        self.function = function
        self.blocks = list(function.blocks)
        self.told: set[int] = set()
        """Blocks with calls of which all is told that can be."""
        steps = [s for block in function.blocks for s in (*block.instructions, block.end)]
        self.registers = max((r.number for s in steps for r in results_of(s)), default=0)
        self.locals = max((one.number for one in _locals(function, steps)), default=0)

    def run(self) -> Function:
        number = 0
        while number < len(self.blocks):
            if number not in self.told:
                self._tell(number)
            number += 1
        return replace(self.function, blocks=tuple(self.blocks))

    def _tell(self, number: int) -> None:
        """Divide a block at the first call through a pointer that is in it."""
        block = self.blocks[number]
        index = next(
            (n for n, step in enumerate(block.instructions) if self.pointers.tells(step)), None
        )
        if index is None:
            return
        step: Any = block.instructions[index]
        kept = tuple(self._local(result.type) for result in step.results)
        got = tuple(
            Get(span=step.span, result=result, local=local)
            for result, local in zip(step.results, kept, strict=True)
        )
        # what follows is met again when its turn comes
        after = self._block(Block((*got, *block.instructions[index + 1 :]), block.end))
        before = block.instructions[:index]
        pointer = step.pointer if isinstance(step, CallPointer) else step.target
        for value, calls in self._choices(step):
            told = self._register(BOOLEAN)
            compared = Compare(
                span=step.span, result=told, operator="==", left=pointer, right=value
            )
            chosen = self._block(self._called(step, calls, kept, after))
            other = self._block(block)
            branch = Branch(span=step.span, condition=told, true=chosen, false=other)
            self.blocks[number] = Block((*before, compared), branch)
            number, before = other, ()
        self.told.add(number)
        if isinstance(step, ExternalCall):
            self.blocks[number] = self._called(step, (step,), kept, after)
        else:
            unset = Revert(span=step.span, kind="panic")
            self.blocks[number] = Block(before, unset)

    def _choices(self, step: Any) -> Iterator[tuple[Constant, tuple[Any, ...]]]:
        """The pointers that a call is told apart by, each with what runs then."""
        if isinstance(step, CallPointer):
            for key in self.pointers.internal.get(step.pointer.type, ()):
                yield (
                    Constant(number_of(key), step.pointer.type),
                    (
                        Call(
                            span=step.span,
                            declaration=step.declaration,
                            results=step.results,
                            function=key,
                            arguments=step.arguments,
                        ),
                    ),
                )
            return
        for function in self.pointers.external[step.target.type].values():
            this = self._register(ADDRESS)
            yield (
                Constant(number_of(function), step.target.type),
                (
                    Environment(span=step.span, result=this, name="this"),
                    replace(step, target=this, function=function),
                ),
            )

    def _called(
        self,
        step: Any,
        calls: tuple[Any, ...],
        kept: tuple[Local, ...],
        after: int,
    ) -> Block:
        """A block that calls, keeps what comes back, and goes on."""
        results = tuple(self._register(result.type) for result in step.results)
        call = replace(calls[-1], results=results)
        puts = tuple(
            Put(span=step.span, local=local, value=result)
            for local, result in zip(kept, results, strict=True)
        )
        return Block((*calls[:-1], call, *puts), Jump(span=step.span, target=after))

    def _block(self, block: Block) -> int:
        self.blocks.append(block)
        return len(self.blocks) - 1

    def _register(self, kind: Type) -> Register:
        self.registers += 1
        return Register(self.registers, kind)

    def _local(self, kind: Type) -> Local:
        self.locals += 1
        return Local(self.locals, "", kind)


def _steps(code: Code) -> Iterator[Any]:
    for function in code.functions.values():
        for block in function.blocks:
            yield from (*block.instructions, block.end)


def _constants(value: Any) -> Iterator[FunctionConstant]:
    """The functions that an instruction takes for values."""
    for name in value.__struct_fields__:
        held = getattr(value, name)
        for item in held if isinstance(held, tuple) else (held,):
            if isinstance(item, FunctionConstant):
                yield item


def _locals(function: Function, steps: Iterable[Any]) -> Iterator[Local]:
    yield from (*function.parameters, *function.results)
    for step in steps:
        if isinstance(step, Get | Put):
            yield step.local
        elif isinstance(step, Opaque):
            yield from step.locals
