"""Mutexes: variables that a message takes for as long as it runs, so that nothing that asks for
them runs inside it.

Where one is given back, nothing else is done: whatever runs inside, before that, runs as well in a
transaction of its own, where it meets the variable given back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from dtnlint.language.graph import Body, Point, operands_of, successors
from dtnlint.language.instructions import (
    Branch,
    Call,
    CallPointer,
    Compare,
    Constant,
    FunctionKey,
    Jump,
    Load,
    RefVariable,
    Register,
    Return,
    Revert,
    StateVariable,
    Stop,
    Store,
)

_UNCHANGED = None
"""What a body leaves of a variable that it does not write."""

Place = tuple[int, Point]
_Left = frozenset[int | None]
"""What a variable may hold when a body is left."""


_Asked = tuple[StateVariable, str, int]
"""A variable, and how it is compared with which number."""


class _Variable(Struct):
    """How code uses a variable."""

    stores: dict[Place, int] = field(default_factory=dict)
    """Where it is given which number."""
    checks: list[tuple[Body, Branch, str, int]] = field(default_factory=list)
    """The branches that look at it: how, and beside which number."""
    plain: bool = True
    """Whether it is used in no other way."""


def given_back(
    bodies: Sequence[Body], entries: Collection[FunctionKey]
) -> dict[StateVariable, frozenset[Place]]:
    """The mutexes of a contract, and where each is given back, by the number of the body."""
    if any(isinstance(step, CallPointer) for body in bodies for _, step in body.steps()):
        return {}  # what runs is not told here
    found: dict[StateVariable, frozenset[Place]] = {}
    for mutex, variable in _variables(bodies).items():
        checks = variable.checks
        stores = {
            place: value for place, value in variable.stores.items() if not _makes(bodies[place[0]])
        }
        values = set(stores.values())
        if not variable.plain or len(values) != 2 or not checks:
            continue
        for taken in values:
            kept_out = all(_keeps_out(check, taken) for check in checks)
            (rest,) = values - {taken}
            if kept_out and not any(_keeps_out(check, rest) for check in checks):
                ends = _ends(bodies, stores)
                if not any(taken in ends[key] for key in entries if key in ends):
                    found[mutex] = frozenset(at for at, n in stores.items() if n == rest)
    return found


def _makes(body: Body) -> bool:
    """Whether a body runs when the contract is made: there, a mutex is put to rest at most."""
    return body.key.part in ("constructor", "construction")


def _variables(bodies: Sequence[Body]) -> dict[StateVariable, _Variable]:
    """Every variable of the contract."""
    found: dict[StateVariable, _Variable] = defaultdict(_Variable)
    for number, body in enumerate(bodies):
        places = {
            step.result.number: step.variable
            for _, step in body.steps()
            if isinstance(step, RefVariable)
        }
        read: dict[int, _Asked] = {}
        for point, step in body.steps():
            for register in operands_of(step):
                named = places.get(register.number)
                if named is not None:
                    variable = found[named]
                    value = _constant(body, step.value) if isinstance(step, Store) else None
                    if isinstance(step, Load):
                        read[step.result.number] = (named, "!=", 0)
                    elif isinstance(step, Store) and step.place == register and value is not None:
                        variable.stores[number, point] = value
                    else:
                        variable.plain = False
        compared = dict(_comparisons(body, read))
        for _, step in body.steps():
            for register in operands_of(step):
                known = compared.get(register.number) or read.get(register.number)
                if known is None:
                    continue
                named, operator, beside = known
                if isinstance(step, Branch):
                    found[named].checks.append((body, step, operator, beside))
                elif not (isinstance(step, Compare) and step.result.number in compared):
                    found[named].plain = False
    return found


def _comparisons(body: Body, read: dict[int, _Asked]) -> Iterator[tuple[int, _Asked]]:
    """Of what compares such a variable with a constant, what it asks."""
    for _, step in body.steps():
        if isinstance(step, Compare) and step.operator in ("==", "!="):
            for one, other in ((step.left, step.right), (step.right, step.left)):
                known = read.get(one.number) if isinstance(one, Register) else None
                beside = _constant(body, other)
                if known is not None and beside is not None:
                    yield step.result.number, (known[0], step.operator, beside)


def _constant(body: Body, operand: Any) -> int | None:
    made = body.unwrapped(operand)
    value = made.value if isinstance(made, Constant) else None
    return int(value) if isinstance(value, int) else None


def _keeps_out(check: tuple[Body, Branch, str, int], value: int) -> bool:
    """Whether a branch lets nothing happen where the variable is this number."""
    body, branch, operator, beside = check
    at = branch.true if (value == beside) is (operator == "==") else branch.false
    seen: set[int] = set()
    while at not in seen:
        seen.add(at)
        block = body.blocks[at]
        if isinstance(block.end, Revert):
            return not any(isinstance(step, Store | Call) for step in block.instructions)
        if not isinstance(block.end, Jump) or block.instructions:
            return False
        at = block.end.target
    return False


def _ends(bodies: Sequence[Body], stores: Mapping[Place, int]) -> dict[FunctionKey, _Left]:
    """For each body, what it may leave in the variable."""
    ends = {body.key: _Left() for body in bodies}
    changed = True
    while changed:
        changed = False
        for number, body in enumerate(bodies):
            left = _left_by(number, body, stores, ends)
            changed |= left != ends[body.key]
            ends[body.key] = left
    return ends


def _left_by(
    number: int, body: Body, stores: Mapping[Place, int], ends: Mapping[FunctionKey, _Left]
) -> _Left:
    at = [_Left()] * len(body.blocks)
    at[0] = _Left((_UNCHANGED,))
    left = _Left()
    pending = [0]
    while pending:
        block = pending.pop()
        state = at[block]
        for index, step in enumerate(body.blocks[block].instructions):
            value = stores.get((number, Point(block, index)))
            if value is not None:
                state = _Left((value,))
            elif isinstance(step, Call) and step.function in ends:
                after = ends[step.function]
                state = (after - {_UNCHANGED}) | (state if _UNCHANGED in after else _Left())
        if isinstance(body.blocks[block].end, Return | Stop):
            left |= state
        for target in successors(body.blocks[block].end):
            if not state <= at[target]:
                at[target] |= state
                pending.append(target)
    return left
