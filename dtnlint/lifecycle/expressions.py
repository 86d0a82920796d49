"""Expressions without calls: arithmetic, comparisons, and the ways into structs and containers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Enum, Function
from slither.core.solidity_types import ArrayType
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import Binary, BinaryType, Delete, Index, Length, Member
from slither.slithir.variables import Constant, ReferenceVariable

from dtnlint.lifecycle import requests
from dtnlint.lifecycle.operands import Env, Operands
from dtnlint.lifecycle.relevance import BITWISE
from dtnlint.lifecycle.storage import SHORT, items_of, short_length
from dtnlint.lifecycle.values import (
    ANY,
    ONE,
    UNSET,
    ZERO,
    ZEROS,
    Value,
    arithmetic,
    bitwise,
    const,
    derived,
    lost,
    symbol,
)
from dtnlint.lifecycle.world import LENGTH, Location, World, compare, elsewhere
from dtnlint.protocol import dispatch

_COMPARISONS = {
    BinaryType.EQUAL: "==",
    BinaryType.NOT_EQUAL: "!=",
    BinaryType.LESS: "<",
    BinaryType.GREATER: ">",
    BinaryType.LESS_EQUAL: "<=",
    BinaryType.GREATER_EQUAL: ">=",
}
_ARITHMETIC = {
    BinaryType.ADDITION: "+",
    BinaryType.SUBTRACTION: "-",
    BinaryType.MULTIPLICATION: "*",
}


class Expressions:
    """Computes the expressions of one concrete consumer's code."""

    def __init__(self, operands: Operands) -> None:
        self.operands = operands
        self.relevance = operands.relevance
        self.storage = operands.storage

    def binary(
        self, function: Function, node: Node, world: World, env: Env, ir: Binary, at: int
    ) -> list[tuple[World, Env]]:
        """Arithmetic and comparisons, ``&&`` and ``||``."""
        left = world.norm(self.operands.read(world, env, ir.variable_left))
        right = world.norm(self.operands.read(world, env, ir.variable_right))
        operator = _COMPARISONS.get(ir.type)
        if operator is not None:
            return self.operands.assign(
                function, node, world, env, ir, compare(operator, left, right)
            )
        if ir.type in (BinaryType.ANDAND, BinaryType.OROR):
            return self._connective(function, node, world, env, ir, left, right)
        if ir.type in BITWISE:
            bit = str(ir.type.value)
            bits = bitwise(bit, left, right) or derived(bit, left, right)
            if bits is None:
                return self.operands.opaque(function, node, world, env, ir, at)
            return self.operands.assign(function, node, world, env, ir, bits)
        sign = _ARITHMETIC.get(ir.type)
        from_id = derived(str(ir.type.value), left, right)
        if from_id is not None:
            return self.operands.assign(function, node, world, env, ir, from_id)
        if sign is None or _may_wrap(node, sign, left, right):
            outcomes = self.operands.opaque(function, node, world, env, ir, at)
            if ir.type == BinaryType.POWER and left[0] == "const" and left != ZERO:
                return self._nonzero(outcomes, ir)
            return outcomes
        step = {"+": 1, "-": -1}.get(sign) if right == ONE else None
        if step and left[0] in ("below", "key", "above"):
            order = ["below", "key", "above"]
            place = order.index(left[0])
            family = left[1]
            if left[0] == "key":
                return self.operands.assign(
                    function, node, world, env, ir, (order[place + step], family)
                )
            inward = (left[0] == "below") == (step == 1)
            options = [left[0], "key"] if inward else [left[0]]
            return [
                outcome
                for option in options
                for outcome in self.operands.assign(
                    function, node, world, env, ir, (option, family)
                )
            ]
        last = world.last_index(left) if step == -1 and _counts(ir.lvalue, function) else ()
        if last:
            return [
                outcome
                for place in last
                for outcome in self.operands.assign(function, node, world, env, ir, place)
            ]
        if sign == "-" and left == ZERO and right[0] == "const" and right != ZERO:
            if node.scope.is_checked:
                return []  # it reverts
            outcomes = self.operands.opaque(function, node, world, env, ir, at)
            return self._nonzero(outcomes, ir)
        value = arithmetic(sign, left, right)
        if (
            value is not None
            and _counts(ir.lvalue, function)
            and not _is_small(value)
            and not (value[0] == "const" and self._is_bounded(ir.lvalue, function))
        ):
            # A loop's counter: its number is of no use and has no bound, unless it goes
            # along with an array's length.
            value = _length_like(world, value)
        if value is None:
            outcomes = self.operands.opaque(function, node, world, env, ir, at)
        else:
            outcomes = self.operands.assign(function, node, world, env, ir, value)
        if node.scope.is_checked and not _counts(ir.lvalue, function):
            empty = [world.equal(side, ZERO) for side in (left, right)]
            if (sign == "+" and False in empty) or (sign == "*" and empty == [False, False]):
                return self._nonzero(outcomes, ir)
        return outcomes

    def _nonzero(self, outcomes: list[tuple[World, Env]], ir: Binary) -> list[tuple[World, Env]]:
        """The outcomes, in which what was computed is not zero."""
        return [
            (
                after.learn(
                    compare("==", after.norm(self.operands.read(after, made, ir.lvalue)), ZERO),
                    False,
                ),
                made,
            )
            for after, made in outcomes
        ]

    def _is_bounded(self, counter: Any, function: Function) -> bool:
        """Whether a loop's counter is compared with a small number, or a short array's length."""
        context = function.context
        if "dtnlint.bounded" not in context:
            lengths = {
                ir.lvalue
                for node in function.nodes
                for ir in node.irs
                if isinstance(ir, Length) and short_length(getattr(ir.value, "type", None))
            }
            context["dtnlint.bounded"] = {
                one
                for node in function.nodes
                for ir in node.irs
                if isinstance(ir, Binary) and ir.type in _COMPARISONS
                for one, other in (
                    (ir.variable_left, ir.variable_right),
                    (ir.variable_right, ir.variable_left),
                )
                if other in lengths or self._is_few(other)
            }
        return counter in context["dtnlint.bounded"]

    def _is_few(self, value: Any) -> bool:
        if isinstance(value, Constant):
            return isinstance(value.value, int) and value.value <= SHORT
        if not getattr(value, "is_constant", False):
            return False
        known = self.operands.constant(value)
        return known[0] == "const" and isinstance(known[1], int) and known[1] <= SHORT

    def _connective(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Binary,
        left: Value,
        right: Value,
    ) -> list[tuple[World, Env]]:
        """``&&`` and ``||``: decided at once, so that what they say of values is kept."""
        stop = ir.type == BinaryType.OROR
        outcomes: list[tuple[World, Env]] = []
        for branch, truth in world.split(left):
            if truth is stop:
                outcomes += self.operands.assign(function, node, branch, env, ir, const(truth))
            else:
                outcomes += self.operands.assign(function, node, branch, env, ir, right)
        return outcomes

    def index(
        self, function: Function, node: Node, world: World, env: Env, ir: Index
    ) -> list[tuple[World, Env]]:
        """An element of a mapping or an array: the followed key, or another."""
        base = self.operands.base(world, env, ir.variable_left)
        if base[0] == "tuple":
            key = world.norm(self.operands.read(world, env, ir.variable_right))
            return [
                (
                    branch,
                    {
                        **env,
                        ir.lvalue: base[1][n],
                        ("part of", ir.lvalue): ("item", ir.variable_left, n),
                    },
                )
                for branch, n in self._each(world, key, len(base[1]))
            ]
        copied = base[0] == "copy"
        if base[0] != "ref" and not copied:
            env = dict(env)
            env[ir.lvalue] = base if base[0] == "lost" else self._element(world, env, ir, base)
            env["part of", ir.lvalue] = ("item", ir.variable_left, False)
            return [(world, env)]
        location = base[1]
        kind = self.storage.type_of(location)
        key = world.norm(self.operands.read(world, env, ir.variable_right))
        items = items_of(location, kind)
        if items:
            return [
                (branch, {**env, ir.lvalue: ("place", items[n])})
                for branch, n in self._each(world, key, len(items))
            ]
        if not self.storage.worth_following(location):
            env = dict(env)
            env[ir.lvalue] = ("place", (location[0], (*location[1], ("at", world.norm(key)))))
            return [(world, env)]
        literal = isinstance(ir.variable_right, Constant)
        counter = ir.variable_right if _counts(ir.variable_right, function) else None
        family = self.storage.family(location)
        if counter is None and _derives(ir.variable_right, node, function):
            # Whether a loop comes by an element once, if it does not count by its index.
            world = world.guessed()
        outcomes = []
        for branch, same, now in self.storage.relate(world, key, location, counter, literal):
            branch = requests.looked_up(branch.visiting(family, same), key, family, same)
            step: Any = ("key", family) if same else ("other", now)
            place: Location = (location[0], (*location[1], step))
            if same:
                has = base[2] if copied else self.storage.followed_in(branch, location)[1]
            else:
                has = self.storage.may_have(branch, place)
            if isinstance(kind, ArrayType) and not has:
                continue  # beyond the end: reverts
            if counter is not None and now[0] in ("below", "key", "above"):
                branch = branch.but(frame=branch.frame.set(counter, now))
            if copied:
                element = base[3] if same else self._other(branch, place)
                part = ("item", ir.variable_left, same)
                outcomes.append((branch, {**env, ir.lvalue: element, ("part of", ir.lvalue): part}))
            else:
                outcomes.append((branch, {**env, ir.lvalue: ("place", place)}))
        return outcomes

    @staticmethod
    def _each(world: World, key: Value, count: int) -> Iterator[tuple[World, int]]:
        """Split a world by which index of a short array a key is; any other reverts."""
        for n in range(count):
            branch = world.assume(compare("==", key, const(n)), True)
            if branch is not None:
                yield branch, n

    def _other(self, world: World, place: Location) -> Value:
        """Another element of a copy than the followed one: what stands there may have changed
        since in what it was copied from.
        """
        value = self.storage.load(world, place)
        if value[0] == "ref":
            return ANY
        return elsewhere(place) if self.storage.slot(place) in self.relevance.cells else value

    def _element(self, world: World, env: Env, ir: Index, base: Value) -> Value:
        """An element of an array that is none of storage, nor copied from there. In calldata
        it is the same wherever the same index is read.
        """
        array = ir.variable_left
        if base in (ZEROS, UNSET):
            return self.operands.zero(ir.lvalue.type)
        key = world.norm(self.operands.read(world, env, ir.variable_right))
        fixed = isinstance(array, LocalVariable) and array.location == "calldata"
        if base[0] == "made" or (not fixed and array in self.relevance.slots):
            return lost("it was read from an array in memory")
        if not fixed or key[0] not in ("const", "symbol"):
            return ANY
        return symbol("element", array.function.canonical_name, array.name, key)

    def member(self, world: World, env: Env, ir: Member) -> list[tuple[World, Env]]:
        """A field of a struct, a value of an enum, or a constant by its full name."""
        env = dict(env)
        left = ir.variable_left
        name = str(ir.variable_right)
        if isinstance(left, Enum):
            env[ir.lvalue] = const(left.values.index(name)) if name in left.values else ANY
            return [(world, env)]
        named = dispatch.named_constant(ir)
        if named is not None:
            env[ir.lvalue] = self.operands.constant(named)
            return [(world, env)]
        base = self.operands.base(world, env, left)
        if base[0] == "ref":
            location = (base[1][0], (*base[1][1], name))
            env[ir.lvalue] = ("place", location)
        elif base[0] == "symbol" and base[1][0] == "given":
            env[ir.lvalue] = symbol(*base[1], name)
        elif base[0] == "struct":
            value = dict(base[1]).get(name)
            kind = getattr(ir.lvalue, "type", None)
            env[ir.lvalue] = value if value is not None else self.operands.zero(kind)
            env["part of", ir.lvalue] = ("part", left, name)
        else:
            env[ir.lvalue] = base if base[0] == "lost" else ANY
            env["part of", ir.lvalue] = ("part", left, name)
        return [(world, env)]

    def length(
        self, world: World, env: Env, ir: Length, node: Node, at: int
    ) -> list[tuple[World, Env]]:
        """The length of an array."""
        base = self.operands.base(world, env, ir.value)
        env = dict(env)
        count = short_length(getattr(ir.value, "type", None))
        if count or base[0] == "tuple":
            env[ir.lvalue] = const(count or len(base[1]))
            return [(world, env)]
        if base[0] == "copy":
            env[ir.lvalue] = symbol("copied", self.storage.family(base[1]), base[2])
            return [(world, env)]
        if base[0] == "symbol" and base[1][0] == "given":
            env[ir.lvalue] = symbol(*base[1], LENGTH)
            return [(world, env)]
        if base[0] != "ref":
            env[ir.lvalue] = ANY
            return [(world, env)]
        location = base[1]
        place = (location[0], (*location[1], LENGTH))
        env[ir.lvalue] = ("place", place)
        return [(world, env)]

    def delete(
        self, function: Function, node: Node, world: World, env: Env, ir: Delete
    ) -> list[tuple[World, Env]]:
        """``delete`` of a variable, or of what one refers to."""
        target = ir.variable
        site = self.operands.assignment_site(function, node, ir, target)
        if isinstance(target, ReferenceVariable):
            place = env.get(target)
            if place is not None and place[0] == "place":
                return [(self.storage.clear(world, place[1], site), env)]
            env = dict(env)
            return [(self.operands.write(function, node, world, env, target, ZERO, ir), env)]
        if isinstance(target, StateVariable):
            return [(self.storage.clear(world, (target.canonical_name, ()), site), env)]
        if isinstance(target, LocalVariable):
            value = world.frame.get(target)
            if value is not None and value[0] == "ref":
                return [(self.storage.clear(world, value[1], site), env)]
            if target in self.relevance.slots:
                world = world.but(frame=world.frame.set(target, self.operands.zero(target.type)))
        return [(world, env)]


def _length_like(world: World, value: Value) -> Value | None:
    """The array's length that a number is known to be equal to."""
    for fact, truth in world.facts.items():
        if truth and fact[1] == "eq" and value in fact[2:]:
            other = fact[3] if fact[2] == value else fact[2]
            if other[0] == "symbol" and other[1][0] == "length":
                return other  # type: ignore[no-any-return]
    return None


def _is_small(value: Value) -> bool:
    return value[0] == "const" and value[1] in (0, 1)


def _derives(index: Any, node: Node, function: Function) -> bool:
    """Whether an index is computed from a loop's counter, in the same statement."""
    made = next((ir for ir in node.irs if getattr(ir, "lvalue", None) is index), None)
    return isinstance(made, Binary) and any(
        _counts(side, function) or _derives(side, node, function)
        for side in (made.variable_left, made.variable_right)
    )


def _may_wrap(node: Node, sign: str, left: Value, right: Value) -> bool:
    """Whether unchecked arithmetic may make anything of two numbers that are not known."""
    return sign != "-" and "const" not in (left[0], right[0]) and not node.scope.is_checked


def _counts(variable: Any, function: Function) -> bool:
    """Whether a local is a loop's counter: something adds to it or takes from it."""
    if not isinstance(variable, LocalVariable):
        return False
    context = function.context
    if "dtnlint.counters" not in context:
        context["dtnlint.counters"] = {
            ir.lvalue
            for node in function.nodes
            for ir in node.irs
            if isinstance(ir, Binary)
            and isinstance(ir.lvalue, LocalVariable)
            and ir.lvalue in (ir.variable_left, ir.variable_right)
        }
    return variable in context["dtnlint.counters"]
