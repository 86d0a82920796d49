"""What the values of the IR hold: its temporaries, locals, constants and state variables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Contract, Function, Structure
from slither.core.declarations.solidity_variables import SolidityVariable
from slither.core.expressions.call_expression import CallExpression
from slither.core.expressions.literal import Literal
from slither.core.solidity_types import ArrayType, MappingType
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.top_level_variable import TopLevelVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import Assignment, Operation
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant, ReferenceVariable

from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.record import Record, span_of
from dtnlint.lifecycle.relevance import Relevance, is_shared
from dtnlint.lifecycle.storage import Storage, items_of, short_length, structure_of
from dtnlint.lifecycle.values import (
    ANY,
    UNSET,
    ZERO,
    Value,
    const,
    is_void,
    lost,
    sessions_in,
    symbol,
)
from dtnlint.lifecycle.world import (
    SOMEWHERE,
    Location,
    World,
    at_another_key,
    compare,
    somewhere_in,
)
from dtnlint.protocol import dispatch
from dtnlint.protocol.numbers import Numbers

Env = dict[Any, Value]
"""The temporaries of one node."""


class Operands:
    """Reads and writes the variables of one concrete consumer's code."""

    def __init__(
        self,
        concrete: Contract,
        protocol: Any,
        relevance: Relevance,
        record: Record,
        storage: Storage,
    ) -> None:
        self.concrete = concrete
        self.protocol = protocol
        self.relevance = relevance
        self.record = record
        self.storage = storage
        self.senders: list[Value] = [symbol("sender")]
        """Who called, the sender of the message under way last."""
        self._routers: dict[Any, bool] = {}
        self._constants: dict[Any, Value] = {}
        self._numbers = Numbers(protocol.flow)

    # -- reading -----------------------------------------------------------------------

    def read(self, world: World, env: Env, variable: Any) -> Value:
        """What a value of the IR holds."""
        if isinstance(variable, Constant):
            value = variable.value
            return const(value) if isinstance(value, (int, str)) else ANY
        if variable in env:
            value = env[variable]
            if value[0] == "place":
                return self.storage.load(world, value[1])
            return value
        if self._is_router(variable):
            return symbol("router")
        if isinstance(variable, StateVariable):
            if variable.is_constant:
                return self.constant(variable)
            return self.storage.load(world, (variable.canonical_name, ()))
        if isinstance(variable, LocalVariable):
            return self.local(world, variable)
        if isinstance(variable, TopLevelVariable):
            return self.constant(variable)
        if isinstance(variable, SolidityVariable):
            if variable.name == "msg.sender":
                return self.senders[-1]
            if variable.name == "this":
                return symbol("this")
            return symbol("global", variable.name)
        if isinstance(variable, Function):
            return ("function", dispatch.resolve(self.concrete, variable))
        return ANY

    def base(self, world: World, env: Env, variable: Any) -> Value:
        """What is indexed, or whose member is asked for."""
        value = self.read(world, env, variable)
        return world.norm(value)

    def constant(self, variable: Any) -> Value:
        """What a constant holds, of the contract, a library or a file: its number, or some
        value that is always the same.
        """
        if variable not in self._constants:
            number = self._numbers.only(variable)
            if number is None:
                number = _hashed(variable.expression)
            name = getattr(variable, "canonical_name", variable.name)
            self._constants[variable] = (
                symbol("constant", name) if number is None else const(number)
            )
        return self._constants[variable]

    def local(self, world: World, variable: Any) -> Value:
        """What a local holds; a result that nothing was assigned to is zero."""
        value = world.frame.get(variable)
        if value is not None:
            return value
        if isinstance(variable, LocalVariable) and not variable.is_storage:
            function = variable.function
            if (
                function is not None
                and variable in function.returns
                and (variable in self.relevance.slots)
            ):
                return self.zero(variable.type)
        return ANY

    def zero(self, kind: Any) -> Value:
        """What a variable of this type holds when nothing was assigned to it."""
        if isinstance(kind, ArrayType):
            count = short_length(kind)
            return ("tuple", (self.zero(kind.type),) * count) if count else UNSET
        return ZERO if structure_of(kind) is None else ("struct", ())

    def _is_router(self, variable: Any) -> bool:
        known = self._routers.get(variable)
        if known is None:
            known = isinstance(variable, Variable) and self.protocol.is_router(variable)
            self._routers[variable] = known
        return known

    # -- writing -----------------------------------------------------------------------

    def write(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        target: Any,
        value: Value,
        ir: Operation,
    ) -> World:
        """Give a variable of the IR a value."""
        if isinstance(target, ReferenceVariable):
            place = env.get(target)
            if place is None:
                # a part of something in memory
                return self._write_part(world, env, target, value)
            if place[0] == "place":
                site = self.assignment_site(function, node, ir, target)
                return self.storage.save(world, place[1], value, site)
            env[target] = value
            return self._write_part(world, env, target, value)
        if isinstance(target, StateVariable):
            site = self.assignment_site(function, node, ir, target)
            return self.storage.save(world, (target.canonical_name, ()), value, site)
        if isinstance(target, LocalVariable):
            if not target.is_storage:
                value = self.copied(world, value)
            elif value[0] in ("const", "symbol"):
                # `$.slot := …`: a struct at a fixed place, as ERC-7201 has it
                value = ("ref", self.storage.at_slot(value[1], target.type))
            if value == ANY and target in self.relevance.slots:
                # nothing is known of it, but it stays the same
                world, value = world.fresh(
                    "made", function.canonical_name, node.node_id, target.name
                )
            if target in self.relevance.slots or value[0] in ("ref", "function"):
                return world.but(frame=world.frame.set(target, value))
            return world
        env[target] = value
        return world

    def copied(self, world: World, value: Value) -> Value:
        """A struct or an array in storage as a copy in memory; every other value as it is."""
        if value[0] != "ref":
            return value
        kind = self.storage.type_of(value[1])
        items = items_of(value[1], kind)
        if items:
            held = (self.copied(world, self.storage.load(world, item)) for item in items)
            return ("tuple", tuple(held))
        if isinstance(kind, ArrayType) and self.storage.worth_following(value[1]):
            item, there = self.storage.followed_in(world, value[1])
            element = self.copied(world, self.storage.load(world, item)) if there else ZERO
            return ("copy", value[1], there, world.norm(element))
        structure = structure_of(kind)
        if structure is None:
            return value
        root, path = value[1]
        return (
            "struct",
            tuple(
                sorted(
                    (name, self.copied(world, self.storage.load(world, (root, (*path, name)))))
                    for name, member in structure.elems.items()
                    if not isinstance(member.type, (MappingType, ArrayType))
                )
            ),
        )

    def _write_part(self, world: World, env: Env, target: Any, value: Value) -> World:
        """Write a field of a struct, or an element of an array, in memory."""
        owner = env.get(("part of", target))
        if owner is None:
            return world
        kind, base, name = owner
        whole = self.read(world, env, base)
        if kind == "item":
            return self._write_item(world, base, whole, name, value)
        fields = dict(whole[1]) if whole[0] == "struct" else {}
        fields[name] = value
        changed: Value = ("struct", tuple(sorted(fields.items())))
        if isinstance(base, LocalVariable):
            return self.changed(world, base, whole, changed)
        env[base] = changed
        return world

    def changed(self, world: World, variable: LocalVariable, old: Value, new: Value) -> World:
        """`world` after a write to what a variable in memory refers to, under all its names."""
        frame = world.frame.set(variable, new)
        for other in _other_names(variable):
            if other in frame:
                same = world.norm(frame[other]) == world.norm(old)
                frame = frame.set(other, new if same else lost("it has several names in memory"))
        return world.but(frame=frame)

    def _write_item(
        self, world: World, array: Any, whole: Value, which: Any, value: Value
    ) -> World:
        """Write an element of an array in memory: `which` of a short one, or whether it is the
        followed one, which alone is known.
        """
        value = world.norm(value)
        known = isinstance(array, LocalVariable) and whole[0] in ("copy", "made", "tuple")
        if known and whole[0] == "tuple":
            parts = (*whole[1][:which], value, *whole[1][which + 1 :])
            return self.changed(world, array, whole, ("tuple", parts))
        if known and whole[0] == "copy" and which:
            return self.changed(world, array, whole, (*whole[:2], True, value))
        world, given = self.array_of(world, [value])
        if known and whole[0] == "made":
            made = ("made", tuple(sorted({*whole[1], *given[1]})))
            return self.changed(world, array, whole, made)
        return world

    def array_of(
        self, world: World, values: list[Value], fixed: bool = False
    ) -> tuple[World, Value]:
        """An array in memory of some values, which may be one array themselves."""
        if len(values) == 1 and values[0][0] in ("made", "tuple"):
            return world, values[0]
        if fixed:
            return world, ("tuple", tuple(values))
        held: set[str] = set()
        for value in map(world.norm, values):
            if value[0] == "session":
                session = world.sessions[value[1]]
                held.add("live" if session is not None and session.live else "closed")
            else:
                held.add("zero" if value == ZERO else "other")
            world = typestate.held_away(world, sessions_in(value), SOMEWHERE)
        return world, ("made", tuple(sorted(held)))

    def assignment_site(self, function: Function, node: Node, ir: Operation, target: Any) -> int:
        """The site of a write."""
        expression = ir.expression if ir.expression is not None else node.expression
        element = expression if expression is not None else node
        return self.record.site(
            function, node, element, span=span_of(element, node), name=str(expression), subject=""
        )

    # -- results of operations ---------------------------------------------------------

    def assign(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, value: Value
    ) -> list[tuple[World, Env]]:
        """Give the result of an operation to its target."""
        env = dict(env)
        if ir.lvalue is None:
            return [(world, env)]
        place = self._place(env, ir.lvalue)
        if place is not None and isinstance(self.storage.type_of(place), ArrayType):
            site = self.assignment_site(function, node, ir, ir.lvalue)
            given = self.copied(world, value)
            return [(after, env) for after in self.storage.replace(world, place, given, site)]
        return [(self.write(function, node, world, env, ir.lvalue, value, ir), env)]

    def opaque(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, at: int
    ) -> list[tuple[World, Env]]:
        """The result is some value that nothing else has."""
        for read in ir.read:
            if sessions_in(world.norm(self.read(world, env, read))):
                world = self.pass_on(world, env, (read,))
        return self.unknown_result(function, node, world, env, ir, at)

    def unknown_result(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, at: int
    ) -> list[tuple[World, Env]]:
        """The same, of an operation that passes nothing on."""
        if not isinstance(ir, OperationWithLValue) or ir.lvalue is None:
            return [(world, env)]
        world, value = self.made(world, node, at)
        return self.assign(function, node, world, env, ir, value)

    def made(self, world: World, node: Node, at: int, kind: str = "made") -> tuple[World, Value]:
        """A value that nothing else has, by the place that makes it."""
        return world.fresh(kind, node.function.canonical_name, node.node_id, at)

    def pass_on(self, world: World, env: Env, arguments: Iterable[Any]) -> World:
        """IDs that leave the contract, or go where the analysis does not follow."""
        for argument in arguments:
            for index in sorted(sessions_in(world.norm(self.read(world, env, argument)))):
                # A call from outside may have left nothing but this value that names it.
                if index < len(world.sessions) and world.sessions[index] is not None:
                    world = typestate.with_session(world, index, passed=True)
        return world

    # -- IDs that come into a followed cell --------------------------------------------

    def adopted(
        self, world: World, env: Env, target: Any, value: Value
    ) -> Iterator[tuple[World, Value]]:
        """An ID read at another key, as it comes into a followed cell.

        What another key's cell may hold is what the followed one may hold between
        transactions: a live session, nothing, and a closed one where that was seen.
        """
        yield from self._given_back(world, env, target, value)
        place = self._place(env, target)
        structure = None if place is None else structure_of(self.storage.type_of(place))
        if place is not None and structure is not None and not at_another_key(place):
            yield from self._adopted_fields(world, place, structure, value)
        elif self._is_cell(env, target):
            yield from self._adopted(world, value)
        else:
            yield world, value

    def _adopted_fields(
        self, world: World, place: Location, structure: Structure, value: Value
    ) -> Iterator[tuple[World, Value]]:
        """The same, of a struct with IDs in it."""
        if value[0] != "struct" and not (value[0] == "ref" and at_another_key(value[1])):
            yield world, value
            return
        states: list[tuple[World, tuple[Any, ...]]] = [(world, ())]
        for name, member in structure.elems.items():
            if isinstance(member.type, (ArrayType, MappingType)):
                continue
            is_cell = self.storage.slot((place[0], (*place[1], name))) in self.relevance.cells
            grown = []
            for state, parts in states:
                if value[0] == "ref":
                    root, path = value[1]
                    part = self.storage.load(state, (root, (*path, name)))
                else:
                    part = dict(value[1]).get(name, self.zero(member.type))
                for after, known in self._adopted(state, part) if is_cell else [(state, part)]:
                    if known == ZERO != part:
                        after = after.guessed()  # what stands beside it may say that it is not
                    grown.append((after, (*parts, (name, known))))
            states = grown
        for state, parts in states:
            yield state, ("struct", parts)

    def _adopted(self, world: World, value: Value) -> Iterator[tuple[World, Value]]:
        source = next((v for v in world.chain(value) if typestate.is_other(v)), None)
        known = world.norm(value)
        named = known[0] == "key" and known[1] not in world.keys
        if source is None or not (typestate.is_other(known) or named):
            yield world, value
            return
        value = known
        if is_void(value):
            yield world, ZERO
            return
        for branch, empty in world.split(compare("==", value, ZERO)):
            if empty:
                if "empty" in self.storage.elsewhere:
                    yield branch.guessed(), ZERO
                elif not self.storage.of_array(source):
                    yield branch, ZERO
                continue
            for live in (True, False) if "closed" in self.storage.elsewhere else (True,):
                vague = value[0] == "elsewhere"
                home = ("in", source[1]) if source[0] == "elsewhere" else tuple(source[1][-2:])
                # That the one which is moved is a bad one shows where its key is followed.
                taken = branch if live else branch.guessed()
                after, session = typestate.adopt(taken, live, self.record.new_uid(), home)
                bound = after if vague else after.bind(value, session)
                if bound is not None:
                    yield bound, session

    def _given_back(
        self, world: World, env: Env, target: Any, value: Value
    ) -> Iterator[tuple[World, Value]]:
        """An ID that a caller gives may be that of a session which nothing holds any more, or
        which is held at another key. Nothing shows that it ever is.
        """
        place = self._place(env, target)
        known = world.norm(value)
        if (
            place is None
            or at_another_key(place)
            or self.storage.slot(place) not in self.relevance.given
            or known[0] != "symbol"
            or known[1][0] not in ("given", "element")
        ):
            return
        keyed = any(isinstance(step, tuple) for step in place[1])
        for away in ((), (somewhere_in(place),)) if keyed else ((),):
            after, session = typestate.adopt(world.guessed(), True, self.record.new_uid(), *away)
            bound = after.bind(known, session)
            if bound is not None:
                yield bound, session

    def _place(self, env: Env, target: Any) -> Location | None:
        if isinstance(target, StateVariable):
            return target.canonical_name, ()
        if isinstance(target, ReferenceVariable) and env.get(target, ANY)[0] == "place":
            return env[target][1]  # type: ignore[no-any-return]
        return None

    def _is_cell(self, env: Env, target: Any) -> bool:
        """Whether a target is a followed storage cell."""
        location = self._place(env, target)
        if location is None or at_another_key(location):
            return False
        return self.storage.slot(location) in self.relevance.cells


def _other_names(variable: LocalVariable) -> frozenset[LocalVariable]:
    """The variables of a body that may refer to the same in memory."""
    context = variable.function.context
    if "dtnlint.names" not in context:
        pairs = [
            {ir.lvalue, ir.rvalue}
            for node in variable.function.nodes
            for ir in node.irs
            if isinstance(ir, Assignment) and is_shared(ir.lvalue) and is_shared(ir.rvalue)
        ]
        context["dtnlint.names"] = pairs
    names, grown = {variable}, True
    while grown:
        grown = False
        for pair in context["dtnlint.names"]:
            if not names.isdisjoint(pair) and not pair <= names:
                names |= pair
                grown = True
    return frozenset(names - {variable})


def _hashed(expression: Any) -> int | None:
    """A number for ``keccak256("text")``: not the hash, but as different as that for each text."""
    if (
        isinstance(expression, CallExpression)
        and str(expression.called).startswith("keccak256")
        and isinstance(expression.arguments[0], Literal)
    ):
        text = str(expression.arguments[0].value)
        return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return None
