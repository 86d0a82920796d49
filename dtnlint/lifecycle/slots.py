"""Slots that assembly names: which numbers they may be, and what lies there.

A pointer that assembly sets (``s.slot := slot``), or a word that it writes by its slot, is told
only where each number that the slot may be is fixed by the source, and nothing else lies in reach
of it: no variable, no array's elements, no other thing that is named so. What is not told may be
anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from dtnlint.language import layout
from dtnlint.language.graph import Body, Name, Point, name_of, successors
from dtnlint.language.instructions import (
    Binary,
    Call,
    Code,
    Constant,
    Convert,
    Encode,
    FunctionKey,
    Get,
    Hash,
    Opaque,
    Operand,
    Put,
    RefSlot,
    Register,
    Return,
    SlotStore,
    StateVariable,
    Unary,
)
from dtnlint.language.tree import keccak
from dtnlint.language.types import (
    WORD,
    Array,
    Bytes,
    FixedBytes,
    Mapping,
    Number,
    Reference,
    Region,
    StructType,
    Type,
)
from dtnlint.lifecycle.arithmetic import converted, folded
from dtnlint.lifecycle.values import const

_WORDS = 1 << 256
_DEEP = 12
_REACH = 1 << 64
"""The elements of an array take fewer slots than this."""
_SPELLED = 64
"""So many elements of an array of fixed length are looked into."""
_KEYS = 256
"""Below this, numbers are tried as keys of mappings."""

Numbers = frozenset[int]
Node = tuple[int, Name]


class Place(Struct, frozen=True):
    """What lies at a slot: a variable, or what the slot alone names."""

    slot: int
    type: Type
    variable: StateVariable | None = None


class Slots:
    """The slots that the assembly of some bodies names."""

    def __init__(self, code: Code, bodies: Sequence[Body], outside: frozenset[FunctionKey]) -> None:
        self._code = code
        self._bodies = bodies
        self._outside = outside
        """Bodies that are given what nobody knows."""
        self._indices = {body.key: number for number, body in enumerate(bodies)}
        self._given: dict[Node, list[tuple[int, Operand]]] = defaultdict(list)
        self._known: dict[Node, Numbers | None] = {}
        self._busy: set[Node] = set()
        self._variables = [
            v for v in code.variables if not (v.immutable or v.transient) and v.slot >= 0
        ]
        self.pointers: dict[tuple[int, Point], Numbers | None] = {}
        """The numbers that the slot of each pointer may be; None where that is not told."""
        self.words: dict[tuple[int, Point], Numbers | None] = {}
        """The same of words that are written by their slots."""
        self._places: dict[tuple[int, Type], Place | None] = {}
        self._find()

    # -- what asks ---------------------------------------------------------------------

    def pointed(self, place: tuple[int, Point], step: RefSlot) -> tuple[Place, ...] | None:
        """What a pointer may name that assembly sets; None where that is not told."""
        return self._all_at(self.pointers.get(place), _named(step))

    def written(self, place: tuple[int, Point]) -> tuple[Place, ...] | None:
        """What a word that is written by its slot may be; None where that is not told."""
        return self._all_at(self.words.get(place), WORD)

    def at(self, number: int, kind: Type) -> Place | None:
        """What lies at a slot, as a thing of a type; None where that is not told."""
        return self._places.get((number, kind))

    def _all_at(self, numbers: Numbers | None, kind: Type) -> tuple[Place, ...] | None:
        if numbers is None:
            return None
        found = [self.at(number, kind) for number in sorted(numbers)]
        told = tuple(place for place in found if place is not None)
        return told if len(told) == len(found) else None

    # -- finding -----------------------------------------------------------------------

    def _find(self) -> None:
        for number, body in enumerate(self._bodies):
            for _, step in body.steps():
                if isinstance(step, Call) and step.function in self._indices:
                    callee = self._indices[step.function]
                    parameters = self._bodies[callee].function.parameters
                    for parameter, argument in zip(parameters, step.arguments, strict=False):
                        self._given[callee, name_of(parameter)].append((number, argument))
        objects: set[tuple[int, Type]] = set()
        words: set[tuple[int, Type]] = set()
        for number, body in enumerate(self._bodies):
            for point, step in body.steps():
                if isinstance(step, RefSlot) and is_pointer(step):
                    numbers = self.numbers(number, step.slot)
                    self.pointers[number, point] = numbers
                    objects |= {(one, _named(step)) for one in numbers or ()}
                elif isinstance(step, SlotStore) and not step.transient:
                    numbers = self.numbers(number, step.slot)
                    self.words[number, point] = numbers
                    words |= {(one, WORD) for one in numbers or ()}
        if not objects and not words:
            return
        taken = [(v.slot, self._size(v.type), v.type) for v in self._variables]
        taken += [(slot, self._size(kind), kind) for slot, kind in objects]
        hashed = self._hashed(taken)
        for slot, kind in objects | words:
            self._places[slot, kind] = self._place(slot, kind, taken, hashed)

    def _size(self, kind: Type) -> int:
        return layout.slots(kind, self._code.structs)

    def _place(
        self, slot: int, kind: Type,
        taken: list[tuple[int, int, Type]], hashed: list[tuple[int, int]],
    ) -> Place | None:  # fmt: skip
        """What lies at a slot; None where something else may lie there, too."""
        for variable in self._variables:
            whole = variable.slot == slot and not variable.offset
            if whole and (variable.type == kind or (kind == WORD and _is_word(variable.type))):
                return Place(slot, kind, variable)
        size = self._size(kind)
        alone = all(
            (other, of_type) == (slot, kind) or not _meet(slot, size, other, length)
            for other, length, of_type in taken
        ) and not any(_meet(slot, size, other, length) for other, length in hashed)
        return Place(slot, kind) if alone else None

    def _hashed(self, taken: list[tuple[int, int, Type]]) -> list[tuple[int, int]]:
        """Where what is known to lie at a hash begins, and how far it may go."""
        found: list[tuple[int, int]] = []
        for slot, _, kind in taken:
            for head, inner in self._heads(slot, kind, 0):
                if isinstance(inner, Mapping):
                    size = self._size(inner.value)
                    found += [(_hash_of(key, head), size) for key in range(_KEYS)]
                else:
                    found.append((_hash_of(head), _REACH))
        return found

    def _heads(self, slot: int, kind: Type, depth: int) -> Iterator[tuple[int, Type]]:
        """The slots below which something lies at hashes of them."""
        fields = self._code.structs
        if isinstance(kind, Mapping | Bytes) or (isinstance(kind, Array) and kind.length is None):
            yield slot, kind
        elif isinstance(kind, Array) and layout.size(kind.element) == 32:
            for n in range(min(kind.length or 0, _SPELLED)):
                below = layout.element_place(kind, n, fields)[0]
                yield from self._heads((slot + below) % _WORDS, kind.element, depth + 1)
        elif isinstance(kind, StructType) and depth < _DEEP:
            places = layout.field_places(kind.declaration, fields)
            for name, inner in fields[kind.declaration]:
                yield from self._heads((slot + places[name][0]) % _WORDS, inner, depth + 1)

    # -- numbers -----------------------------------------------------------------------

    def numbers(self, number: int, operand: Operand) -> Numbers | None:
        """The numbers that an operand may be in a body; None where the source does not fix them."""
        if isinstance(operand, Constant):
            return frozenset((operand.value,)) if isinstance(operand.value, int) else None
        if not isinstance(operand, Register):
            return None
        return self._once((number, operand.number), lambda: self._made(number, operand))

    def _once(self, node: Node, find: Callable[[], Numbers | None]) -> Numbers | None:
        if node not in self._known:
            if node in self._busy:
                return None
            self._busy.add(node)
            self._known[node] = find()
            self._busy.discard(node)
        return self._known[node]

    def _made(self, number: int, register: Register) -> Numbers | None:
        body = self._bodies[number]
        made = body.definitions.get(register.number)
        if isinstance(made, Get):
            return self._held(number, name_of(made.local))
        if isinstance(made, Call) and made.function in self._indices:
            callee = self._indices[made.function]
            local = self._bodies[callee].function.results[made.results.index(register)]
            return self._held(callee, name_of(local))
        if isinstance(made, Hash) and made.algorithm == "keccak256":
            return self._hash(number, made)
        if isinstance(made, Convert):
            return self._each(self.numbers(number, made.value), made)
        if isinstance(made, Unary) and made.operator == "~":
            return self._each(self.numbers(number, made.value), made)
        if isinstance(made, Binary):
            sides = self.numbers(number, made.left), self.numbers(number, made.right)
            if sides[0] is None or sides[1] is None or len(sides[0]) * len(sides[1]) > _SPELLED:
                return None
            found = {
                folded(
                    made.operator, a, b, made.result.type,
                    checked=made.checked, machine=made.machine,
                )
                for a in sides[0] for b in sides[1]
            }  # fmt: skip
            return frozenset(n for n in found if n is not None)
        return None

    def _each(self, numbers: Numbers | None, step: Convert | Unary) -> Numbers | None:
        """What a conversion or a negation makes of numbers."""
        if numbers is None:
            return None
        found: set[int] = set()
        for one in numbers:
            if isinstance(step, Unary):
                made = folded("^", one, -1, step.result.type, checked=False, machine=False)
            else:
                value = converted(const(one), step.value.type, step.result.type)
                known = value is not None and value[0] == "const"
                made = value[1] if value is not None and known else None
            if made is None:
                return None
            found.add(made)
        return frozenset(found)

    def _hash(self, number: int, step: Hash) -> Numbers | None:
        made = self._bodies[number].unwrapped(step.data)
        data = b""
        if isinstance(made, Constant):
            items: tuple[Operand, ...] = (made,)
        elif isinstance(made, Encode) and made.selector is None and made.function is None:
            items = made.items
        else:
            return None
        packed = not isinstance(made, Encode) or made.packed
        for item in items:
            if isinstance(item, Constant) and isinstance(item.value, bytes):
                if not packed:
                    return None
                data += item.value
                continue
            known = self.numbers(number, item)
            if known is None or len(known) != 1 or not isinstance(item.type, Number | FixedBytes):
                return None
            if packed and layout.size(item.type) != 32:
                return None
            data += (next(iter(known)) % _WORDS).to_bytes(32, "big")
        return frozenset((_digest(data),))

    def _held(self, number: int, name: Name) -> Numbers | None:
        """The numbers that a local may hold where it is read, or at its body's end."""
        return self._once((number, name), lambda: self._put(number, name))

    def _put(self, number: int, name: Name) -> Numbers | None:
        body = self._bodies[number]
        if any(
            isinstance(step, Opaque) and name in map(name_of, step.locals)
            for _, step in body.steps()
        ):
            return None
        given = [
            (number, step.value)
            for point, step in body.steps()
            if isinstance(step, Put)
            and name_of(step.local) == name
            and _is_read_after(body, name, point.block, point.index + 1)
        ]
        if any(name_of(one) == name for one in body.function.parameters):
            if body.key in self._outside:
                return None
            given += self._given[number, name]
            found = set[int]()
        else:
            found = {0} if _is_read_after(body, name, 0, 0) else set()
        for where, operand in given:
            numbers = self.numbers(where, operand)
            if numbers is None:
                return None
            found |= numbers
        return frozenset(found)


def is_pointer(step: object) -> bool:
    """Whether an instruction makes a reference to storage of a slot."""
    kind = step.result.type if isinstance(step, RefSlot) else None
    return isinstance(kind, Reference) and kind.region is Region.STORAGE


def _named(pointer: RefSlot) -> Type:
    kind = pointer.result.type
    return kind.type if isinstance(kind, Reference) else kind


def _is_word(kind: Type) -> bool:
    return isinstance(kind, Number) and kind.bits == WORD.bits


def _is_read_after(body: Body, name: Name, block: int, index: int) -> bool:
    """Whether a way leads from a point to where a local is read, or to the body's end, that does
    not put it.
    """
    result = any(name_of(one) == name for one in body.function.results)
    seen, pending = set[int](), [(block, index)]
    while pending:
        number, start = pending.pop()
        for step in body.blocks[number].instructions[start:]:
            if isinstance(step, Put) and name_of(step.local) == name:
                break
            if isinstance(step, Get) and name_of(step.local) == name:
                return True
        else:
            end = body.blocks[number].end
            if result and isinstance(end, Return):
                return True
            pending += [(one, 0) for one in successors(end) if one not in seen]
            seen.update(successors(end))
    return False


def _meet(slot: int, size: int, other: int, length: int) -> bool:
    """Whether things that begin at two slots have one in common; slots go round."""
    return (other - slot) % _WORDS < size or (slot - other) % _WORDS < length


def _hash_of(*words: int) -> int:
    return _digest(b"".join(word.to_bytes(32, "big") for word in words))


def _digest(data: bytes) -> int:
    return int.from_bytes(keccak(data), "big")
