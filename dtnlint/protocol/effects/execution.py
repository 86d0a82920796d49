"""One pass over all that a message may run: locals, memory and storage as terms.

Forward over the control-flow graph, internal calls followed in place. Where ways meet,
terms that differ become a choice, and only the conditions of both are kept; what a loop
writes is forgotten at its head. So what is said holds on every way, and costs one visit of
each block for each way of calls (and one more where there are loops).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from immutables import Map
from msgspec import Struct

from dtnlint.language import instructions as code
from dtnlint.language.instructions import (
    Code,
    Constant,
    Function,
    FunctionConstant,
    FunctionKey,
    Instruction,
    Operand,
    Register,
)
from dtnlint.language.types import FixedBytes, Mapping, Number, Reference, Region, StructType
from dtnlint.protocol.effects.effects import (
    Called,
    Created,
    Decoded,
    Effect,
    Ended,
    Frame,
    Hidden,
    Refused,
    Run,
    Sent,
    Told,
    Wrote,
)
from dtnlint.protocol.effects.state import Memory, State, joined
from dtnlint.protocol.effects.terms import (
    ONE,
    ZERO,
    Answer,
    Given,
    Kept,
    Known,
    Machine,
    Made,
    Object,
    Part,
    Pointer,
    Term,
    Unknown,
    Varying,
    compared,
    either,
    negated,
    options,
)

WRAPPING = ("+", "-", "*", "**")
"""Operators that revert where they are checked; where they are not, a term has ``~`` behind."""
MOST_FRAMES = 24
"""Internal calls nest at most this deep; what is deeper is hidden."""
MOST_EFFECTS = 4_000
"""Effects of one entry point; what comes after them is hidden."""
MOST_VISITS = 40_000
"""Blocks visited for one entry point; what comes after them is hidden."""


class _Context(Struct, frozen=True):
    """What is the same during one run of a body."""

    number: int
    frames: tuple[Frame, ...]
    function: Function
    message: int
    running: frozenset[FunctionKey]
    looped: bool = False
    """Whether one of the calls that led here stands in a loop."""


class _Flow(Struct):
    """A state on its way, with the effects that certainly lie behind it."""

    state: State
    past: frozenset[int]


class Execution:
    """The pass over one contract's code."""

    def __init__(self, contract: Code) -> None:
        self.code = contract
        self._by_selector = {
            entry.selector: entry for entry in contract.entries if entry.selector is not None
        }
        self._loops: dict[FunctionKey, dict[int, frozenset[int]]] = {}
        self._orders: dict[FunctionKey, list[int]] = {}
        self._reset()

    def _reset(self) -> None:
        self._effects: list[Effect] = []
        self._numbers = itertools.count(1)
        self._sites: dict[Any, int] = {}
        self._complete = True
        self._silent = 0
        self._visits = 0
        self._messages = itertools.count(1)
        self._ended: list[_Flow] = []

    def run(self, key: FunctionKey, entry: code.Entry | None) -> Run:
        """All that one entry point (or the construction) may do."""
        self._reset()
        function = self.code.functions[key]
        given = tuple(
            Given(key, index, local.name) for index, local in enumerate(function.parameters)
        )
        start = State()
        if entry is not None and not entry.payable:
            start = start._replace(
                holds=start.holds.set(compared("==", Machine("msg.value"), ZERO), True)
            )
        context = _Context(0, (), function, 0, frozenset())
        self._body(context, _Flow(start, frozenset()), given, ends=True)
        return Run(key, entry, function, tuple(self._effects), self._complete, given)

    # -- bodies ------------------------------------------------------------------------

    def _body(
        self, context: _Context, flow: _Flow, arguments: Sequence[Term], *, ends: bool = False
    ) -> tuple[_Flow | None, tuple[Term, ...]]:
        """Run a body: the flow after it (None where it never returns), and its results."""
        function = context.function
        if function.unreadable:
            self._hide(context, function.blocks[0].instructions, flow, function.unreadable)
        held = flow.state.locals
        for local in (*function.parameters, *function.results):
            held = held.set((context.number, local.number), ZERO)
        for local, value in zip(function.parameters, arguments, strict=False):
            held = held.set((context.number, local.number), value)
        flow = _Flow(flow.state._replace(locals=held), flow.past)
        loops = self._loops_of(function)
        changed: dict[int, tuple[set[int], set[int]]] = {head: (set(), set()) for head in loops}
        if loops:
            self._silent += 1
            for _ in range(2):
                self._blocks(context, flow, changed)
            self._silent -= 1
        returned = self._blocks(context, flow, changed)
        if returned is None:
            return None, ()
        if ends:
            self._end(context, returned)
        results = tuple(
            returned.state.locals.get((context.number, local.number), ZERO)
            for local in function.results
        )
        kept = returned.state.locals
        for name in list(kept):
            if name[0] == context.number:
                kept = kept.delete(name)
        return _Flow(returned.state._replace(locals=kept), returned.past), results

    def _end(self, context: _Context, flow: _Flow) -> None:
        blocks = context.function.blocks
        at = next(
            (b.end for b in blocks if isinstance(b.end, code.Return | code.Stop)), blocks[0].end
        )
        self._note(Ended, context, flow, at)

    def _blocks(
        self,
        context: _Context,
        flow: _Flow,
        changed: dict[int, tuple[set[int], set[int]]],
    ) -> _Flow | None:
        function = context.function
        loops = self._loops_of(function)
        arrived: dict[int, _Flow] = {0: flow}
        heads: dict[int, _Flow] = {}
        returned: _Flow | None = None
        registers: dict[int, Term] = {}
        looping = frozenset(itertools.chain.from_iterable(loops.values()))
        for number in self._order(function):
            here = arrived.pop(number, None)
            if here is None:
                continue
            self._visits += 1
            if self._visits > MOST_VISITS:
                self._complete = False
                return returned
            if number in loops:
                here = self._loosened(context, number, here, changed[number])
                heads[number] = here
            block = function.blocks[number]
            looped = context.looped or number in looping
            now = self._through(context, here, registers, block, looped)
            if now is None:
                continue
            for target, after in self._leave(context, now, registers, block.end, looped):
                if target is None:
                    returned = self._meet(returned, after, (context.number, "return"))
                elif target in heads:
                    _differences(context.number, heads[target].state, after.state, changed[target])
                else:
                    meeting = (context.number, "meet", target)
                    known = arrived.get(target)
                    arrived[target] = self._meet(known, after, meeting)
        return returned

    def _through(
        self,
        context: _Context,
        flow: _Flow,
        registers: dict[int, Term],
        block: code.Block,
        looped: bool,
    ) -> _Flow | None:
        """The flow at the end of a block; None where control does not come there."""
        for instruction in block.instructions:
            after = self._step(context, flow, registers, instruction, looped)
            if after is None:
                return None
            flow = after
        return flow

    def _meet(self, one: _Flow | None, other: _Flow, site: Any) -> _Flow:
        if one is None:
            return other
        state = joined(one.state, other.state, self._site(site))
        assert state is not None
        return _Flow(state, one.past & other.past)

    def _loosened(
        self, context: _Context, head: int, flow: _Flow, changed: tuple[set[int], set[int]]
    ) -> _Flow:
        """A flow at a loop's head, without what the loop changes."""
        names, objects = changed
        state = flow.state
        held = state.locals
        site = self._site((context.number, "loop", head))
        for name in sorted(names):
            held = held.set((context.number, name), Varying(site, str(name)))
        memory = state.memory
        for number in sorted(objects):
            if number in memory:
                memory = memory.set(number, Memory(Map(), None, True))
        return _Flow(
            State(held, memory, Map() if names or objects else state.stored, state.holds), flow.past
        )

    # -- ends of blocks ----------------------------------------------------------------

    def _leave(
        self,
        context: _Context,
        flow: _Flow,
        registers: dict[int, Term],
        end: code.End,
        looped: bool,
    ) -> Iterable[tuple[int | None, _Flow]]:
        if isinstance(end, code.Jump):
            return ((end.target, flow),)
        if isinstance(end, code.Return):
            return ((None, flow),)
        if isinstance(end, code.Branch):
            condition = self._read(registers, end.condition)
            found = []
            for truth, target in ((True, end.true), (False, end.false)):
                state = flow.state.assume(condition, truth)
                if state is not None:
                    found.append((target, _Flow(state, flow.past)))
            return found
        if isinstance(end, code.Try):
            failed = _Flow(flow.state, flow.past)
            self._define(registers, end.failure, self._unknown(context, end, "what a failure says"))
            after = self._step(context, flow, registers, end.call, looped, tried=True)
            ways = [(end.failed, failed)]
            if after is not None:
                ways.append((end.succeeded, after))
            return ways
        if isinstance(end, code.Revert):
            self._note(Refused, context, flow, end)
            return ()
        if isinstance(end, code.Stop):
            self._note(Ended, context, flow, end)
            return ()
        assert isinstance(end, code.Destroy)
        self._note(
            Sent,
            context,
            flow,
            end,
            site=self._site((context.number, end.span, "destroy")),
            way="selfdestruct",
            target=self._read(registers, end.beneficiary),
            message_bytes=None,
            value=Unknown(0, "balance"),
        )
        return ()

    # -- one instruction ---------------------------------------------------------------

    def _step(
        self,
        context: _Context,
        flow: _Flow,
        registers: dict[int, Term],
        instruction: Instruction,
        looped: bool = False,
        tried: bool = False,
    ) -> _Flow | None:
        run = _Step(context, flow, registers, looped, tried)
        return TRANSFER[type(instruction)](self, run, instruction)

    def _on_get(self, run: _Step, it: code.Get) -> _Flow:
        name = (run.context.number, it.local.number)
        return run.gives(it.result, run.flow.state.locals.get(name, ZERO))

    def _on_put(self, run: _Step, it: code.Put) -> _Flow:
        return self._put(run, it.local, self._read(run.registers, it.value))

    def _put(self, run: _Step, local: code.Local, value: Term) -> _Flow:
        held = run.flow.state.locals.set((run.context.number, local.number), value)
        return run.at(run.flow.state._replace(locals=held))

    def _on_unary(self, run: _Step, it: code.Unary) -> _Flow:
        value = self._read(run.registers, it.value)
        if it.operator == "!":
            return run.gives(it.result, negated(value))
        return run.gives(it.result, Made(f"unary{it.operator}", (value,)))

    def _on_binary(self, run: _Step, it: code.Binary) -> _Flow:
        left, right = self._read(run.registers, it.left), self._read(run.registers, it.right)
        wraps = it.operator in WRAPPING and (it.machine or not it.checked)
        operator = f"{it.operator}~" if wraps else it.operator
        return run.gives(it.result, Made(operator, (left, right)))

    def _on_modular(self, run: _Step, it: code.Modular) -> _Flow:
        terms = tuple(self._read(run.registers, one) for one in (it.left, it.right, it.modulus))
        return run.gives(it.result, Made(it.operator, terms))

    def _on_compare(self, run: _Step, it: code.Compare) -> _Flow:
        left, right = self._read(run.registers, it.left), self._read(run.registers, it.right)
        return run.gives(it.result, compared(it.operator, left, right))

    def _on_convert(self, run: _Step, it: code.Convert) -> _Flow:
        value = self._read(run.registers, it.value)
        before, after = it.value.type, it.result.type
        cuts = (
            isinstance(before, Number) and isinstance(after, Number) and after.bits < before.bits
        ) or (
            isinstance(before, FixedBytes)
            and isinstance(after, FixedBytes)
            and after.size < before.size
        )
        if cuts and not isinstance(value, Known):
            value = Made("cut", (value,))
        return run.gives(it.result, value)

    def _on_ref_variable(self, run: _Step, it: code.RefVariable) -> _Flow:
        variable = it.variable
        return run.gives(it.result, Kept(f"{variable.contract}.{variable.name}"))

    def _on_ref_field(self, run: _Step, it: code.RefField) -> _Flow:
        return run.gives(it.result, self._below(run, it.base, it.name))

    def _on_ref_element(self, run: _Step, it: code.RefElement) -> _Flow:
        return run.gives(it.result, self._below(run, it.base, self._read(run.registers, it.key)))

    def _below(self, run: _Step, base: Operand, step: str | Term) -> Term:
        """A place below another, as a term: `Part` of an object, until it is read."""
        site = self._site((run.context.number, "below"))
        found: Term | None = None
        if not isinstance(step, str):
            step = run.flow.state.snapshot(step)
        for one in options(self._read(run.registers, base)):
            if isinstance(one, Kept):
                below: Term = Kept(one.root, (*one.path, step))
            else:
                below = Part(one, step)
            found = below if found is None else either(found, below, site)
        assert found is not None
        return found

    def _on_ref_slot(self, run: _Step, it: code.RefSlot) -> _Flow:
        slot = self._read(run.registers, it.slot)
        return run.gives(it.result, slot if isinstance(slot, Kept) else Kept(slot))

    def _on_load(self, run: _Step, it: code.Load) -> _Flow:
        return run.gives(it.result, self._load(run, self._read(run.registers, it.place)))

    def _load(self, run: _Step, place: Term) -> Term:
        site = self._site((run.context.number, "load"))
        found: Term | None = None
        for one in options(place):
            if isinstance(one, Kept):
                value = run.flow.state.load(one)
            elif isinstance(one, Part):
                value = run.flow.state.part(one.base, one.step, site)
            else:
                value = one
            found = value if found is None else either(found, value, site)
        assert found is not None
        return found

    def _on_store(self, run: _Step, it: code.Store) -> _Flow:
        return self._store(run, it, it.place, self._read(run.registers, it.value))

    def _store(self, run: _Step, it: Instruction, place: Operand, value: Term) -> _Flow:
        term = self._read(run.registers, place)
        site = self._site((run.context.number, it.span, "store"))
        state, past = run.flow.state, run.flow.past
        targets = list(options(term))
        for one in targets:
            if isinstance(one, Kept):
                kept = state.snapshot(value)
                flow = self._note(
                    Wrote,
                    run.context,
                    _Flow(state, past),
                    it,
                    looped=run.looped,
                    place=one,
                    value=kept,
                    lasting=not _is_transient(place),
                )
                past = flow.past if len(targets) == 1 else past
                state = (
                    state.store(one, kept)
                    if len(targets) == 1
                    else state.store(one, Unknown(site, "two places")).forget_storage()
                )
            elif isinstance(one, Part):
                state = state.write(one.base, one.step, value, site)
        return _Flow(state, past)

    def _on_copy(self, run: _Step, it: code.Copy) -> _Flow:
        return self._store(run, it, it.target, self._read(run.registers, it.source))

    def _on_clone(self, run: _Step, it: code.Clone) -> _Flow:
        source = self._read(run.registers, it.source)
        rest = self._load(run, source) if not isinstance(source, Kept) else source
        return self._object(run, it.result, it, Memory(Map(), run.flow.state.snapshot(rest)))

    def _on_slice(self, run: _Step, it: code.Slice) -> _Flow:
        base = self._read(run.registers, it.base)
        return run.gives(it.result, Made("slice", (base,)))

    def _on_allocate(self, run: _Step, it: code.Allocate) -> _Flow:
        parts: Map[Any, Term] = Map()
        if it.length is not None:
            parts = parts.set("length", self._read(run.registers, it.length))
        return self._object(run, it.result, it, Memory(parts, None))

    def _on_make(self, run: _Step, it: code.Make) -> _Flow:
        values = [self._read(run.registers, item) for item in it.items]
        names: Sequence[Any] = self._names(it.result, len(values))
        parts: Map[Any, Term] = Map(zip(names, values, strict=False))
        return self._object(run, it.result, it, Memory(parts, None))

    def _names(self, result: Register, count: int) -> Sequence[Any]:
        kind = result.type.type if isinstance(result.type, Reference) else result.type
        if isinstance(kind, StructType):
            fields = self.code.structs[kind.declaration]
            return [name for name, type_ in fields if not isinstance(type_, Mapping)]
        return [Known(index) for index in range(count)]

    def _object(self, run: _Step, result: Register, it: Instruction, memory: Memory) -> _Flow:
        number = self._site((run.context.number, it.span, it.declaration, result.number, "object"))
        state = run.flow.state
        run.registers[result.number] = Object(number)
        return run.at(state._replace(memory=state.memory.set(number, memory)))

    def _on_delete(self, run: _Step, it: code.Delete) -> _Flow:
        return self._store(run, it, it.place, ZERO)

    def _on_push(self, run: _Step, it: code.Push) -> _Flow:
        array = self._read(run.registers, it.array)
        key = Made("last", (array,))
        flow = run.flow
        run.registers[it.result.number] = Part(array, key)
        for one in options(array):
            if isinstance(one, Kept):
                run.registers[it.result.number] = Kept(one.root, (*one.path, key))
                length = Kept(one.root, (*one.path, "length"))
                longer = Made("+", (flow.state.load(length), ONE))
                flow = self._note(
                    Wrote, run.context, flow, it, looped=run.looped, place=length, value=longer
                )
                flow = _Flow(flow.state.store(length, longer), flow.past)
        return flow

    def _on_pop(self, run: _Step, it: code.Pop) -> _Flow:
        array = self._read(run.registers, it.array)
        flow = run.flow
        for one in options(array):
            if isinstance(one, Kept):
                place = Kept(one.root, (*one.path, Made("last", (one,))))
                flow = self._note(
                    Wrote, run.context, flow, it, looped=run.looped, place=place, value=ZERO
                )
                flow = _Flow(
                    flow.state.store(one, self._unknown(run.context, it, "popped")), flow.past
                )
        return flow

    def _on_length(self, run: _Step, it: code.Length) -> _Flow:
        found: Term | None = None
        site = self._site((run.context.number, it.span, "length"))
        for one in options(self._read(run.registers, it.array)):
            if isinstance(one, Kept):
                value = run.flow.state.load(Kept(one.root, (*one.path, "length")))
            elif isinstance(one, Object) and one.number in run.flow.state.memory:
                held = run.flow.state.memory[one.number]
                value = held.parts.get("length", Made("length", (run.flow.state.snapshot(one),)))
            else:
                value = Made("length", (run.flow.state.snapshot(one),))
            found = value if found is None else either(found, value, site)
        assert found is not None
        return run.gives(it.result, found)

    def _on_hash(self, run: _Step, it: code.Hash) -> _Flow:
        data = run.flow.state.snapshot(self._read(run.registers, it.data))
        return run.gives(it.result, Made(it.algorithm, (data,)))

    def _on_encode(self, run: _Step, it: code.Encode) -> _Flow:
        state = run.flow.state
        items = tuple(state.snapshot(self._read(run.registers, one)) for one in it.items)
        name = "packed" if it.packed else "encode"
        if it.selector is not None:
            items = (self._read(run.registers, it.selector), *items)
            name = f"message {it.function.signature}" if it.function is not None else "message"
        return run.gives(it.result, Made(name, items))

    def _on_decode(self, run: _Step, it: code.Decode) -> _Flow:
        data = run.flow.state.snapshot(self._read(run.registers, it.data))
        flow = self._note(
            Decoded,
            run.context,
            run.flow,
            it,
            looped=run.looped,
            data=data,
            types=tuple(result.type for result in it.results),
        )
        for index, result in enumerate(it.results):
            term = Made("decode", (data, Known(index)))
            flow = _Step(run.context, flow, run.registers, run.looped, False).gives(result, term)
        return flow

    def _on_caught(self, run: _Step, it: code.Caught) -> _Flow:
        return run.gives(it.result, Made(f"is {it.kind}", (self._read(run.registers, it.data),)))

    def _on_make_pointer(self, run: _Step, it: code.MakePointer) -> _Flow:
        target = self._read(run.registers, it.target)
        return run.gives(it.result, Made("pointer", (target, Known(it.function.selector << 224))))

    def _on_pointer_part(self, run: _Step, it: code.PointerPart) -> _Flow:
        pointer = self._read(run.registers, it.pointer)
        if isinstance(pointer, Made) and pointer.operator == "pointer":
            return run.gives(it.result, pointer.operands[it.part == "selector"])
        return run.gives(it.result, Made(it.part, (pointer,)))

    def _on_environment(self, run: _Step, it: code.Environment) -> _Flow:
        state = run.flow.state
        arguments = tuple(state.snapshot(self._read(run.registers, a)) for a in it.arguments)
        message = run.context.message if it.name.startswith("msg.") else 0
        return run.gives(it.result, Machine(it.name, arguments, message))

    # -- calls -------------------------------------------------------------------------

    def _on_call(self, run: _Step, it: code.Call) -> _Flow | None:
        arguments = [self._read(run.registers, one) for one in it.arguments]
        return self._invoke(run, it, it.function, arguments, it.results, run.context.message)

    def _on_call_pointer(self, run: _Step, it: code.CallPointer) -> _Flow | None:
        pointer = self._read(run.registers, it.pointer)
        arguments = [self._read(run.registers, one) for one in it.arguments]
        found: _Flow | None = None
        for one in options(pointer):
            if not isinstance(one, Pointer):
                return self._hide(run.context, (it,), run.flow, "a function pointer")
            after = self._invoke(run, it, one.key, arguments, it.results, run.context.message)
            if after is not None:
                found = self._meet(found, after, (run.context.number, it.span, "pointer"))
        return found

    def _invoke(
        self,
        run: _Step,
        it: Instruction,
        key: FunctionKey,
        arguments: Sequence[Term],
        results: Sequence[Register],
        message: int,
    ) -> _Flow | None:
        context = run.context
        function = self.code.functions.get(key)
        if function is None or key in context.running or len(context.frames) >= MOST_FRAMES:
            return self._hide(context, (it,), run.flow, "recursion or a body out of sight")
        inner = _Context(
            self._site((context.number, it.span, it.declaration, key)),
            (*context.frames, Frame(context.function, it)),
            function,
            message,
            context.running | {key},
            run.looped,
        )
        flow, values = self._body(inner, run.flow, arguments)
        if flow is None:
            return None
        for result, value in zip(results, values, strict=False):
            run.registers[result.number] = value
        return flow

    def _on_external_call(self, run: _Step, it: code.ExternalCall) -> _Flow | None:
        state = run.flow.state
        target = self._read(run.registers, it.target)
        raw = [self._read(run.registers, one) for one in it.arguments]
        value = self._read(run.registers, it.value) if it.value is not None else ZERO
        own = self._by_selector.get(it.function.selector) if target == Machine("this") else None
        if own is not None and not it.delegate:
            message = self._site((run.context.number, it.span, it.declaration, "message"))
            return self._invoke(run, it, own.function, raw, it.results, message)
        arguments = tuple(state.snapshot(one) for one in raw)
        site = self._site((run.context.number, it.span, it.declaration, "call"))
        flow = self._note(
            Called,
            run.context,
            run.flow,
            it,
            looped=run.looped,
            tried=run.tried,
            site=site,
            callee=it.function,
            target=target,
            arguments=arguments,
            value=value,
            delegate=it.delegate,
        )
        for index, result in enumerate(it.results):
            run.registers[result.number] = Answer(site, index, it.function.name)
        return flow

    def _on_call_message(self, run: _Step, it: code.CallMessage) -> _Flow:
        message = None
        if it.message is not None:
            message = run.flow.state.snapshot(self._read(run.registers, it.message))
        site = self._site((run.context.number, it.span, it.declaration, "message"))
        flow = self._note(
            Sent,
            run.context,
            run.flow,
            it,
            looped=run.looped,
            tried=True,
            site=site,
            way=it.kind,
            target=self._read(run.registers, it.target),
            message_bytes=message,
            value=self._read(run.registers, it.value) if it.value is not None else ZERO,
        )
        run.registers[it.success.number] = Answer(site, 0, "")
        if it.returned is not None:
            run.registers[it.returned.number] = Answer(site, 1, "")
        return flow

    def _on_call_memory(self, run: _Step, it: code.CallMemory) -> _Flow:
        site = self._site((run.context.number, it.span, it.declaration, "message"))
        known = tuple(self._read(run.registers, one) for one in it.known_arguments)
        flow = self._note(
            Sent,
            run.context,
            run.flow,
            it,
            looped=run.looped,
            tried=True,
            site=site,
            way=it.kind,
            target=self._read(run.registers, it.target),
            message_bytes=self._unknown(run.context, it, "bytes of assembly"),
            value=self._read(run.registers, it.value) if it.value is not None else ZERO,
            callee=it.function,
            arguments=known,
        )
        run.registers[it.success.number] = Answer(site, 0, "")
        return flow

    def _on_create(self, run: _Step, it: code.Create) -> _Flow:
        value = self._read(run.registers, it.value) if it.value is not None else ZERO
        flow = self._note(Created, run.context, run.flow, it, looped=run.looped, value=value)
        site = self._site((run.context.number, it.span, "create"))
        run.registers[it.result.number] = Answer(site, 0, "new")
        return flow

    def _on_emit(self, run: _Step, it: code.Emit) -> _Flow:
        state = run.flow.state
        arguments = tuple(state.snapshot(self._read(run.registers, a)) for a in it.arguments)
        return self._note(
            Told,
            run.context,
            run.flow,
            it,
            looped=run.looped,
            event=it.event,
            arguments=arguments,
        )

    # -- assembly ----------------------------------------------------------------------

    def _on_slot_load(self, run: _Step, it: code.SlotLoad) -> _Flow:
        slot = self._read(run.registers, it.slot)
        place = slot if isinstance(slot, Kept) else Kept(slot, ("transient",) * it.transient)
        return run.gives(it.result, run.flow.state.load(place))

    def _on_slot_store(self, run: _Step, it: code.SlotStore) -> _Flow:
        slot = self._read(run.registers, it.slot)
        place = slot if isinstance(slot, Kept) else Kept(slot, ("transient",) * it.transient)
        flow = self._note(
            Wrote,
            run.context,
            run.flow,
            it,
            looped=run.looped,
            place=place,
            value=self._read(run.registers, it.value),
            lasting=not it.transient,
        )
        return _Flow(flow.state.forget_storage(), flow.past)

    def _on_memory_load(self, run: _Step, it: code.MemoryLoad) -> _Flow:
        return run.gives(it.result, self._unknown(run.context, it, "memory read by address"))

    def _on_memory_hash(self, run: _Step, it: code.MemoryHash) -> _Flow:
        return run.gives(it.result, self._unknown(run.context, it, "a hash of memory"))

    def _on_memory_store(self, run: _Step, it: code.MemoryStore) -> _Flow:
        return run.at(run.flow.state)

    def _on_memory_move(self, run: _Step, it: code.MemoryMove) -> _Flow:
        return run.at(run.flow.state)

    def _on_opaque(self, run: _Step, it: code.Opaque) -> _Flow:
        flow = self._hide(run.context, (it,), run.flow, it.reason)
        for local in it.locals:
            unknown = self._unknown(run.context, it, it.reason)
            flow = self._put(
                _Step(run.context, flow, run.registers, run.looped, False), local, unknown
            )
        for result in it.results:
            run.registers[result.number] = self._unknown(run.context, it, it.reason)
        return flow

    # -- pieces ------------------------------------------------------------------------

    def _hide(
        self, context: _Context, those: Sequence[Instruction], flow: _Flow, reason: str
    ) -> _Flow:
        for it in those:
            touches = frozenset(getattr(it, "effects", ("storage", "memory", "calls")))
            flow = self._note(Hidden, context, flow, it, reason=reason, touches=touches)
            if touches & {"storage", "calls"}:
                flow = _Flow(flow.state.forget_storage(), flow.past)
        self._complete = False
        return flow

    def _note(
        self, kind: type[Effect], context: _Context, flow: _Flow, at: Any, **told: Any
    ) -> _Flow:
        if self._silent:
            return flow
        if len(self._effects) >= MOST_EFFECTS:
            self._complete = False
            return flow
        number = next(self._numbers)
        effect = kind(
            number=number,
            instruction=at,
            function=context.function,
            frames=context.frames,
            holds=flow.state.holds,
            before=flow.past,
            message=context.message,
            **told,
        )
        self._effects.append(effect)
        return _Flow(flow.state, flow.past | {number})

    def _read(self, registers: dict[int, Term], operand: Operand) -> Term:
        if isinstance(operand, Register):
            return registers.get(operand.number, Unknown(0, "a register out of sight"))
        if isinstance(operand, FunctionConstant):
            return Pointer(operand.key)
        assert isinstance(operand, Constant)
        return Known(operand.value)

    def _define(self, registers: dict[int, Term], register: Register, term: Term) -> None:
        registers[register.number] = term

    def _unknown(self, context: _Context, it: Instruction, reason: str) -> Term:
        return Unknown(self._site((context.number, it.span, it.declaration, reason)), reason)

    def _site(self, name: Any) -> int:
        """A number for a way and a place, the same whenever it is asked."""
        return self._sites.setdefault(name, len(self._sites) + 1)

    def _order(self, function: Function) -> list[int]:
        self._loops_of(function)
        return self._orders[function.key]

    def _loops_of(self, function: Function) -> dict[int, frozenset[int]]:
        """The blocks of each loop, by its head."""
        if function.key not in self._loops:
            order, loops = _shape(function)
            self._orders[function.key] = order
            self._loops[function.key] = loops
        return self._loops[function.key]


class _Step(Struct):
    """One instruction in its surroundings."""

    context: _Context
    flow: _Flow
    registers: dict[int, Term]
    looped: bool
    tried: bool

    def gives(self, result: Register, term: Term) -> _Flow:
        """The flow after an instruction that does nothing but give a result."""
        self.registers[result.number] = term
        return self.flow

    def at(self, state: State) -> _Flow:
        """The flow with another state."""
        return _Flow(state, self.flow.past)


def _is_transient(place: Operand) -> bool:
    kind = place.type
    return isinstance(kind, Reference) and kind.region is Region.TRANSIENT


def _successors(end: code.End) -> tuple[int, ...]:
    if isinstance(end, code.Jump):
        return (end.target,)
    if isinstance(end, code.Branch):
        return (end.true, end.false)
    if isinstance(end, code.Try):
        return (end.succeeded, end.failed)
    return ()


def _shape(function: Function) -> tuple[list[int], dict[int, frozenset[int]]]:
    """Reverse postorder of a body's blocks, and the blocks of each loop by its head."""
    post: list[int] = []
    state = {0: 1}
    back: list[tuple[int, int]] = []
    stack: list[tuple[int, int]] = [(0, 0)]
    while stack:
        number, at = stack.pop()
        following = _successors(function.blocks[number].end)
        if at < len(following):
            stack.append((number, at + 1))
            target = following[at]
            if target not in state:
                state[target] = 1
                stack.append((target, 0))
            elif state[target] == 1:
                back.append((number, target))
        else:
            state[number] = 2
            post.append(number)
    before: dict[int, list[int]] = {}
    for number in state:
        for target in _successors(function.blocks[number].end):
            before.setdefault(target, []).append(number)
    loops: dict[int, frozenset[int]] = {}
    for source, head in back:
        members = {head, source}
        pending = [source] if source != head else []
        while pending:
            for number in before.get(pending.pop(), ()):
                if number not in members:
                    members.add(number)
                    pending.append(number)
        loops[head] = loops.get(head, frozenset()) | members
    return post[::-1], loops


def _differences(frame: int, head: State, after: State, found: tuple[set[int], set[int]]) -> None:
    """Note what changed between a loop's head and its next turn."""
    names, objects = found
    for (number, local), value in after.locals.items():
        if number == frame and head.locals.get((number, local)) != value:
            names.add(local)
    for one, held in after.memory.items():
        if one in head.memory and head.memory[one] != held:
            objects.add(one)


TRANSFER: dict[type[Instruction], Callable[[Execution, _Step, Any], _Flow | None]] = {
    code.Get: Execution._on_get,
    code.Put: Execution._on_put,
    code.Unary: Execution._on_unary,
    code.Binary: Execution._on_binary,
    code.Modular: Execution._on_modular,
    code.Compare: Execution._on_compare,
    code.Convert: Execution._on_convert,
    code.RefVariable: Execution._on_ref_variable,
    code.RefField: Execution._on_ref_field,
    code.RefElement: Execution._on_ref_element,
    code.RefSlot: Execution._on_ref_slot,
    code.Load: Execution._on_load,
    code.Store: Execution._on_store,
    code.Copy: Execution._on_copy,
    code.Clone: Execution._on_clone,
    code.Slice: Execution._on_slice,
    code.Allocate: Execution._on_allocate,
    code.Make: Execution._on_make,
    code.Delete: Execution._on_delete,
    code.Push: Execution._on_push,
    code.Pop: Execution._on_pop,
    code.Length: Execution._on_length,
    code.Hash: Execution._on_hash,
    code.Encode: Execution._on_encode,
    code.Decode: Execution._on_decode,
    code.Caught: Execution._on_caught,
    code.MakePointer: Execution._on_make_pointer,
    code.PointerPart: Execution._on_pointer_part,
    code.Environment: Execution._on_environment,
    code.Call: Execution._on_call,
    code.CallPointer: Execution._on_call_pointer,
    code.ExternalCall: Execution._on_external_call,
    code.CallMessage: Execution._on_call_message,
    code.CallMemory: Execution._on_call_memory,
    code.Create: Execution._on_create,
    code.Emit: Execution._on_emit,
    code.SlotLoad: Execution._on_slot_load,
    code.SlotStore: Execution._on_slot_store,
    code.MemoryLoad: Execution._on_memory_load,
    code.MemoryHash: Execution._on_memory_hash,
    code.MemoryStore: Execution._on_memory_store,
    code.MemoryMove: Execution._on_memory_move,
    code.Opaque: Execution._on_opaque,
}
"""What each instruction does to what is known: complete, which a test keeps."""
