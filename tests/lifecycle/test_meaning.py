"""What worlds and transfer functions say, against numbers: nothing that is so may be impossible.

A *valuation* gives each symbol a number. Worlds are made by assuming what is true of it, and
have to describe it whatever is done to them; code without branches is run on numbers and on
abstract values side by side.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from immutables import Map

from dtnlint.language.instructions import (
    Binary,
    Compare,
    Constant,
    Convert,
    FunctionKey,
    Register,
    Span,
    Unary,
)
from dtnlint.language.types import FixedBytes, Number
from dtnlint.lifecycle import memory, typestate
from dtnlint.lifecycle.operands import Operands, Where
from dtnlint.lifecycle.transfer import TABLE
from dtnlint.lifecycle.values import ANY, Value, const, symbol
from dtnlint.lifecycle.world import GUESSED, Session, World, compare, first_read
from truth.interpreter import arithmetic
from truth.interpreter.outcomes import Reverted

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = tuple(symbol("given", "f(uint256)", n, 0) for n in range(3))
READ = symbol("other", "C.cells", (("other", NAMES[0]),))
NUMBERS = st.sampled_from((0, 1, 2, 3, 8, 127, 128, 255, 255, 256, 2**255, 2**256 - 1, 2**256 - 1))
OPERATORS = st.sampled_from(("==", "!=", "<", "<=", ">", ">="))
TYPES = st.sampled_from(
    (Number(), Number(), Number(8), Number(8), Number(8, True), Number(256, True), FixedBytes(32))
)
SPAN = Span("f.sol", 0, 1)

Valuation = dict[Value, int]


@st.composite
def valuations(draw: Any) -> Valuation:
    return {name: draw(NUMBERS) for name in (*NAMES, READ)}


@st.composite
def values(draw: Any, deep: int = 2) -> Value:
    """Atoms, and sums that do not revert."""
    if deep and draw(st.integers(0, 2)) == 0:
        right = draw(st.one_of(values(deep - 1), st.integers(0, 3).map(const)))
        return ("term", draw(st.sampled_from("+-*")), draw(values(deep - 1)), right)
    atom: Value = draw(st.one_of(st.sampled_from((*NAMES, READ)), NUMBERS.map(const)))
    return atom


def number(value: Value, of: Valuation) -> int | None:
    """What a value is; None where computing it reverts."""
    if value[0] == "const":
        return value[1]  # type: ignore[no-any-return]
    if value[0] != "term":
        return of[value]
    left, right = number(value[2], of), number(value[3], of)
    if left is None or right is None:
        return None
    found = {"+": left + right, "-": left - right, "*": left * right}[value[1]]
    return found if 0 <= found < 1 << 256 else None


def truth(condition: Value, of: Valuation) -> bool | None:
    if condition[0] == "not":
        inner = truth(condition[1], of)
        return None if inner is None else not inner
    left, right = number(condition[2], of), number(condition[3], of)
    if left is None or right is None:
        return None
    return left == right if condition[1] == "eq" else left < right


@st.composite
def conditions(draw: Any) -> Value:
    return compare(draw(OPERATORS), draw(values()), draw(values()))


def described(world: World, of: Valuation) -> bool:
    """Whether all that a world knows is true of a valuation."""
    facts = (truth((*f[:2], *f[2:4]), of) in (t, None) for f, t in world.facts.items())
    binds = (number(world.norm(a), of) in (number(a, of), None) for a in world.binds)
    return all(facts) and all(binds)


def learned(what: list[Value], of: Valuation) -> World:
    """A world in which everything was asked, and answered as it is."""
    world = World()
    for condition in what:
        answer = truth(condition, of)
        if answer is None:
            continue
        after = world.assume(condition, bool(answer))
        assert after is not None, (condition, answer, dict(world.facts), dict(world.binds))
        world = after
    return world


@FEW
@given(valuations(), st.lists(conditions(), max_size=6))
def test_what_is_so_is_never_impossible(of: Valuation, what: list[Value]) -> None:
    assert described(learned(what, of), of)


def test_what_nothing_is_taken_off_is_no_less() -> None:
    (one, *_) = NAMES
    less = World().less(("term", "-", one, const(0)), one)
    assert less is not True
    assert World().less(("term", "-", one, const(1)), one) is True


@FEW
@given(valuations(), st.lists(conditions(), max_size=5), values(), values())
def test_what_is_told_of_two_values_is_so(
    of: Valuation, what: list[Value], a: Value, b: Value
) -> None:
    world = learned(what, of)
    left, right = number(a, of), number(b, of)
    if left is None or right is None:
        return
    assert world.equal(world.norm(a), world.norm(b)) in (left == right, None)
    assert world.less(world.norm(a), world.norm(b)) in (left < right, None)
    assert number(world.norm(a), of) == left


@FEW
@given(valuations(), st.lists(conditions(), max_size=5), st.sampled_from(NAMES), values())
def test_forgetting_keeps_what_is_so(
    of: Valuation, what: list[Value], name: Value, held: Value
) -> None:
    world = learned(what, of).but(frame=Map({0: held}))
    assert described(world.forgetting(), of)
    assert described(world.shape(), of)
    assert world.forgetting().forgetting() == world.forgetting()
    forgotten, fresh = world.fresh(*name[1])
    for other in (0, 1, 2**256 - 1):  # whatever the new one is, nothing is known of it
        assert described(forgotten, {**of, fresh: other})


@FEW
@given(valuations(), st.lists(conditions(), max_size=5), values(), NUMBERS)
def test_a_write_makes_old_what_was_read(
    of: Valuation, what: list[Value], held: Value, now: int
) -> None:
    world = learned(what, of).but(frame=Map({0: held}))
    after = world.overwritten(READ[1][1:])
    old = symbol("was", *READ[1])
    assert first_read(old) == READ
    assert described(after, {**of, READ: now, old: of[READ]})
    assert number(after.norm(after.frame[0]), {**of, READ: now, old: of[READ]}) == number(held, of)


# -- the order ---------------------------------------------------------------------------

NOTES = st.frozensets(
    st.sampled_from(
        (
            GUESSED,
            ("asked", "a"),
            ("asked", "b"),
            ("own", "a"),
            ("own", "b"),
            "C.done()",
            "C.fail()",
        )
    )
)
FAMILIES = st.frozensets(st.sampled_from("ab"))


@st.composite
def worlds(draw: Any) -> World:
    """Worlds that differ in nothing but what makes more possible, or less."""
    of = dict.fromkeys((*NAMES, READ), 1)
    world = learned(draw(st.lists(st.sampled_from(KNOWN), max_size=3)), of)
    notes = draw(NOTES) | {("notes", "C.done()", draw(FAMILIES))}
    keys = Map({"a": const(1)}) if draw(st.booleans()) else Map()
    led = draw(st.frozensets(st.sampled_from(LEADS)))
    return World(
        facts=world.facts,
        named=frozenset(notes),
        keys=keys,
        sessions=(Session(led=led),),
        uids=(1,),
    )


KNOWN = tuple(
    compare(operator, a, b)
    for operator in ("!=", "<=")
    for a in NAMES
    for b in (const(0), NAMES[2])
    if a != b
)
LEADS = ((("C.of", "*"), "a", 1), (("C.of", "*"), "a", 2), (("C.of", "*"), "b", 1))


@FEW
@given(worlds(), worlds(), worlds())
def test_the_order_is_one(a: World, b: World, c: World) -> None:
    assert a.shape() == b.shape() == a.shape().shape()
    assert a.covers(a)
    assert not (a.covers(b) and b.covers(c)) or a.covers(c)
    if a.covers(b) and b.covers(a):
        # One lead to more than one request says what two leads to one say.
        assert a.but(sessions=(Session(),)) == b.but(sessions=(Session(),))


@FEW
@given(worlds(), valuations(), st.lists(conditions(), max_size=3))
def test_who_knows_less_covers_who_knows_more(
    world: World, of: Valuation, what: list[Value]
) -> None:
    more = world.but(facts=Map({**world.facts, **learned(what, of).facts}))
    assume(all(more.facts[fact] is truth for fact, truth in world.facts.items()))
    assert world.covers(more)
    assert world.certain().covers(world.guessed())
    assert not world.guessed().covers(world.certain())


@FEW
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4))
def test_what_is_collected_needs_no_collecting(held: list[tuple[bool, bool]]) -> None:
    sessions = tuple(Session(live=live, stored=True) for live, _ in held)
    store = {("C.s", (f"[{n}]",)): ("session", n) for n, (_, kept) in enumerate(held) if kept}
    world, _ = memory.built(
        World(sessions=sessions, uids=tuple(range(len(held))), store=Map(store)),
        ("struct", (("a", ANY),)),
    )
    once = typestate.collected(memory.collected(world), False)
    assert typestate.collected(memory.collected(once), False) == once
    kept = {n for n, (_, kept) in enumerate(held) if kept}
    assert {n for n, session in enumerate(once.sessions) if session is not None} == kept


# -- instructions, one after another -----------------------------------------------------

PARAMETERS = 3
BODY: Any = SimpleNamespace(grown=frozenset(), key=FunctionKey(1), origin=lambda operand: operand)
WHERE = Where(BODY, 0, 0, 0)


class _Machine:
    """As much of the abstract machine as pure instructions ask for."""

    def __init__(self) -> None:
        self.operands: Any = type(
            "_", (), {name: vars(Operands)[name] for name in ("raw", "read", "fresh")}
        )()

    def bounded(self, body: Any) -> frozenset[int]:
        return frozenset()


@st.composite
def programs(draw: Any) -> Any:
    """Instructions without branches; the first registers hold the parameters."""
    kinds = [draw(TYPES)] * (PARAMETERS - 1) + [draw(TYPES)]
    steps: list[Any] = []
    for made in range(PARAMETERS, PARAMETERS + draw(st.integers(1, 7))):
        source = draw(st.integers(0, made - 1))
        operand = Register(source, kinds[source])
        alike = [n for n, kind in enumerate(kinds) if kind == operand.type]
        form = draw(st.integers(0, 5))
        if form == 5:
            known = Constant(_fitting(draw(NUMBERS), operand.type), operand.type)
            steps.append(Convert(Register(made, operand.type), known, span=SPAN))
        elif form == 0:
            kind = draw(TYPES.filter(lambda one, of=operand.type: _converts(of, one)))
            steps.append(Convert(Register(made, kind), operand, span=SPAN))
        elif form == 1:
            operators = "~" if isinstance(operand.type, FixedBytes) else "-~"
            steps.append(
                Unary(Register(made, operand.type), draw(st.sampled_from(operators)), operand,
                      draw(st.booleans()), span=SPAN)
            )  # fmt: skip
        else:
            other: Any = Register(draw(st.sampled_from(alike)), operand.type)
            if draw(st.booleans()):
                other = Constant(_fitting(draw(NUMBERS), operand.type), operand.type)
            steps.append(_computing(draw, made, operand, other))
        kinds.append(steps[-1].result.type)
    return [kinds[:PARAMETERS], steps, draw(OPERATORS)]


def _computing(draw: Any, made: int, left: Register, right: Any) -> Any:
    kind = left.type
    operators = ["&", "|", "^", "<<", ">>"]
    if isinstance(kind, Number):
        operators += ["+", "-", "*", "/", "%", "**", "+", "-"]
    operator = draw(st.sampled_from(operators))
    if operator in ("<<", ">>", "**"):
        right = Constant(draw(st.sampled_from((0, 1, 2, 7, 8, 300, 2000))), Number(256))
    return Binary(Register(made, kind), operator, left, right, draw(st.booleans()), span=SPAN)


def _converts(source: Any, target: Any) -> bool:
    if isinstance(source, FixedBytes) or isinstance(target, FixedBytes):
        return source == target or {source, target} == {FixedBytes(32), Number()}
    return bool(source.signed == target.signed or source.bits == target.bits)


def _fitting(value: int, kind: Any) -> int:
    return arithmetic.fitted(kind, value)


def _concrete(step: Any, held: dict[int, int]) -> int:
    def get(operand: Any) -> int:
        return operand.value if isinstance(operand, Constant) else held[operand.number]  # type: ignore[return-value]

    if isinstance(step, Convert):
        return arithmetic.convert(step.value.type, step.result.type, get(step.value))
    if isinstance(step, Unary):
        return arithmetic.unary(step.result.type, step.operator, get(step.value), step.checked)
    return arithmetic.binary(
        step.result.type, step.operator, get(step.left), get(step.right), step.checked, step.machine
    )


TRIED = tuple((a, b, a + b) for a in (0, 1, 200, 2**256 - 1) for b in (0, 3, 2**255))
"""What the parameters are, of each program."""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_pure_code_does_what_it_does_to_numbers(program: Any) -> None:
    assert not any(followed(program, numbers) for numbers in TRIED)


def followed(program: Any, given_: tuple[int, ...]) -> str:
    """Where numbers go a way that abstract values do not; empty if nowhere."""
    kinds, steps, operator = program
    machine = _Machine()
    held = {n: _fitting(value, kinds[n]) for n, value in enumerate(given_)}
    states: list[tuple[World, dict[int, Value]]] = [
        (World(), {n: symbol("given", "f()", n, 0) for n in held})
    ]
    for step in steps:
        try:
            held[step.result.number] = _concrete(step, held)
        except Reverted:
            return ""
        states = [
            outcome
            for world, env in states
            for outcome in TABLE[type(step)](machine, WHERE, world, dict(env), step)
        ]
        if not states:
            return f"{step} reverts on abstract values alone"
    for left, kind in ((n, step.result.type) for n, step in enumerate(steps, PARAMETERS)):
        alike: list[Any] = [
            Register(n, kind) for n in held if n != left and _type_of(kinds, steps, n) == kind
        ]
        for right in (*alike, Constant(0, kind)):
            test = Compare(Register(99, Number()), operator, Register(left, kind), right, span=SPAN)
            other = held[right.number] if isinstance(right, Register) else 0
            answer = bool(arithmetic.compare(operator, held[left], other))
            # What is asked is known from then on.
            states = [
                (after, env)
                for world, env in states
                for outcome, env in TABLE[Compare](machine, WHERE, world, dict(env), test)
                if (after := outcome.assume(env[99], answer)) is not None
            ]
            if not states:
                return f"{held[left]} {operator} {other} cannot be {answer}"
        for world, env in states:
            value = world.norm(env[left])
            if value[0] == "const" and value[1] != held[left]:
                states = [one for one in states if one != (world, env)]
        if not states:
            return f"register {left} holds {held[left]}, which no state says"
    return ""


def _type_of(kinds: list[Any], steps: list[Any], n: int) -> Any:
    return kinds[n] if n < PARAMETERS else steps[n - PARAMETERS].result.type


# -- that this would see a fault ---------------------------------------------------------


def _as_checked(m: Any, where: Any, world: World, env: Any, step: Any) -> Any:
    """Arithmetic that takes no notice of what wraps."""
    return TRUE_BINARY(m, where, world, env, Binary(
        step.result, step.operator, step.left, step.right, True, span=SPAN
    ))  # fmt: skip


def _unconverted(m: Any, where: Any, world: World, env: Any, step: Any) -> Any:
    """Conversions that cut nothing off."""
    env[step.result.number] = m.operands.raw(world, env, step.value)
    return [(world, env)]


def _unsigned(m: Any, where: Any, world: World, env: Any, step: Any) -> Any:
    """Comparisons that take every number for a natural one."""
    left, right = (m.operands.read(world, env, side) for side in (step.left, step.right))
    env[step.result.number] = compare(step.operator, left, right)
    return [(world, env)]


TRUE_BINARY = TABLE[Binary]


@pytest.mark.parametrize(
    ("kind", "fault"), [(Binary, _as_checked), (Convert, _unconverted), (Compare, _unsigned)]
)
def test_a_fault_is_seen(kind: type, fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLE, kind, fault)
    seen: list[str] = []

    @settings(
        max_examples=400, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )
    @given(programs())
    def look(program: Any) -> None:
        if not seen:
            seen.extend(filter(None, (followed(program, numbers) for numbers in TRIED)))

    look()
    assert seen
