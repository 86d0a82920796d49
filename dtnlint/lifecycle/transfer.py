"""What each kind of instruction does to a world: the transfer functions, as a table.

Each gets the machine, where the instruction stands, a world, what registers and locals hold,
and the instruction; it gives the worlds after it, none where it reverts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dtnlint.language import instructions as code
from dtnlint.language.encoding import packed_size
from dtnlint.language.graph import name_of, operands_of, results_of
from dtnlint.language.instructions import Constant, Register
from dtnlint.language.pointers import number_of
from dtnlint.language.tree import keccak
from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    Bytes,
    Enumeration,
    FixedBytes,
    Mapping,
    Number,
    Reference,
    Region,
    StructType,
)
from dtnlint.lifecycle import memory, requests
from dtnlint.lifecycle.arithmetic import converted, fits, folded, is_signed, of_width, opaque_term
from dtnlint.lifecycle.operands import THIS, Env, Outcomes, Where
from dtnlint.lifecycle.relevance import GIVEN
from dtnlint.lifecycle.storage import is_dynamic, items_of
from dtnlint.lifecycle.values import (
    ANY,
    ANY_SIZE,
    ENCODED,
    MESSAGE,
    ONE,
    PACKED,
    UNSET,
    ZERO,
    ZEROS,
    Value,
    arithmetic,
    const,
    decoded,
    derived,
    encoded,
    first_bytes,
    is_fixed,
    is_from_outside,
    is_vague,
    lost,
    negation,
    sessions_in,
    sliced,
    symbol,
)
from dtnlint.lifecycle.values import bitwise as bits_of
from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import LENGTH, Location, World, at_another_key, compare, is_passing

_FOLD_LIMIT = 8
"""Sums of constants are folded up to this number, so that counters have few values."""

_CHANGING = ("gasleft", "gas", "returndatasize", "msize", "selfbalance")
"""What may be another number each time that it is read."""

_WIDE = 64
"""Bits of a counter that no loop can wrap."""

_BY_ELEMENT = "bytes are compared as a whole of which elements are read or written by themselves"

_LONGEST = 32
"""So many bytes of a new object are told one by one."""

_MOST_PARTS = 16
"""So many parts a hashed value may be made of."""

_BY_SLOT = "an ID may lie in storage that assembly names by a slot"
_SHORTENED = "an array of which it is not known which is shortened"
_SOMEWHERE_STORED = "storage is written of which it is not known which"

Handler = Callable[[Any, Where, World, Env, Any], Outcomes]


def _made(
    m: Any, where: Where, world: World, env: Env, register: Any, kind: str = "made", n: int = 0
) -> World:
    """Give a register a value that nothing else has."""
    world, value = m.operands.fresh(world, where, kind, n)
    env[register.number] = value
    return world


# -- locals and expressions ----------------------------------------------------------------


def _get(m: Any, where: Where, world: World, env: Env, step: code.Get) -> Outcomes:
    env[step.result.number] = m.operands.local(world, env, step.local)
    return [(world, env)]


def _put(m: Any, where: Where, world: World, env: Env, step: code.Put) -> Outcomes:
    value = m.operands.raw(world, env, step.value)
    if isinstance(step.value, Constant) and isinstance(step.value.value, bytes):
        world, value = memory.allocate(world, value)
    if value == ANY and not isinstance(step.local.type, Reference):
        # nothing is known of it, but it stays the same
        world, value = m.operands.fresh(world, where)
    env[name_of(step.local)] = value
    return [(world, env)]


def _unary(m: Any, where: Where, world: World, env: Env, step: code.Unary) -> Outcomes:
    value = m.operands.read(world, env, step.value)
    kind = step.result.type
    if step.operator == "!":
        env[step.result.number] = negation(value)
        return [(world, env)]
    if value[0] == "const" and isinstance(value[1], int):
        if step.operator == "-":
            found = folded("-", 0, value[1], kind, checked=step.checked, machine=False)
        else:
            found = folded("^", value[1], -1, kind, checked=False, machine=False)
        if found is None:
            return []
        env[step.result.number] = const(found)
        return [(world, env)]
    return _term(
        m, where, world, env, step.result, opaque_term(of_width(f"{step.operator}u", kind), value)
    )


def _term(
    m: Any, where: Where, world: World, env: Env, register: Any, value: Value | None
) -> Outcomes:
    if value is None:
        world = _made(m, where, world, env, register)
    else:
        env[register.number] = value
    return [(world, env)]


def _binary(m: Any, where: Where, world: World, env: Env, step: code.Binary) -> Outcomes:
    left = m.operands.read(world, env, step.left)
    right = m.operands.read(world, env, step.right)
    operator, kind, register = step.operator, step.result.type, step.result
    counts = register.number in where.body.grown
    if left[0] == right[0] == "const" and isinstance(left[1], int) and isinstance(right[1], int):
        number = folded(
            operator, left[1], right[1], kind, checked=step.checked, machine=step.machine
        )
        if number is None:
            return []
        value: Value | None = const(number)
        if operator == "+" and number > _FOLD_LIMIT:
            value = None
        if counts and number not in (0, 1) and not _is_bounded(m, where, register):
            value = _length_like(world, const(number))
        outcomes = _term(m, where, world, env, register, value)
        return _nonzero(m, outcomes, register) if value is None and number else outcomes
    if operator in ("&", "|", "^"):
        value = bits_of(operator, left, right) or derived(operator, left, right)
        return _term(m, where, world, env, register, value or opaque_term(operator, left, right))
    from_id = derived(operator, left, right)
    if from_id is not None:
        env[register.number] = from_id
        return [(world, env)]
    if is_signed(kind):
        tag = f"{operator}s" if step.checked else of_width(f"{operator}s", kind)
        return _term(m, where, world, env, register, opaque_term(tag, left, right))
    if not step.checked and operator in ("+", "-", "*", "**"):
        return _wrapping(m, where, world, env, step, left, right, counts)
    if operator in ("+", "-", "*"):
        return _checked(m, where, world, env, step, left, right, counts)
    if operator == "**" and left[0] == "const" and left != ZERO:
        return _nonzero(m, [(_made(m, where, world, env, register), env)], register)
    if operator in ("/", "%") and not step.machine:
        if right == ZERO:
            return []
        after = world.assume(compare("==", right, ZERO), False)
        if after is None:
            return []
        world = after
    cuts = operator == "<<" or isinstance(kind, FixedBytes)
    tag = of_width(operator, kind) if cuts else operator
    return _term(m, where, world, env, register, opaque_term(tag, left, right))


def _wrapping(
    m: Any, where: Where, world: World, env: Env, step: code.Binary,
    left: Value, right: Value, counts: bool,
) -> Outcomes:  # fmt: skip
    """Arithmetic that may wrap: a loop's counter is trusted not to, which an array's end keeps."""
    register, operator = step.result, step.operator
    if operator in ("+", "-") and right == ZERO:
        env[register.number] = left
        return [(world, env)]
    step_by = {"+": 1, "-": -1}.get(operator) if right == ONE else None
    wide = isinstance(register.type, Number) and register.type.bits >= _WIDE
    if wide and counts and step_by and left[0] in ("below", "key", "above", "const"):
        return _checked(m, where, world, env, step, left, right, counts)
    if counts and not _is_bounded(m, where, register):
        return _term(m, where, world, env, register, None)
    return _term(
        m, where, world, env, register, opaque_term(of_width(operator, register.type), left, right)
    )


def _checked(
    m: Any, where: Where, world: World, env: Env, step: code.Binary,
    left: Value, right: Value, counts: bool,
) -> Outcomes:  # fmt: skip
    """Sums, differences and products of natural numbers that revert where they do not fit."""
    operator, register = step.operator, step.result
    by = {"+": 1, "-": -1}.get(operator) if right == ONE else None
    if by and left[0] in ("below", "key", "above"):
        order = ["below", "key", "above"]
        family = left[1]
        if left[0] == "key":
            places: tuple[Value, ...] = ((order[1 + by], family),)
        else:
            inward = (left[0] == "below") == (by == 1)
            places = ((left[0], family), *([("key", family)] if inward else []))
        return [_standing(where, world, env, register, place) for place in places]
    last = world.last_index(left) if by == -1 and counts else ()
    if last:
        return [_standing(where, world, env, register, place) for place in last]
    if operator == "-":
        enough = world.assume(compare("<", left, right), False)
        if enough is None:
            return []
        world = enough
    value = arithmetic(operator, left, right)
    if value is not None and value[0] == "const" and not fits(value[1], register.type):
        return []
    if (
        value is not None
        and counts
        and value not in (ZERO, ONE)
        and not (value[0] == "const" and _is_bounded(m, where, register))
    ):
        # A loop's counter: its number is of no use and has no bound, unless it goes
        # along with an array's length.
        value = _length_like(world, value)
    outcomes = _term(m, where, world, env, register, value)
    if not counts:
        empty = [world.equal(side, ZERO) for side in (left, right)]
        if (operator == "+" and False in empty) or (operator == "*" and empty == [False, False]):
            return _nonzero(m, outcomes, register)
    return outcomes


def _standing(
    where: Where, world: World, env: Env, register: Any, place: Value
) -> tuple[World, Env]:
    """What comes of a sum that is a place beside a followed key: one that is told, where a
    loop's counter goes on to it.
    """
    counter = _counter_of(where, register) if place[0] != "key" else None
    if counter is not None:
        world, env = _moved(world, env, counter)
        place = (*place, counter)
    return world, {**env, register.number: place}


def _counter_of(where: Where, register: Any) -> Any:
    """The counter whose next value a register holds; None where it is not only one's."""
    counters = where.body.counters_of(register.number)
    if register.number not in where.body.grown or len(counters) != 1:
        return None
    return (where.number, *counters)


def _moved(world: World, env: Env, counter: Any) -> tuple[World, Env]:
    """A world, and what registers and locals hold, once a counter goes on."""
    return world.moved(counter), {name: world.past(held, counter) for name, held in env.items()}


def _nonzero(m: Any, outcomes: Outcomes, register: Any) -> Outcomes:
    """The outcomes, in which what was computed is not zero."""
    return [
        (after.learn(compare("==", m.operands.read(after, made, register), ZERO), False), made)
        for after, made in outcomes
    ]


def _is_bounded(m: Any, where: Where, register: Any) -> bool:
    return register.number in m.bounded(where.body)


def _length_like(world: World, value: Value) -> Value | None:
    """The array's length that a number is known to be equal to."""
    for fact, truth in world.facts.items():
        if truth and fact[1] == "eq" and value in fact[2:]:
            other = fact[3] if fact[2] == value else fact[2]
            if other[0] == "symbol" and other[1][0] == "length":
                return other  # type: ignore[no-any-return]
    return None


def _compare(m: Any, where: Where, world: World, env: Env, step: code.Compare) -> Outcomes:
    left = m.operands.read(world, env, step.left)
    right = m.operands.read(world, env, step.right)
    signed = is_signed(getattr(step.left, "type", None))
    value = env[step.result.number] = compare(step.operator, left, right, signed=signed)
    stored = all(isinstance(where.body.origin(one), code.Load) for one in (step.left, step.right))
    if stored and "const" in (left[0], right[0]) and world.holds_part_of(value):
        world = world.guessed()  # of two stored numbers, one is not known
    return [(world, env)]


def _modular(m: Any, where: Where, world: World, env: Env, step: code.Modular) -> Outcomes:
    return [(_made(m, where, world, env, step.result), env)]


def _convert(m: Any, where: Where, world: World, env: Env, step: code.Convert) -> Outcomes:
    value = m.operands.raw(world, env, step.value)
    source, target = step.value.type, step.result.type
    if isinstance(target, Reference | Bytes) or isinstance(source, Reference):
        whole = memory.content(world, world.norm(value))
        if isinstance(target, FixedBytes) and is_from_outside(whole):
            env[step.result.number] = first_bytes(whole, target.size)
        else:
            env[step.result.number] = value if isinstance(target, Reference) else ANY
        return [(world, env)]
    known = world.norm(value)
    if (
        isinstance(target, Enumeration)
        and known[0] == "const"
        and isinstance(known[1], int)
        and not 0 <= known[1] < len(target.members)
    ):
        return []
    if known[0] not in ("const", "session"):
        # Under its first name it still tells where it comes from.
        same = converted(known, source, target)
        if same is not None and same != known and _is_uncut(world, known, same, source, target):
            same = known
        value = value if same == known else same if same is not None else ANY
    else:
        made = converted(known, source, target)
        if known[0] == "session" and made != known:
            m.sessions.cut_off(world, known[1])
        value = value if made == known else made if made is not None else ANY
    if value == ANY:
        return [(_made(m, where, world, env, step.result), env)]
    env[step.result.number] = value
    return [(world, env)]


def _is_uncut(world: World, value: Value, cut: Value, source: Any, target: Any) -> bool:
    """Whether it is known that a conversion to another type cuts nothing off a number."""
    if not isinstance(source, Number) or not isinstance(target, Number):
        return False
    if source.signed or target.signed:
        return False
    above = world.less(const((1 << target.bits) - 1), value)
    return above is False or world.equal(cut, value) is True


def _environment(m: Any, where: Where, world: World, env: Env, step: code.Environment) -> Outcomes:
    name = step.name
    if name == "msg.sender":
        value = m.operands.senders[-1]
    elif name in ("this", "address"):
        value = symbol("this")
    elif name == "msg.sig" and m.operands.selectors[-1] is not None:
        value = const(m.operands.selectors[-1] << 224)
    elif name == "ecrecover":
        return [(_made(m, where, world, env, step.result, "signer"), env)]
    elif name in GIVEN and not isinstance(step.result.type, Reference):
        at = m.operands.read(world, env, step.arguments[0]) if step.arguments else ZERO
        if m.is_nested or not is_fixed(at):
            return [(_made(m, where, world, env, step.result, "given"), env)]
        value = symbol("given", MESSAGE, name)
        if step.arguments:
            value = first_bytes(sliced(symbol("given", MESSAGE, "msg.data"), at, None), 32)
    elif step.arguments or name in _CHANGING or (name[:4] == "msg." and m.is_nested):
        return [(_made(m, where, world, env, step.result), env)]
    else:
        value = symbol("global", name)
    if isinstance(step.result.type, Reference):
        env[step.result.number] = symbol("given", MESSAGE, name)
        return [(world, env)]
    env[step.result.number] = value
    return [(world, env)]


# -- places --------------------------------------------------------------------------------


def _ref_variable(m: Any, where: Where, world: World, env: Env, step: code.RefVariable) -> Outcomes:
    variable = step.variable
    env[step.result.number] = ("ref", (f"{variable.contract}.{variable.name}", ()))
    return [(world, env)]


def _ref_field(m: Any, where: Where, world: World, env: Env, step: code.RefField) -> Outcomes:
    base = m.operands.read(world, env, step.base)
    if base[0] == "ref":
        value: Value = ("ref", (base[1][0], (*base[1][1], step.name)))
    elif base[0] == "object":
        value = ("part", base[1], step.name)
    elif is_from_outside(base):
        value = ("symbol", (*base[1], step.name))
    else:
        value = base if base[0] == "lost" else ANY
    env[step.result.number] = value
    return [(world, env)]


def _ref_slot(m: Any, where: Where, world: World, env: Env, step: code.RefSlot) -> Outcomes:
    slot = m.operands.read(world, env, step.slot)
    kind = step.result.type
    place = None
    known = m.relevance.assembly.pointers.get((where.number, where.point)) or ()
    if slot[0] == "const" and isinstance(slot[1], int):
        # `$.slot := …`: a struct at a fixed place, as ERC-7201 has it
        place = m.object_at(slot[1], kind)
    elif len(known) == 1:
        place = m.object_at(next(iter(known)), kind)
    env[step.result.number] = lost("a slot of storage is computed") if place is None else place
    return [(world, env)]


def _ref_element(m: Any, where: Where, world: World, env: Env, step: code.RefElement) -> Outcomes:
    base = m.operands.read(world, env, step.base)
    key = m.operands.read(world, env, step.key)
    number = step.result.number
    if is_from_outside(base):
        env[number] = (
            ("symbol", ("element", *base[1], key)) if key[0] in ("const", "symbol") else ANY
        )
        return [(world.going_over(base[1], _loop_of(where, step.key)), env)]
    if base[0] == "object":
        whole = memory.content(world, base)
        if is_from_outside(whole):
            world = world.going_over(whole[1], _loop_of(where, step.key))
        return _element_of_object(m, where, world, env, step, base, key)
    if base[0] != "ref":
        env[number] = base if base[0] == "lost" else ANY
        return [(world, env)]
    location = base[1]
    slot = m.storage.slot(location)
    if slot in m.relevance.written_out and not location[1] and key[0] == "const":
        env[number] = ("ref", (location[0], (f"[{key[1]}]",)))
        return [(world, env)]
    items = items_of(location, m.storage.type_of(location))
    if items:
        return [
            (branch, {**env, number: ("ref", items[n])})
            for branch, n in _each(world, key, len(items))
        ]
    if not m.storage.worth_following(location):
        env[number] = ("ref", (location[0], (*location[1], ("at", key))))
        return [(world, env)]
    return [
        (branch, {**grown, number: ("ref", place)})
        for branch, grown, place, _ in _elements(m, where, world, env, step, location, key, None)
    ]


def _loop_of(where: Where, key: Any) -> Any:
    """The loop whose counter a key is, as one body knows it; None where it is none."""
    local = where.body.local_of(key) if where.body.counts(key) else None
    return None if local is None else (where.number, name_of(local))


def _element_of_object(
    m: Any, where: Where, world: World, env: Env, step: code.RefElement, base: Value, key: Value
) -> Outcomes:
    number = step.result.number
    whole = memory.content(world, base)
    if whole[0] == "tuple" and not isinstance(_type(step.base), Bytes):
        return [
            (branch, {**env, number: ("part", base[1], n)})
            for branch, n in _each(world, key, len(whole[1]))
        ]
    if whole[0] == "const" and isinstance(whole[1], str):
        inside = world.assume(compare("<", key, const(len(whole[1]))), True)
        env[number] = ("part", base[1], ("of", key))
        return [] if inside is None else [(inside, env)]
    if whole[0] == "copy":
        return [
            (branch, {**grown, number: ("part", base[1], "followed" if same else ("other", place))})
            for branch, grown, place, same in _elements(
                m, where, world, env, step, whole[1], key, whole[2]
            )
        ]
    env[number] = ("part", base[1], ("of", key))
    return [(world, env)]


def _each(world: World, key: Value, count: int) -> Iterator[tuple[World, int]]:
    """Split a world by which index of a short array a key is; any other reverts."""
    for n in range(count):
        branch = world.assume(compare("==", key, const(n)), True)
        if branch is not None:
            yield branch, n


def _elements(
    m: Any, where: Where, world: World, env: Env, step: code.RefElement,
    location: Location, key: Value, copied: bool | None,
) -> Iterator[tuple[World, Env, Location, bool]]:  # fmt: skip
    """The followed element of a container, or another: `copied` is whether a copy has it."""
    body = where.body
    kind = m.storage.type_of(location)
    literal = isinstance(step.key, Constant)
    local = body.local_of(step.key) if body.counts(step.key) else None
    counter = None if local is None else name_of(local)
    family = m.storage.family(location)
    if counter is None and body.derives(step.key):
        # Whether a loop comes by an element once, if it does not count by its index.
        world = world.guessed()
    is_array = not isinstance(_type(step.base), Mapping)
    raw, site = m.operands.raw(world, env, step.key), where.name
    for branch, same, now in m.storage.relate(world, key, location, counter, literal):
        if not m.storage.is_lookup(location):
            branch = branch.visiting(family, same)
        branch = requests.looked_up(branch, key, family, same).gone_over(raw, family, same, site)
        grown = dict(env)
        if counter is not None and now[0] in ("below", "above") and is_vague(now):
            branch, grown = _moved(branch, grown, (where.number, counter))
            now = (*now, (where.number, counter))
        at: Any = ("key", family) if same else ("other", now)
        place: Location = (location[0], (*location[1], at))
        if same:
            has = copied if copied is not None else m.storage.followed_in(branch, location)[1]
        else:
            has = m.storage.may_have(branch, place) and not _is_beyond(m, branch, location, now)
        if is_array and kind is not None and not has:
            continue  # beyond the end: reverts
        if same and is_dynamic(kind) and at_another_key(location):
            branch = branch.guessed()  # whether that is as long is not told
        if counter is not None and now[0] in ("below", "key", "above"):
            held = env.get(counter, branch.frame.get(counter))
            if held is not None and branch.norm(held) == key:
                grown[counter] = now
            if isinstance(step.key, Register):
                grown[step.key.number] = now
        yield branch, grown, place, same


def _is_beyond(m: Any, world: World, array: Location, index: Value) -> bool:
    """Whether an index was compared with an array's length, and is none of it."""
    if index[0] not in ("below", "above"):
        return False
    length = world.norm(m.storage.load(world, (array[0], (*array[1], LENGTH))))
    return world.less(index, length) is False


def _type(operand: Any) -> Any:
    kind = getattr(operand, "type", None)
    return kind.type if isinstance(kind, Reference) else kind


def _load(m: Any, where: Where, world: World, env: Env, step: code.Load) -> Outcomes:
    place = m.operands.raw(world, env, step.place)
    world, value = m.operands.load(world, place, step.result.type)
    if _is_passed_by(m, world, place):
        world = world.guessed()  # how a stored counter comes there is not followed
    if m.operands.is_router_type(step.result.type) and value[0] in ("any", "elsewhere"):
        value = symbol("router")
    giver = m.storage.giver(place)
    if giver is not None:
        # Who gives rights sends a transaction, and nobody sends one from the address 0.
        return [
            (branch, {**env, step.result.number: ZERO if nobody else value})
            for branch, nobody in world.split(compare("==", giver, ZERO))
        ]
    env[step.result.number] = value
    return [(world, env)]


def _is_passed_by(m: Any, world: World, place: Value) -> bool:
    """Whether a cell is read at an index beside the followed one that no loop counts, and none at
    that one was: what a loop comes by is sought at each index in turn, what a variable says only
    where it got there.
    """
    return (
        place[0] == "ref"
        and m.storage.slot(place[1]) in m.relevance.cells
        and any(
            step[0] == "other" and is_passing(step[1]) and step[1][1] in world.beside()
            for step in place[1][1]
            if isinstance(step, tuple)
        )
    )


def _store(m: Any, where: Where, world: World, env: Env, step: code.Store) -> Outcomes:
    place = m.operands.read(world, env, step.place)
    value = m.operands.raw(world, env, step.value)
    if _is_astray(step.place, place):
        world = _lost_sight(m, where, world, step, _SOMEWHERE_STORED)
    if (
        place[0] != "ref"
        and isinstance(step.value, Constant)
        and isinstance(step.value.value, bytes)
    ):
        world, value = memory.allocate(world, value)
    if _counts_others(m, where, world, place, step):
        world = world.guessed()  # what they did before is not followed
    kept = m.operands.flushed(world, env, where.live)
    kept = m.router_written(where, kept, step)
    site = m.operands.assignment_site(where, step)
    return [(after, {}) for after in m.operands.store(kept, place, value, site)]


def _counts_others(m: Any, where: Where, world: World, place: Value, step: code.Store) -> bool:
    """Whether a number that all keys share is counted on behalf of a key that is not followed:
    down, or of one at which there is something.
    """
    made = where.body.origin(step.value)
    return (
        place[0] == "ref"
        and not any(isinstance(part, tuple) for part in place[1][1])
        and isinstance(made, code.Binary)
        and made.operator in ("+", "-")
        and isinstance(where.body.origin(made.left), code.Load)
        and bool(world.beside())
        and (made.operator == "-" or m.storage.has_met_others(world))
    )


def _is_astray(operand: Any, place: Value) -> bool:
    """Whether a reference to storage may lead anywhere."""
    kind = getattr(operand, "type", None)
    return place[0] != "ref" and isinstance(kind, Reference) and kind.region is Region.STORAGE


def _lost_sight(m: Any, where: Where, world: World, step: Any, reason: str) -> World:
    """A world after a write of storage of which it is not told which: it may be over an ID."""
    known = any(session is not None for session in world.sessions)
    if known or m.relevance.cells or m.relevance.hidden:
        site = m.operands.assignment_site(where, step)
        m.record.reach(site, Property.NOT_LOST)
        m.record.unknown(site, Property.NOT_LOST, world, reason)
    return m.storage.forget(world, reason)  # type: ignore[no-any-return]


def _copy(m: Any, where: Where, world: World, env: Env, step: code.Copy) -> Outcomes:
    target = m.operands.read(world, env, step.target)
    source = m.operands.read(world, env, step.source)
    kept = m.operands.flushed(world, env, where.live)
    kept = m.router_written(where, kept, step)
    site = m.operands.assignment_site(where, step)
    return [(after, {}) for after in m.operands.overwrite(kept, target, source, site)]


def _clone(m: Any, where: Where, world: World, env: Env, step: code.Clone) -> Outcomes:
    source = m.operands.read(world, env, step.source)
    value = m.operands.copied(world, source, step.result.type)
    if value[0] in ("struct", "tuple", "copy", "made"):
        world, env[step.result.number] = memory.built(world, value)
    else:
        world, env[step.result.number] = memory.allocate(world, value)
    return [(world, env)]


def _slice(m: Any, where: Where, world: World, env: Env, step: code.Slice) -> Outcomes:
    base = m.operands.read(world, env, step.base)
    start = ZERO if step.start is None else m.operands.read(world, env, step.start)
    end = None if step.end is None else m.operands.read(world, env, step.end)
    value = sliced(base, start, end) if is_from_outside(base) else ANY
    env[step.result.number] = value
    return [(world, env)]


def _allocate(m: Any, where: Where, world: World, env: Env, step: code.Allocate) -> Outcomes:
    kind = _type(step.result)
    if isinstance(kind, Array) and kind.length is None:
        size = ZERO if step.length is None else m.operands.read(world, env, step.length)
        array = ZEROS if size[0] == "const" and size != ZERO else UNSET
        world, env[step.result.number] = memory.allocate(world, array)
        return [(world, env)]
    value = m.operands.zero(kind)
    if value[0] in ("struct", "tuple", "made"):
        world, env[step.result.number] = memory.built(world, value)
    else:
        if step.length is not None:
            value = _zeros(m.operands.read(world, env, step.length))
        world, env[step.result.number] = memory.allocate(world, value)
    return [(world, env)]


def _zeros(length: Value) -> Value:
    """New bytes of a length."""
    if length[0] != "const":
        return UNSET
    return const("\0" * length[1]) if length[1] <= _LONGEST else ZEROS


def _make(m: Any, where: Where, world: World, env: Env, step: code.Make) -> Outcomes:
    kind = _type(step.result)
    items = [_boxed(m, world, env, item) for item in step.items]
    values = []
    for item, value in zip(step.items, items, strict=True):
        if isinstance(item, Constant) and isinstance(item.value, bytes):
            world, value = memory.allocate(world, value)
        values.append(value)
    if isinstance(kind, Array):
        if kind.length is not None:
            content: Value = ("tuple", tuple(values))
        else:
            world, content = m.operands.array_of(world, values)
    else:
        names = [
            name
            for name, inner in m.code.structs.get(getattr(kind, "declaration", 0), ())
            if not isinstance(inner, Mapping)
        ]
        wanted = {name for name, _ in m.operands.fields_of(kind)}
        content = (
            "struct",
            tuple(sorted((n, v) for n, v in zip(names, values, strict=False) if n in wanted)),
        )
    world, env[step.result.number] = memory.allocate(world, content)
    return [(world, env)]


def _boxed(m: Any, world: World, env: Env, operand: Any) -> Value:
    return m.operands.read(world, env, operand)  # type: ignore[no-any-return]


def _delete(m: Any, where: Where, world: World, env: Env, step: code.Delete) -> Outcomes:
    place = m.operands.read(world, env, step.place)
    kept = m.operands.flushed(world, env, where.live)
    kept = m.router_written(where, kept, step)
    site = m.operands.assignment_site(where, step)
    if place[0] == "ref":
        return [(m.storage.clear(kept, place[1], site), {})]
    if _is_astray(step.place, place):
        return [(_lost_sight(m, where, kept, step, _SOMEWHERE_STORED), {})]
    value = m.operands.zero(_type(step.place))
    if value[0] in ("struct", "tuple", "made"):
        kept, value = memory.built(kept, value)
    return [(after, {}) for after in m.operands.store(kept, place, value, site)]


def _push(m: Any, where: Where, world: World, env: Env, step: code.Push) -> Outcomes:
    array = m.operands.read(world, env, step.array)
    kept = m.operands.flushed(world, env, where.live)
    number = step.result.number
    if array[0] != "ref":
        kept = _lost_sight(m, where, kept, step, _SOMEWHERE_STORED)
        return [(kept, {number: lost(_SOMEWHERE_STORED)})]
    location = array[1]
    place: Location = (location[0], (*location[1], LENGTH))
    before = kept.norm(m.storage.load(kept, place))
    if not m.storage.worth_following(location):
        longer = arithmetic("+", before, ONE)
        if longer is None:
            kept, longer = m.operands.fresh(kept, where)
        return [
            (after, {number: ("ref", (location[0], (*location[1], ("at", before))))})
            for after in m.storage.resize(kept, place, longer)
        ]
    longer = arithmetic("+", before, ONE)
    if longer is None:
        kept, longer = m.operands.fresh(kept, where)
    outcomes: Outcomes = []
    family = m.storage.family(location)
    for after in m.storage.resize(kept, place, longer):
        for branch, same, now in m.storage.relate(after, before, location, None, False):
            branch = requests.looked_up(branch.visiting(family, same), before, family, same)
            at: Any = ("key", family) if same else ("other", now)
            element: Location = (location[0], (*location[1], at))
            if same and not m.storage.followed_in(branch, location)[1]:
                continue
            outcomes.append((branch, {number: ("ref", element)}))
    return outcomes


def _pop(m: Any, where: Where, world: World, env: Env, step: code.Pop) -> Outcomes:
    array = m.operands.read(world, env, step.array)
    kept = m.operands.flushed(world, env, where.live)
    if array[0] != "ref":
        return [(_lost_sight(m, where, kept, step, _SHORTENED), {})]
    location = array[1]
    place: Location = (location[0], (*location[1], LENGTH))
    before = kept.norm(m.storage.load(kept, place))
    if kept.equal(before, ZERO) is True:
        return []
    after = kept.assume(compare("==", before, ZERO), False)
    if after is None:
        return []
    shorter = arithmetic("-", before, ONE)
    if shorter is None:
        after, shorter = m.operands.fresh(after, where)
    if not m.storage.worth_following(location):
        return [(end, {}) for end in m.storage.resize(after, place, shorter)]
    site = m.operands.assignment_site(where, step)
    family = m.storage.family(location)
    outcomes: Outcomes = []
    for branch, same, now in m.storage.relate(after, shorter, location, None, False):
        branch = branch.visiting(family, same)
        at: Any = ("key", family) if same else ("other", now)
        element: Location = (location[0], (*location[1], at))
        has = (
            m.storage.followed_in(branch, location)[1]
            if same
            else m.storage.may_have(branch, element)
        )
        if not has:
            continue
        cleared = m.storage.clear(branch, element, site)
        outcomes += [(end, {}) for end in m.storage.resize(cleared, place, branch.norm(shorter))]
    return outcomes


def _length(m: Any, where: Where, world: World, env: Env, step: code.Length) -> Outcomes:
    base = m.operands.read(world, env, step.array)
    kind = _type(step.array)
    number = step.result.number
    if base[0] == "ref" and isinstance(kind, Bytes):
        # whole, where code does not reach into it
        base = world.norm(m.storage.load(world, base[1]))
    if isinstance(kind, Array) and kind.length is not None:
        env[number] = const(kind.length)
        return [(world, env)]
    if base[0] == "ref":
        place = (base[1][0], (*base[1][1], LENGTH))
        env[number] = m.storage.load(world, place)
        return [(world, env)]
    whole = memory.content(world, base)
    if whole[0] == "tuple" and isinstance(kind, Array):
        env[number] = const(len(whole[1]))
    elif whole[0] == "copy":
        env[number] = symbol("copied", m.storage.family(whole[1]), whole[2])
    elif is_from_outside(whole):
        env[number] = ("symbol", (*whole[1], LENGTH))
    elif whole[0] == "const" and isinstance(whole[1], str):
        env[number] = const(len(whole[1]))
    else:
        world = _made(m, where, world, env, step.result)
    return [(world, env)]


# -- bytes ---------------------------------------------------------------------------------


def _bytes(m: Any, world: World, env: Env, operand: Any) -> Value:
    """What bytes hold, wherever they lie."""
    value = m.operands.read(world, env, operand)
    if value[0] == "ref":
        value = m.storage.load(world, value[1])
    whole = world.norm(memory.content(world, value))
    return lost(_BY_ELEMENT) if whole[0] in ("ref", "copy") else whole


def _hash(m: Any, where: Where, world: World, env: Env, step: code.Hash) -> Outcomes:
    whole = _bytes(m, world, env, step.data)
    if whole[0] == "const" and isinstance(whole[1], str) and step.algorithm == "keccak256":
        digest = keccak(whole[1].encode("latin1"))
        env[step.result.number] = const(int.from_bytes(digest, "big"))
        return [(world, env)]
    if whole[0] == "lost":
        env[step.result.number] = whole
        return [(world, env)]
    if sessions_in(whole):
        world = m.operands.pass_on(world, (whole,))
    if _is_solid(whole) and whole[0] != "const":
        env[step.result.number] = ("term", step.algorithm, whole, ZERO)
        return [(world, env)]
    return [(_made(m, where, world, env, step.result), env)]


def _is_solid(value: Value) -> bool:
    """Whether a value is the same wherever it is made of the same, and small enough to keep."""
    size = 0
    pending = [value]
    while pending:
        part = pending.pop()
        size += 1
        kind = part[0]
        if kind == "term":
            pending += part[2:4]
        elif kind == "tuple":
            pending += part[1]
        elif kind not in ("const", "symbol", "key", "session") or size > _MOST_PARTS:
            return False
    return True


def _encode(m: Any, where: Where, world: World, env: Env, step: code.Encode) -> Outcomes:
    items = [
        _bytes(m, world, env, item)
        if isinstance(_type(item), Bytes)
        else memory.expanded(world, m.operands.read(world, env, item))
        for item in step.items
    ]
    number = step.result.number
    if step.selector is None and step.function is None:
        if len(items) == 1 and sessions_in(items[0]):
            packed = encoded(items[0]) if not step.packed else derived("pack", items[0])
            world, env[number] = memory.allocate(world, packed or ANY)
            return [(world, env)]
        if step.packed and all(one[0] == "const" and isinstance(one[1], str) for one in items):
            whole = const("".join(one[1] for one in items))
            world, env[number] = memory.allocate(world, whole)
            return [(world, env)]
        whole = ("tuple", (const(_layout(step)), *items))
        if _is_solid(whole):
            world, env[number] = memory.allocate(world, whole)
            return [(world, env)]
        for value in items:
            packed = derived("pack", value)
            if packed is not None:
                world, env[number] = memory.allocate(world, packed)
                return [(world, env)]
    else:
        held = tuple(items)
        world, env[number] = memory.allocate(world, ("tuple", held))
        return [(world, env)]
    world, value = m.operands.fresh(world, where)
    world, env[number] = memory.allocate(world, value)
    return [(world, env)]


def _layout(step: code.Encode) -> str:
    """How an encoding joins its items, as far as it matters to which bytes are the same."""
    if not step.packed:
        return ENCODED
    return f"{PACKED} {','.join(str(packed_size(kind) or ANY_SIZE) for kind in step.types)}"


def _decode(m: Any, where: Where, world: World, env: Env, step: code.Decode) -> Outcomes:
    packed = _bytes(m, world, env, step.data)
    if packed in (ZERO, ("const", "")):
        return []  # it reverts: nothing is in it
    if packed[0] == "lost" or sessions_in(packed):
        single = len(step.results) == 1
        value = decoded(packed) if single else lost("a number is computed from the ID of a session")
        for result in step.results:
            env[result.number] = value
        return [(world, env)]
    for n, result in enumerate(step.results):
        world, env[result.number] = m.operands.unknown(world, where, result.type, "given", n)
    return [(world, env)]


def _caught(m: Any, where: Where, world: World, env: Env, step: code.Caught) -> Outcomes:
    return [(_made(m, where, world, env, step.result), env)]


# -- anything else ---------------------------------------------------------------------------


def _make_pointer(m: Any, where: Where, world: World, env: Env, step: code.MakePointer) -> Outcomes:
    if m.operands.read(world, env, step.target) != THIS:
        return _unknown(m, where, world, env, step)
    env[step.result.number] = const(number_of(step.function))
    return [(world, env)]


def _pointer_part(m: Any, where: Where, world: World, env: Env, step: code.PointerPart) -> Outcomes:
    pointer = m.operands.read(world, env, step.pointer)
    if step.part != "address" or pointer[0] != "const" or pointer == ZERO:
        return _unknown(m, where, world, env, step)
    env[step.result.number] = THIS
    return [(world, env)]


def _unknown(m: Any, where: Where, world: World, env: Env, step: Any) -> Outcomes:
    """Results of which nothing is known, of an instruction that changes nothing else."""
    world = m.operands.pass_on(
        world, [m.operands.read(world, env, one) for one in operands_of(step)]
    )
    for n, result in enumerate(results_of(step)):
        world, env[result.number] = unknown_result(m, where, world, result.type, n)
    return [(world, env)]


def unknown_result(
    m: Any, where: Where, world: World, kind: Any, n: int = 0
) -> tuple[World, Value]:
    """A value of a type of which nothing is known, as a call out of the contract gives it."""
    return m.operands.unknown(world, where, kind, "made", n)  # type: ignore[no-any-return]


def _emit(m: Any, where: Where, world: World, env: Env, step: code.Emit) -> Outcomes:
    given = [m.operands.read(world, env, one) for one in step.arguments]
    return [(m.operands.pass_on(world, given), env)]


def _slot_load(m: Any, where: Where, world: World, env: Env, step: code.SlotLoad) -> Outcomes:
    if step.transient:
        slot = m.operands.read(world, env, step.slot)
        env[step.result.number] = m.storage.load_transient(world, slot)
        return [(world, env)]
    place = m.variable_at(m.operands.read(world, env, step.slot))
    if place is not None:
        world, value = m.operands.load(world, ("ref", place), Number())
        env[step.result.number] = value
        return [(world, env)]
    slots, hidden = m.relevance.assembly.numbers(where.number, step.slot), m.relevance.hidden
    packed = slots is not None and any(map(m.may_guard, slots))
    if packed or ((hidden or m.relevance.astray) if slots is None else slots & hidden):
        env[step.result.number] = lost(_BY_SLOT)
        return [(world, env)]
    return [(_made(m, where, world, env, step.result), env)]


def _slot_store(m: Any, where: Where, world: World, env: Env, step: code.SlotStore) -> Outcomes:
    slot = m.operands.read(world, env, step.slot)
    value = m.operands.read(world, env, step.value)
    kept = m.operands.flushed(world, env, where.live)
    if step.transient:
        return [(m.storage.save_transient(kept, slot, value), {})]
    place = m.variable_at(slot)
    if place is not None:
        site = m.operands.assignment_site(where, step)
        return [(after, {}) for after in m.operands.store(kept, ("ref", place), value, site)]
    places = m.relevance.assembly.written((where.number, where.point))
    if places is not None and all(
        place.variable is None and place.slot not in m.relevance.hidden for place in places
    ):
        return [(kept, {})]
    return [(_lost_sight(m, where, kept, step, "assembly writes storage"), {})]


def _memory_store(m: Any, where: Where, world: World, env: Env, step: code.MemoryStore) -> Outcomes:
    named = _field_at(m, where, step) if step.size == 32 else None
    if named is not None:
        base, name, kind = named
        struct = m.operands.read(world, env, base)
        if struct[0] == "object" and memory.content(world, struct)[0] == "struct":
            value = m.operands.read(world, env, step.value)
            same = value == ZERO or (value == ONE and not isinstance(kind, FixedBytes))
            if value == ANY or (kind != Number() and not same):
                value = lost("assembly writes memory")
            site = m.operands.assignment_site(where, step)
            place = ("part", struct[1], name)
            kept = m.operands.flushed(world, env, where.live)
            return [(after, {}) for after in m.operands.store(kept, place, value, site)]
    return _memory_written(m, where, world, env, step, step.address)


def _field_at(m: Any, where: Where, step: code.MemoryStore) -> tuple[Any, str, Any] | None:
    """The struct in memory, of which an address names a field, with the field; None where it is
    not told to be one of a value.
    """
    body, address, offset = where.body, step.address, 0
    made = body.definitions.get(getattr(address, "number", -1))
    if isinstance(made, code.Binary) and made.operator == "+":
        for one, by in ((made.left, made.right), (made.right, made.left)):
            if isinstance(by, Constant) and isinstance(by.value, int):
                address, offset = one, by.value
    made = body.definitions.get(getattr(address, "number", -1))
    if not isinstance(made, code.Convert):
        return None
    kind = getattr(made.value, "type", None)
    if not isinstance(kind, Reference) or not isinstance(kind.type, StructType):
        return None
    fields = [
        field
        for field in m.code.structs.get(kind.type.declaration, ())
        if not isinstance(field[1], Mapping)
    ]
    number, rest = divmod(offset, 32)
    if kind.region is not Region.MEMORY or rest or not 0 <= number < len(fields):
        return None
    name, held = fields[number]
    simple = isinstance(held, Number | Boolean | Address | FixedBytes)
    return (made.value, name, held) if simple else None


def _memory_move(m: Any, where: Where, world: World, env: Env, step: code.MemoryMove) -> Outcomes:
    return _memory_written(m, where, world, env, step, step.target)


def _memory_written(
    m: Any, where: Where, world: World, env: Env, step: Any, address: Any
) -> Outcomes:
    """Bytes of memory are written: of objects, unless it is to what no object stands in."""
    world = m.operands.pass_on(
        world, [m.operands.read(world, env, one) for one in operands_of(step)]
    )
    known = m.operands.read(world, env, address)
    if known[0] == "const" and isinstance(known[1], int) and known[1] < 0x60:
        return [(world, env)]
    kept = m.operands.flushed(world, env, where.live)
    return [(memory.forgotten(kept, "assembly writes memory"), {})]


def _opaque(m: Any, where: Where, world: World, env: Env, step: code.Opaque) -> Outcomes:
    kept = m.operands.flushed(world, env, where.live)
    effects = step.effects
    if "memory" in effects:
        kept = memory.forgotten(kept, step.reason)
    if "storage" in effects:
        kept = m.storage.forget(kept, step.reason)
    if "transient" in effects:
        kept = m.storage.save_transient(kept, ANY, ANY)
    states = [kept]
    if "calls" in effects:
        states = m.calls.outside(where, kept, step.reason)
    outcomes: Outcomes = []
    for state in states:
        if "ends" in effects:
            m.calls.halt(state)
        made: Env = {}
        for local in step.locals:
            made[name_of(local)] = lost(step.reason)
        for result in step.results:
            made[result.number] = lost(step.reason)
        outcomes.append((state, made))
    return outcomes


def _call(m: Any, where: Where, world: World, env: Env, step: Any) -> Outcomes:
    return m.calls.invoke(where, world, env, step)  # type: ignore[no-any-return]


TABLE: dict[type, Handler] = {
    code.Get: _get,
    code.Put: _put,
    code.Unary: _unary,
    code.Binary: _binary,
    code.Compare: _compare,
    code.Modular: _modular,
    code.Convert: _convert,
    code.RefVariable: _ref_variable,
    code.RefField: _ref_field,
    code.RefElement: _ref_element,
    code.RefSlot: _ref_slot,
    code.Load: _load,
    code.Store: _store,
    code.Copy: _copy,
    code.Clone: _clone,
    code.Slice: _slice,
    code.Allocate: _allocate,
    code.Make: _make,
    code.Delete: _delete,
    code.Push: _push,
    code.Pop: _pop,
    code.Length: _length,
    code.Hash: _hash,
    code.Encode: _encode,
    code.Decode: _decode,
    code.Caught: _caught,
    code.MakePointer: _make_pointer,
    code.PointerPart: _pointer_part,
    code.Environment: _environment,
    code.Call: _call,
    code.ExternalCall: _call,
    code.CallMessage: _call,
    code.Create: _call,
    code.Emit: _emit,
    code.SlotLoad: _slot_load,
    code.SlotStore: _slot_store,
    code.MemoryLoad: _unknown,
    code.MemoryStore: _memory_store,
    code.MemoryMove: _memory_move,
    code.MemoryHash: _unknown,
    code.CallMemory: _call,
    code.Opaque: _opaque,
}
"""The transfer function of each kind of instruction; what a call through a pointer may run has been
told apart before (see `language.pointers`)."""

PURE = frozenset(
    (
        *(code.Get, code.Put, code.Unary, code.Binary, code.Compare, code.Modular, code.Convert),
        *(code.RefVariable, code.RefField, code.RefElement, code.RefSlot, code.Load, code.Clone),
        *(code.Slice, code.Allocate, code.Make, code.Length, code.Hash, code.Encode, code.Decode),
        *(code.Caught, code.MakePointer, code.PointerPart, code.Environment, code.SlotLoad),
        *(code.MemoryLoad, code.MemoryHash),
    )
)
"""Kinds of instructions that do nothing but give values to registers and locals: where those
do not matter, neither do they."""
