"""Memory that lasts: slots and types of storage, what a location holds, and the keys below it.

A container is followed for one arbitrary but fixed key. Here a key is told to be that
one or another, and what is written at others is noted where its session is.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from slither.core.declarations import Contract, Enum, Structure
from slither.core.solidity_types import ArrayType, ElementaryType, MappingType, UserDefinedType

from dtnlint.language.instructions import StateVariable
from dtnlint.language.types import Address, Boolean, Number, Type
from dtnlint.lifecycle import copies, records, requests, tallies, typestate
from dtnlint.lifecycle.limits import SHORT
from dtnlint.lifecycle.record import Record
from dtnlint.lifecycle.relevance import Relevance, field_slot
from dtnlint.lifecycle.values import (
    ANY,
    DERIVED,
    ONE,
    UNSET,
    ZERO,
    ZEROS,
    Value,
    arithmetic,
    atoms,
    byte,
    const,
    is_from_outside,
    is_hash,
    is_injective,
    is_vague,
    lost,
    mentions,
    sessions_in,
    symbol,
)
from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import (
    AS_KEY,
    FILLED,
    LENGTH,
    LOUD,
    PRESENT,
    RAISED,
    RECORDED,
    SOMEWHERE,
    TAKEN,
    UNSEEN,
    Location,
    World,
    at_another_key,
    compare,
    container,
    elsewhere,
    held_elsewhere,
    is_kept_below_keys,
    is_old,
    may_be_same,
    read_at,
    somewhere_in,
    symbols_in,
)
from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Field, Place

_BY_SLOT = "storage is named by its slot, where a variable may lie"

_COPIED = "a whole array was written, of which it is not known what it holds"

_SLOT = "slot:"
_TRANSIENT = "transient:"
_ANY_TRANSIENT: Location = (f"{_TRANSIENT}any", ())
"""Written where a slot was that has no number."""
_LED_ON = "a stored value leads to another, and that to another, too often to follow"
_UNSEEN = "what is kept under the ID of a session out of sight is not followed"
_PASSED_BY = "what a loop passes beside the followed element is not followed"
_DEEPEST = 4
"""So often a stored value is looked up under what storage holds."""
_COPIED_ID = "the copy of an ID that no operation is given is not followed"
UNTOLD = "more of its storage guards sessions than is followed"

_DEEP = 12
"""Structs hold structs at most so deep."""

_SPELLED = 8
"""Of texts of so many bytes, it is told which one stands where."""

_FLAGS = MappingType(ElementaryType("uint8"), ElementaryType("bool"))
"""As what numbers are followed that hold flags."""

_BYTES = ArrayType(ElementaryType("bytes1"), None)
"""As what bytes are followed that code reaches into."""


class Storage:
    """The storage of one concrete consumer, in any world."""

    def __init__(
        self, concrete: Contract, relevance: Relevance, record: Record, records: bool
    ) -> None:
        self.relevance = relevance
        self.record = record
        self.kept_slots = relevance.kept
        self.untold: frozenset[Any] = frozenset()
        """What is followed no further than to its first change: see `loud`."""
        self.settling = False
        """While the contract is made ready: what is written then was never anything else."""
        self.elsewhere: frozenset[str] = frozenset()
        """What cells at other keys were seen to hold between transactions, beside live
        IDs: ``closed`` ones, and ``empty`` elements of arrays."""
        self.filled: frozenset[Any] = frozenset()
        """The slots below keys that were seen to hold anything between transactions."""
        self.strange: frozenset[Any] = frozenset()
        """The same of keys that are not known to be requests of this contract's, with their
        families."""
        self.at_zero: frozenset[Any] = frozenset()
        """Those of keys that are not known to differ from 0, with their families."""
        self.twice: frozenset[Any] = frozenset()
        """Containers of which two keys were seen to hold one ID between transactions."""
        self.loose: frozenset[Any] = frozenset()
        """Records of requests, and families to whose followed keys anything may lead from there."""
        self.unled: frozenset[str] = frozenset()
        """`records.LOOSE` where it was seen: look-ups are followed then."""
        self.records = records
        """Whether it is told where the records of requests lead."""
        self.recorded = False
        """Whether there was any to tell of."""
        self._lookups: dict[Any, bool] = {}
        self._places: dict[Any, tuple[Location, ...]] | None = None
        self._tallies: tuple[tuple[Location, ...], tuple[Location, ...]] | None = None
        self.transients: dict[int, list[StateVariable]] = {}
        """Transient variables, by their slots."""
        self.numberless: set[str] = set()
        """Families of which no key's number means anything."""
        self._numbered = {relevance.key_class.get(s, s) for s in relevance.numbered}
        for _ in range(2):  # to what stands for all, and from there
            for (one, _level), (other, _other_level) in relevance.key_levels.items():
                if not self._numbered.isdisjoint((one, other)):
                    self._numbered |= {one, other}
        self._homes: dict[str, str] | None = None
        self._types: dict[Location, Any] = {}
        self._slots: dict[Location, Any] = {}
        self._below: dict[Location, tuple[Location, ...]] = {}
        self._named_families: dict[Location, str] = {}
        self._kept_locations: dict[Location, bool] = {}
        self._variables = {
            variable.canonical_name: variable
            for contract in dispatch.linearization(concrete)
            for variable in contract.state_variables_declared
        }
        self._roots: dict[str, Any] = {
            name: variable.type for name, variable in self._variables.items()
        }

    def hold_flags(self, root: str) -> None:
        """Take a number for the mapping of flags as which its bits are followed."""
        self._roots[root] = _FLAGS

    def places(self, slot: Any) -> tuple[Location, ...]:
        """Where in storage a slot is, as far as it can be followed."""
        if self._places is None:
            self._places = defaultdict(tuple)
            for root in sorted(self._roots):
                for location in self._everything((root, ())):
                    self._places[self.slot(location)] += (location,)
        return self._places[slot]

    def is_single(self, slot: Any) -> bool:
        """Whether a slot is one variable that holds one value, by itself or in a struct."""
        places = self.places(slot)
        return len(places) == 1 and not _is_at_key(places[0])

    @property
    def tallies(self) -> tuple[tuple[Location, ...], tuple[Location, ...]]:
        """The followed variables that may count what is unanswered: those by themselves, and those
        below followed keys.
        """
        if self._tallies is None:
            found = self._counting(self.relevance.tallies)
            below = tuple(filter(_is_at_key, found))
            self._tallies = (tuple(one for one in found if one not in below), below)
        return self._tallies

    @property
    def running(self) -> tuple[Location, ...]:
        """The followed variables that may count live sessions."""
        return tuple(one for one in self._counting(self.relevance.running) if not _is_at_key(one))

    def _counting(self, slots: frozenset[Any]) -> list[Location]:
        """Where followed slots are that may count something."""
        counts = sorted(slots & self.kept_slots)
        return [one for slot in counts for one in self.places(slot) if self._may_count(one)]

    def _may_count(self, location: Location) -> bool:
        kind = self.type_of(location)
        # What is written of a short array may be all of it at once.
        whole = not any(isinstance(step, str) and step[0] in "[#" for step in location[1])
        natural = isinstance(kind, ElementaryType) and kind.name.startswith("uint")
        return whole and natural and not self.is_transient(location)

    def focus(self, kept: frozenset[Any], untold: frozenset[Any]) -> None:
        """Follow only this part of the storage from now on, and `untold` to its first change."""
        self.kept_slots = kept
        self.untold = untold
        self.elsewhere = frozenset()
        self.filled = frozenset()
        self.strange = frozenset()
        self.at_zero = frozenset()
        self.twice = frozenset()
        self.loose = frozenset()
        self.unled = frozenset()
        self._kept_locations.clear()
        self._tallies = None

    # -- types and locations -----------------------------------------------------------

    def type_of(self, location: Location) -> Any:
        """The Solidity type of a storage location; None where unknown."""
        if location not in self._types:
            root, path = location
            kind = self._type_below((root, path[:-1]), path[-1]) if path else self._roots.get(root)
            if _is_bytes(kind) and self.slot(location) in self.relevance.by_element:
                kind = _BYTES
            self._types[location] = kind
        return self._types[location]

    def _type_below(self, location: Location, step: Any) -> Any:
        kind = self.type_of(location)
        if isinstance(kind, MappingType):
            return kind.type_to
        if isinstance(kind, ArrayType):
            return None if step == LENGTH else kind.type
        structure = structure_of(kind)
        member = structure.elems.get(step) if structure is not None else None
        return member.type if member is not None else None

    def at_slot(self, number: Any, kind: Any) -> Location:
        """What lies at a slot that the code names, of this type."""
        root = f"{_SLOT}{number}"
        self._roots.setdefault(root, kind)
        return (root, ())

    def slot(self, location: Location) -> Any:
        """The slot (see `relevance`) of a storage location."""
        known = self._slots.get(location)
        if known is None:
            known = self._slots[location] = self._slot(location)
        return known

    def _slot(self, location: Location) -> Any:
        root, path = location
        slot: Any = ("state", root)
        for index, step in enumerate(path):
            if step in (LENGTH, PRESENT):
                return ("length", slot)
            if isinstance(step, str):
                structure = structure_of(self.type_of((root, path[:index])))
                if structure is not None:
                    slot = field_slot(structure.canonical_name, step)
        return slot

    def place(self, location: Location) -> Place | None:
        """A storage location as the value flow knows it; None for an array's length."""
        kind, *name = self.slot(location)
        if kind == "field":
            return Field(*name)
        return self._variables.get(name[0]) if kind == "state" else None

    def kept(self, location: Location) -> bool:
        """Whether a location is followed from one transaction to the next."""
        known = self._kept_locations.get(location)
        if known is None:
            slot = self.slot(location)
            kept = self.kept_slots
            known = slot in kept or (slot[0] == "length" and slot[1] in kept)
            if slot[0] == "length" and not known:
                base = self.type_of((location[0], location[1][: _array_end(location[1])]))
                structure = structure_of(base.type) if isinstance(base, ArrayType) else None
                known = structure is not None and any(
                    field_slot(structure.canonical_name, name) in kept for name in structure.elems
                )
            self._kept_locations[location] = known
        return known

    def worth_following(self, location: Location) -> bool:
        """Whether anything below a container is kept, and read."""
        kind = self.type_of(location)
        if (
            not location[1]
            and is_dynamic(kind)
            and isinstance(kind.type, ElementaryType)
            and self.slot(location) in self.relevance.counted
        ):
            return False
        while isinstance(kind, (MappingType, ArrayType)):
            location = (location[0], (*location[1], ("other", ANY)))
            kind = kind.type_to if isinstance(kind, MappingType) else kind.type
        structure = structure_of(kind)
        if structure is None:
            slot = self.slot(location)
            return slot in self.kept_slots
        inside = [(location[0], (*location[1], name)) for name in structure.elems]
        return any(
            self.slot(leaf) in self.kept_slots for leaf in self.locations_below(location)
        ) or any(
            isinstance(self.type_of(one), (MappingType, ArrayType)) and self.worth_following(one)
            for one in inside
        )

    def homes(self) -> dict[str, str]:
        """The families of the keys below which IDs are kept, with the type of these."""
        if self._homes is None:
            self._homes = dict(
                item for root in self._roots for item in self._families((root, ()), ())
            )
        return self._homes

    def _families(
        self, location: Location, above: tuple[tuple[str, str], ...]
    ) -> Iterator[tuple[str, str]]:
        """The families on the ways from a location to cells, with those that lead to it."""
        kind = self.type_of(location)
        structure = structure_of(kind)
        if isinstance(kind, (MappingType, ArrayType)):
            element: Location = (location[0], (*location[1], ("other", ANY)))
            key = str(kind.type_from) if isinstance(kind, MappingType) else "uint256"
            yield from self._families(element, (*above, (self.family(location), key)))
        elif structure is not None and len(location[1]) < _DEEP:
            for name in structure.elems:
                yield from self._families((location[0], (*location[1], name)), above)
        elif self.slot(location) in self.relevance.cells:
            yield from above

    def locations_below(self, location: Location) -> tuple[Location, ...]:
        """The scalar locations of a struct in storage (mappings and arrays left out)."""
        known = self._below.get(location)
        if known is None:
            known = self._below[location] = tuple(self._found_below(location))
        return known

    def _found_below(self, location: Location) -> Iterator[Location]:
        kind = self.type_of(location)
        for item in items_of(location, kind):
            yield from self.locations_below(item)
        if isinstance(kind, MappingType) and not location[1]:
            for key in sorted(self.relevance.written_out.get(self.slot(location), ()), key=repr):
                inside: Location = (location[0], (f"[{key}]",))
                yield from self.locations_below(inside)
        structure = structure_of(kind)
        if structure is None:
            if not isinstance(kind, (MappingType, ArrayType)):
                yield location
            return
        for name in structure.elems:
            yield from self.locations_below((location[0], (*location[1], name)))

    # -- reading and writing -----------------------------------------------------------

    def load(self, world: World, location: Location) -> Value:
        """What a storage location holds."""
        kind = self.type_of(location)
        if isinstance(kind, (MappingType, ArrayType)) or structure_of(kind) is not None:
            return ("ref", location)
        if self.slot(location) in self.relevance.copies:
            told = copies.read(world, location) if self.relevance.tallies else None
            return lost(_COPIED_ID) if told is None else told
        if self.is_untold(location):
            if LOUD not in world.named:
                return world.store.get(location, ZERO)
            if self.slot(location) not in self.relevance.cells:
                return lost(UNTOLD)
        if _levels(location) > _DEEPEST:
            return lost(_LED_ON) if self.slot(location) in self.relevance.cells else ANY
        if not self.kept(location) and self._is_foreign(world, location):
            return lost(UNTOLD)
        if at_another_key(location):
            slot = self.slot(location)
            for index, session in enumerate(world.sessions):
                if session is not None and location in session.away:
                    return ("session", index)
            if self._is_void(world, location, slot):
                return symbol("void", *location)
            if _unknown_key(location) and slot in self.relevance.cells:
                return elsewhere(location)
            if _is_beside(location) and _unknown_key(location):
                return lost(_PASSED_BY)
            if any(step == ("other", ("elsewhere", UNSEEN)) for step in location[1]):
                return lost(_UNSEEN)
            return ANY if _unknown_key(location) else symbol("other", *location)
        if not self.kept(location):
            if self.slot(location) in self.relevance.cells:
                return elsewhere(location)  # another cluster's: judged there
            return ANY if _unknown_key(location) else symbol("storage", *location)
        return world.store.get(location, ZERO)

    @staticmethod
    def _is_foreign(world: World, location: Location) -> bool:
        """Whether a location lies below the ID of somebody else's request."""
        request = requests.foreigner(world)
        if request is None:
            return False
        known = world.norm(request)
        return any(isinstance(step, tuple) and known in (step, step[1]) for step in location[1])

    def giver(self, place: Value) -> Value | None:
        """Who gives the right that is kept at a place; None where none is."""
        if place[0] != "ref" or self.slot(place[1]) not in self.relevance.rights:
            return None
        return next((step[1] for step in place[1][1] if isinstance(step, tuple)), None)

    def is_untold(self, location: Location) -> bool:
        """Whether a location is followed no further than to its first change."""
        if not self.untold:
            return False
        slot = self.slot(location)
        return slot in self.untold or (slot[0] == "length" and slot[1] in self.untold)

    def loud(self, world: World) -> World:
        """`world` once something was changed that is not followed further: what all of that
        holds is not known from here on, and what comes of it is a guess.
        """
        if LOUD in world.named:
            return world
        store = world.store
        for place, value in world.store.items():
            if self.is_untold(place):
                world = typestate.held_away(world, sessions_in(value), somewhere_in(place))
                store = store.delete(place)
        return world.but(store=store, named=world.named | {LOUD}).guessed()

    def _is_void(self, world: World, location: Location, slot: Any) -> bool:
        """Whether a cell at another key holds nothing: none of its like does between
        transactions, and this one has filled none.
        """
        if slot in self.relevance.never_set:
            return True
        if slot[0] == "length" or FILLED in world.named or not self.kept(location):
            return False
        if slot not in self.filled:
            return True
        request = requests.foreigner(world)
        for n, step in enumerate(location[1]):
            if not isinstance(step, tuple) or step[0] != "other":
                continue
            above: Location = (location[0], location[1][:n])
            of_it = (slot, self.family(above))
            if step[1] == request and of_it not in self.strange:
                return True
            if step[1] == ZERO and of_it not in self.at_zero and not self.is_lookup(above):
                return isinstance(self.type_of(above), MappingType)
        return False

    def is_strange(self, world: World, location: Location) -> frozenset[Any]:
        """The slot of a cell that holds something, with the families of the followed keys on the
        way to it that are not known to be requests of this contract's.
        """
        slot = self.slot(location)
        keys = _followed_keys(location)
        return frozenset((slot, key[1]) for key in keys if ("own", key[1]) not in world.named)

    def is_at_zero(self, world: World, location: Location) -> frozenset[Any]:
        """The same, with the families of the followed keys that may be 0."""
        slot = self.slot(location)
        keys = _followed_keys(location)
        return frozenset((slot, key[1]) for key in keys if world.equal(key, ZERO) is not False)

    def save(self, world: World, location: Location, value: Value, site: int) -> World:
        """Write a scalar or a struct to storage."""
        kind = self.type_of(location)
        if structure_of(kind) is not None:
            return self._save_struct(world, location, kind, value, site)
        if isinstance(kind, (MappingType, ArrayType)) and location[1][-1:] != (LENGTH,):
            if self.is_untold(location):
                world = self.loud(world)
            return typestate.held_away(world, sessions_in(value), SOMEWHERE)
        value = world.norm(value)
        if self.slot(location) in self.relevance.copies:
            if self.relevance.tallies:
                world = copies.written(world, location, value)
            if sessions_in(value):
                value = ANY
        if value[0] in ("pred", "not"):
            value = self._settle(world, value)
        world = self._recorded(world, location, value)
        held = sessions_in(value)
        coded = bool(held) and value[0] in ("term", "tuple")
        if coded and is_hash(value):
            value, held = lost(DERIVED), frozenset()
        elif coded:
            # What still tells the IDs is not followed.
            world = typestate.held_away(world, held, SOMEWHERE)
            value, held = lost(DERIVED), frozenset()
        if self.relevance.tallies or self.relevance.running:
            old = world.norm(self.load(world, location))
            world = tallies.written(world, location, old, value)
        if value[0] == "const" and self.slot(location) in self.relevance.growing:
            world = world.but(named=world.named | {(RAISED, location)})
        if self.is_untold(location) and LOUD not in world.named:
            if self.load(world, location) == value:
                return world
            if self.settling and not _is_at_any_key(location):
                return self._settled(world, location, value)
            world = self.loud(world)
        if at_another_key(location) or not self.kept(location):
            return self._save_elsewhere(world, location, value, site)
        old = world.norm(world.store.get(location, ZERO))
        if self.slot(location) in self.relevance.cells:
            self.record.reach(site, Property.NOT_LOST)
            if old[0] == "lost" and (coded or value != old):
                self.record.unknown(site, Property.NOT_LOST, world, old[1])
        for index in sessions_in(old) - held:
            session = world.sessions[index]
            assert session is not None
            world = typestate.let_go(world, index, site)
            self.record.reach(site, Property.NOT_LOST)
            if session.live:
                world = world.tell("remove", site, path_text(location), world.uids[index])
        for index in held - sessions_in(old):
            if value[0] == "session":
                world = typestate.with_session(world, index, stored=True)
            else:
                world = typestate.held_away(world, frozenset((index,)), SOMEWHERE)
            world = world.tell("store", site, path_text(location), world.uids[index])
        slot = self.slot(location)
        if slot in self.relevance.guards - self.relevance.cells and old != value:
            text = f"{path_text(location)} is set"
            if value[0] == "const":
                text = f"{path_text(location)} becomes {self._named(location, value[1], site)}"
            world = world.tell("guard", site, text, place=location)
            if slot in self.relevance.tested and any(
                session is not None and session.opened is not None for session in world.sessions
            ):
                world = world.touching(slot)
        for step in location[1]:
            if isinstance(step, tuple) and value != ZERO:
                bound = world.keys.get(step[1])
                if bound is not None and bound[0] == "session":
                    session = world.sessions[bound[1]]
                    if session is not None and not session.stored:
                        world = typestate.held_away(world, frozenset((bound[1],)), AS_KEY)
        return world.but(store=world.store.set(location, value))

    def spelled(self, location: Location, number: int) -> str:
        """A number as the type of what holds it has it."""
        kind = self.type_of(location)
        enum = kind.type if isinstance(kind, UserDefinedType) else None
        if isinstance(enum, Enum) and number < len(enum.values):
            return str(enum.values[number])
        if isinstance(kind, ElementaryType) and kind.name == "bool":
            return "true" if number else "false"
        return str(number)

    def _named(self, location: Location, number: int, site: int) -> str:
        """A number that is written, by the constant's name where one is."""
        name = self.record.sites[site].name.rpartition(" = ")[2]
        constants = {variable.name for variable in self._variables.values() if variable.is_constant}
        return name if name in constants else self.spelled(location, number)

    def _settled(self, world: World, location: Location, value: Value) -> World:
        """Write what is not followed further while it is still made ready."""
        for index in sessions_in(value):
            world = typestate.with_session(world, index, stored=True)
        return world.but(store=world.store.set(location, value))

    def _recorded(self, world: World, location: Location, value: Value) -> World:
        """`world` with what is written to a record of a request, or to what may be one."""
        keys = [n for n, step in enumerate(location[1]) if isinstance(step, tuple)]
        if not self.records or len(keys) != 1 or not self.kept(location):
            return world
        kind = self.type_of((location[0], location[1][: keys[0]]))
        if not isinstance(kind, MappingType) or str(kind.type_from) != "bytes32":
            return world
        held, place = str(self.type_of(location)), container(location)
        leads = {
            family: world.equal(value, ("key", family))
            for family, key in self.homes().items()
            if held == key and (place, family) not in self.loose
        }
        if not leads:
            return world
        self.recorded = True
        return records.written(world, place, location[1][keys[0]], value, leads)

    def _save_elsewhere(self, world: World, location: Location, value: Value, site: int) -> World:
        """Write a cell at another key, or one that is not followed."""
        held = sessions_in(value)
        blurry = somewhere_in(location)
        home = home_of(location)
        exact = at_another_key(location) and home != blurry
        source = held_elsewhere(value)
        if exact:
            world = self._located(world, location, blurry)
        for index, session in enumerate(world.sessions):
            if session is None or not session.away or index in held:
                continue
            if home in session.away and exact:
                away = session.away - {home}
                if any(v == elsewhere(location) for v in world.values()):
                    away |= {blurry}  # it was read, and may be put back
                world = typestate.let_go(
                    typestate.with_session(world, index, away=away), index, site
                )
            elif blurred := {h for h in session.away if may_be_same(h, location)}:
                away = session.away - blurred | {blurry}
                world = typestate.with_session(world, index, away=away)
            if source is not None and world.may_be_in(index, source):
                world = typestate.held_away(world, frozenset((index,)), blurry)
        world = typestate.held_away(world, held, home)
        slot = self.slot(location)
        if slot in self.relevance.tested - self.relevance.cells and not (
            exact and world.equal(world.norm(symbol("other", *location)), value) is not False
        ):
            world = world.but(named=world.named | {RECORDED})
        if value != ZERO:
            world = self._filled(world, location, slot)
        world = world.overwritten(location)
        if exact and value[0] == "const":
            world = world.but(binds=world.binds.set(symbol("other", *location), value))
        return world

    def _filled(self, world: World, location: Location, slot: Any) -> World:
        """`world` once a cell is filled that is not followed."""
        if slot not in self.filled:
            world = world.but(named=world.named | {FILLED})
        for n, step in enumerate(location[1]):
            above: Location = (location[0], location[1][:n])
            if isinstance(step, tuple) and self.is_lookup(above) and self.kept(location):
                # No world between transactions shows it.
                filled: set[Any] = set()
                if slot not in self.filled:
                    filled.add(("fills", slot, None))
                strange = (slot, self.family(above))
                if not requests.is_own(world.norm(step[1])) and strange not in self.strange:
                    filled.add(("fills", *strange))
                world = world.but(named=world.named | filled)
        return world

    def _located(self, world: World, location: Location, blurry: Any) -> World:
        """`world` when what a cell at another key was read to hold is known to be the ID of
        a session: it is there that its container holds it, and nowhere else.
        """
        index = world.session_of(world.norm(symbol("other", *location)))
        if index is None or blurry[1] in self.twice:
            return world
        session = world.sessions[index]
        if session is None or blurry not in session.away:
            return world
        away = session.away - {blurry} | {location}
        return typestate.with_session(world, index, away=away)

    def _save_struct(
        self, world: World, location: Location, kind: Any, value: Value, site: int
    ) -> World:
        structure = structure_of(kind)
        assert structure is not None
        if value[0] == "ref":
            source = value[1]
            for leaf in self.locations_below(location):
                tail = leaf[1][len(location[1]) :]
                part = self.load(world, (source[0], (*source[1], *tail)))
                world = self.save(world, leaf, part, site)
            return world
        parts = dict(value[1]) if value[0] == "struct" else {}
        if value[0] == "symbol" and value[1][0] == "given":
            parts = {name: symbol(*value[1], name) for name in structure.elems}
        for name in structure.elems:
            inside: Location = (location[0], (*location[1], name))
            inner = self.type_of(inside)
            if isinstance(inner, ArrayType) and self.worth_following(inside):
                world = self.clear(world, inside, site)
                blank = parts.get(name) in (ZEROS, UNSET) and not is_dynamic(inner)
                if value != ZERO and not blank and parts.get(name) != ("const", ""):
                    world = self._of_unknown_items(world, inside)
            if isinstance(inner, (MappingType, ArrayType)):
                if isinstance(inner, ArrayType) and self.is_untold(inside):
                    world = self.loud(world)
                continue
            part = parts.get(name, ZERO if value == ZERO else ANY)
            world = self.save(world, inside, part, site)
        return world

    def _of_unknown_items(self, world: World, array: Location) -> World:
        """`world` once an array was written of which nothing is known."""
        if at_another_key(array):
            return self._rewritten(world, array)
        kind = self.type_of(array)
        item, _ = self.followed_in(world, array)
        items = items_of(array, kind) or (item,)
        store = world.store
        for leaf in (leaf for one in items for leaf in self.locations_below(one)):
            store = store.set(leaf, lost(_COPIED))
        if is_dynamic(kind):
            store = store.set((array[0], (*array[1], LENGTH)), ANY)
            store = store.set((item[0], (*item[1], PRESENT)), ANY)
        return world.but(store=store, named=world.named | {FILLED}).guessed()

    def _rewritten(self, world: World, array: Location) -> World:
        """`world` once an array was written that is not followed: what was read there is old."""
        return world.but(named=world.named | {FILLED}).overwritten(array, below=True)

    def _settle(self, world: World, value: Value) -> Value:
        """A truth value that storage keeps: known, or nothing at all is known of it."""
        yes, no = world.assume(value, True), world.assume(value, False)
        if yes is None or no is None:
            return ONE if no is None else ZERO
        return ANY

    def clear(self, world: World, location: Location, site: int) -> World:
        """``delete``: zero everything below a location, mappings excepted."""
        kind = self.type_of(location)
        if isinstance(kind, MappingType):
            return world
        if isinstance(kind, ArrayType):
            root, path = location
            world = world.overwritten(location, below=True)
            below = [
                loc
                for loc in world.store
                if loc[0] == root and loc[1][: len(path)] == path and loc != location
            ]
            for loc in sorted(below, key=repr):
                world = (
                    self.save(world, loc, ZERO, site)
                    if PRESENT not in loc[1]
                    else world.but(store=world.store.set(loc, ZERO))
                )
            return world
        structure = structure_of(kind)
        if structure is None:
            return self.save(world, location, ZERO, site)
        for name in structure.elems:
            world = self.clear(world, (location[0], (*location[1], name)), site)
        return world

    def forget(self, world: World, reason: str) -> World:
        """Everything in storage may have changed in ways the analysis cannot follow."""
        if self.untold:
            world = self.loud(world)
        world = tallies.forgotten(world)
        everywhere = frozenset(i for i, s in enumerate(world.sessions) if s is not None)
        sessions = typestate.held_away(world, everywhere, SOMEWHERE).sessions
        store = world.store.update({loc: lost(reason) for loc in world.store})
        for variable in sorted(self._roots):
            for loc in self._everything((variable, ())):
                if self.kept(loc):
                    sized = loc[1][-1:] in ((LENGTH,), (PRESENT,))
                    store = store.set(loc, ANY if sized else lost(reason))
        named = world.named | {records.LOOSE}
        return world.but(store=store, sessions=sessions, named=named)

    def _everything(self, location: Location) -> Iterator[Location]:
        """What can be followed below a location: fields, followed keys, lengths."""
        kind = self.type_of(location)
        structure = structure_of(kind)
        if items := items_of(location, kind):
            for item in items:
                yield from self._everything(item)
        elif isinstance(kind, (MappingType, ArrayType)):
            element: Location = (location[0], (*location[1], ("key", self.family(location))))
            if is_dynamic(kind):
                yield (location[0], (*location[1], LENGTH))
                yield (element[0], (*element[1], PRESENT))
            yield from self._everything(element)
        elif structure is None:
            yield location
        elif len(location[1]) < _DEEP:
            for name in structure.elems:
                yield from self._everything((location[0], (*location[1], name)))

    # -- arrays ------------------------------------------------------------------------

    def endings(self, world: World) -> tuple[World, ...]:
        """The worlds once a call from outside is over: transient variables are empty again, or
        what made the call goes on to make another in the same transaction.
        """
        fleeting = [place for place in world.store if self.is_transient(place)]
        if not fleeting:
            return (world,)
        store = world.store
        for place in fleeting:
            store = store.delete(place)
        ended = world.but(store=store)
        held = (world.norm(world.store[place]) for place in fleeting)
        return (ended,) if all(value == ZERO for value in held) else (ended, world)

    def is_transient(self, location: Location) -> bool:
        """Whether what is kept there is gone when the transaction ends."""
        variable = self._variables.get(location[0])
        if variable is None:
            return location[0].startswith(_TRANSIENT)
        return bool(variable.is_transient)

    def load_transient(self, world: World, slot: Value) -> Value:
        """What assembly reads at a slot that lasts no longer than the transaction."""
        if self._may_be_variable(slot):
            found = self.transients[slot[1]] if slot[0] == "const" else []
            alone = len(found) == 1 and not found[0].offset and bool(_bits_of(found[0].type))
            return self.load(world, _root(found[0])) if alone else lost(_BY_SLOT)
        places = [place for place in world.store if place[0].startswith(_TRANSIENT)]
        place = _transient(slot)
        if place in places:
            return world.store[place]
        # Without a number, it may be any slot; there or where one was written.
        told = slot[0] == "const" and _ANY_TRANSIENT not in places
        return ZERO if told or not places else ANY

    def save_transient(self, world: World, slot: Value, value: Value) -> World:
        """Write such a slot: of one without a number, nothing is known afterwards."""
        held = sessions_in(value)
        if held:
            world = typestate.held_away(world, held, SOMEWHERE)
            value = lost(DERIVED)
        store = world.store
        if slot[0] == "const" and slot[1] in self.transients:
            return world.but(store=store.update(_in_word(value, self.transients[slot[1]])))
        if slot[0] != "const":
            for variable in (one for found in self.transients.values() for one in found):
                store = store.set(_root(variable), lost(_BY_SLOT))
        if slot[0] != "const":
            for place in [place for place in store if place[0].startswith(_TRANSIENT)]:
                store = store.set(place, ANY)
            store = store.set(_ANY_TRANSIENT, ANY)
        return world.but(store=store.set(_transient(slot), value))

    def _may_be_variable(self, slot: Value) -> bool:
        """Whether a transient variable may lie at a slot."""
        return bool(self.transients) and (slot[0] != "const" or slot[1] in self.transients)

    def resize(self, world: World, place: Location, value: Value) -> Iterator[World]:
        """``push`` and ``pop``, as Slither lowers them: the length is written.

        A push writes the length before the new element, a pop after it cleared the last.
        """
        if self.is_untold(place):
            world = self.loud(world)
        if not self.kept(place) or at_another_key(place):
            after, _ = world.fresh("other" if at_another_key(place) else "storage", *place)
            yield after
            return
        array: Location = (place[0], place[1][:-1])
        family = self.family(array)
        present: Location = (array[0], (*array[1], ("key", family), PRESENT))
        there = world.store.get(present, ZERO) == ONE
        before = world.norm(world.store.get(place, ZERO))
        value = world.norm(value)
        if value == arithmetic("+", before, ONE):
            for after, same, _ in self.relate(world, before, array, None, False):
                if same and there:
                    continue  # the followed element exists already
                after = after.visiting(family, same)
                if same:
                    after = after.but(store=after.store.set(present, ONE))
                else:
                    after = after.but(named=after.named | {FILLED})
                yield self._set_length(after, place, family, value, True)
            return
        last = world.equal(value, ("key", family))
        if last is True and there:
            world = world.but(store=world.store.set(present, ZERO))
            there = False
        yield self._set_length(world, place, family, value, there)

    def may_have(self, world: World, element: Location) -> bool:
        """Whether an array may have an element at another index than the followed one."""
        array: Location = (element[0], element[1][:-1])
        length: Location = (array[0], (*array[1], LENGTH))
        return (
            not is_dynamic(self.type_of(array))
            or at_another_key(array)
            or not self.kept(length)
            or self.slot(length) in self.filled
            or FILLED in world.named
        )

    def followed_in(self, world: World, array: Location) -> tuple[Location, bool]:
        """The followed element of an array, and whether the array may have it."""
        item: Location = (array[0], (*array[1], ("key", self.family(array))))
        if not is_dynamic(self.type_of(array)) or at_another_key(array):
            return item, True
        return item, world.store.get((item[0], (*item[1], PRESENT)), ZERO) != ZERO

    def replace(self, world: World, array: Location, value: Value, site: int) -> Iterator[World]:
        """A whole array is written: one in memory, of which more or less is known."""
        value = world.norm(value)
        if at_another_key(array) or not self.worth_following(array):
            yield self._rewritten(self.save(world, array, value, site), array)
            return
        world = world.overwritten(array, below=True)
        kind = self.type_of(array)
        items = items_of(array, kind)
        if items:
            for item, held in zip(items, self._parts(value, len(items)), strict=True):
                world = self.save(world, item, held, site)
            yield world
            return
        item, _ = self.followed_in(world, array)
        leaves = list(self.locations_below(item))
        world = typestate.held_away(world, sessions_in(value), somewhere_in(item))
        for there, after, element in self._elements(world, value, item, is_dynamic(kind)):
            after = after.but(named=after.named | {FILLED})
            for leaf in leaves:
                if value[0] not in ("copy", "made"):  # it may be among what is written
                    kept = sessions_in(after.norm(after.store.get(leaf, ZERO)))
                    after = typestate.held_away(after, kept, somewhere_in(leaf))
                part = part_of(element, leaf[1][len(item[1]) :])
                after = self.save(after, leaf, part, site)
            if is_dynamic(kind):
                place: Location = (array[0], (*array[1], LENGTH))
                present = (item[0], (*item[1], PRESENT))
                if value[0] == "const":
                    length = const(len(value[1]))
                else:
                    after, length = after.fresh("length", item[1][-1][1], place, 0)
                    if there:
                        after = after.learn(compare("==", length, ZERO), False)
                store = after.store.set(place, length).set(present, ONE if there else ZERO)
                after = after.but(store=store)
            yield after

    def _parts(self, array: Value, count: int) -> tuple[Value, ...]:
        """The elements of a short array in memory."""
        if array[0] == "tuple" and len(array[1]) == count:
            return array[1]  # type: ignore[no-any-return]
        return (ZERO if array in (ZEROS, UNSET) else lost(_COPIED),) * count

    def _elements(
        self, world: World, array: Value, item: Location, dynamic: bool
    ) -> Iterator[tuple[bool, World, Value]]:
        """Whether an array in memory has the followed element of what it is written to, and
        what that may be.
        """
        if array[0] == "copy" and self.family(array[1]) == item[1][-1][1]:
            yield array[2], world, array[3]
            return
        if array[0] == "const":
            yield from self._bytes_of(world, array[1], item[1][-1])
            return
        if dynamic:
            yield False, world, ZERO
        if is_from_outside(array) and self.slot(item) not in self.relevance.cells:
            yield True, world, symbol("element", *array[1], item[1][-1])
            return
        if array[0] != "made":
            yield True, world, lost(_COPIED)
            return
        for what in array[1]:
            if what in ("zero", "unset"):
                yield True, (world if array == ZEROS else world.guessed()), ZERO
            elif what == "other":
                yield True, world, lost(_COPIED)
            else:
                after, session = typestate.adopt(world, what == "live", self.record.new_uid())
                yield True, after, session

    def _bytes_of(self, world: World, text: str, key: Value) -> Iterator[tuple[bool, World, Value]]:
        """The same of a text: which byte stands at the followed key, if it is that long."""
        for branch, there in world.split(compare("<", key, const(len(text)))):
            if not there:
                yield False, branch, ZERO
            elif len(set(text)) == 1:
                yield True, branch, byte(text[0])
            elif len(text) <= _SPELLED:
                for n, letter in enumerate(text):
                    spelled = branch.assume(compare("==", key, const(n)), True)
                    if spelled is not None:
                        yield True, spelled, byte(letter)
            else:
                for letter in sorted(set(text)):
                    yield True, branch.guessed(), byte(letter)

    def _set_length(
        self, world: World, place: Location, family: str, value: Value, filled: bool
    ) -> World:
        grown = value[0] == "term" and value[1] == "+" and value[2][0] != "term"
        if value[0] != "const" and not grown:
            # Two names in turn: what a counter holds may go by the older one.
            was = value
            first = symbol("length", family, place, 0)
            turn = int(any(mentions(held, first) for held in (was, *world.values())))
            world, value = world.fresh("length", family, place, turn)
            if filled:
                world = world.learn(compare("==", value, ZERO), False)
            if was[0] == "term" and not mentions(was, value):
                world = world.learn(compare("==", value, was), True)
                frame = world.frame
                for entry, held in world.frame.items():
                    if held == was:
                        frame = frame.set(entry, value)
                world = world.but(frame=frame)
        return world.but(store=world.store.set(place, value))

    # -- keys --------------------------------------------------------------------------

    def family(self, location: Location) -> str:
        """The family of keys of a mapping or an array in storage."""
        known = self._named_families.get(location)
        if known is None:
            known = self._named_families[location] = self._family(location)
        return known

    def _family(self, location: Location) -> str:
        slot = self.slot(location)
        level = sum(1 for step in location[1] if isinstance(step, tuple))
        representative = self.relevance.key_class.get(slot, slot)
        kind = self.type_of(location)
        family = self._family_at(representative, level) + _sort_of_key(kind)
        if (representative, level) in self.relevance.key_levels and any(
            self.family((location[0], location[1][:n])) == family
            for n, step in enumerate(location[1])
            if isinstance(step, tuple)
        ):
            family = f"{_slot_text(representative)}/{level}{_sort_of_key(kind)}"
        if representative not in self._numbered and (is_dynamic(kind) or _sort_of_key(kind)):
            self.numberless.add(family)
        return family

    def _family_at(self, representative: Any, level: int) -> str:
        slot, level = self.relevance.key_levels.get(
            (representative, level), (representative, level)
        )
        return f"{_slot_text(slot)}/{level}"

    def counters(self) -> list[tuple[Location, str]]:
        """Where the numbers stand that only grow and index a container, with its family."""
        if not self.relevance.counters:
            return []
        found = []
        for root, kind in sorted(self._roots.items()):
            path: tuple[Any, ...] = ()
            if isinstance(kind, MappingType):  # a counter for each user, say
                path, kind = (("key", self.family((root, ()))),), kind.type_to
            for location in self.locations_below((root, path)):
                known = self.relevance.counters.get(self.slot(location))
                if known is not None:
                    container, level = known
                    representative = self.relevance.key_class.get(container, container)
                    found.append((location, self._family_at(representative, level)))
        return found

    def relate(
        self, world: World, key: Value, location: Location, counter: Any, literal: bool
    ) -> Iterator[tuple[World, bool, Value]]:
        """Split a world by whether `key` is the followed key of a container: see `_related`. Where
        two followed keys are made of the same, either both or none of them are met.
        """
        for branch, same, now in self._related(world, key, location, counter, literal):
            if not branch.is_guess and self._parts_from_others(branch, key, location, same):
                branch = branch.guessed()
            yield branch, same, now

    def _parts_from_others(self, world: World, key: Value, location: Location, same: bool) -> bool:
        """Whether a key is the followed one of its container and one of another family that is
        made of the same is not, or the other way round: that the two followed keys were not made
        of the same before is not told.
        """
        key = world.norm(key)
        made_of = atoms(key)
        if not made_of or not is_injective(key):
            return False
        family = self.family(location)
        hashed = is_hash(key)
        for fact, truth in world.facts.items():
            if fact[1] != "eq" or fact[2][0] != "key" or fact[2][1] == family:
                continue
            other = fact[3]
            if truth is same or not (hashed or is_hash(other)) or not is_injective(other):
                continue
            less, more = (atoms(other), made_of) if same else (made_of, atoms(other))
            if less and less <= more:
                return True
        return False

    def _related(
        self, world: World, key: Value, location: Location, counter: Any, literal: bool
    ) -> Iterator[tuple[World, bool, Value]]:
        """Split a world by whether `key` is the followed key of a container.

        Yields the world, whether it is, and what the key's value is now. A key held in
        a loop's counter becomes *below*, *the key* or *above*.
        """
        key = world.norm(key)
        if self.is_lookup(location) or self.slot(location) in self.relevance.rights:
            yield world, False, key
            return
        family = self.family(location)
        followed: Value = ("key", family)
        kind = self.type_of(location)
        if (
            counter is not None
            and not literal
            and (isinstance(kind, ArrayType) or "int" in str(getattr(kind, "type_from", "")))
            and key[0] in ("const", "symbol", "term", "any", "elsewhere")
        ):
            yield from self._count(world, key, location, family)
            return
        known = world.equal(key, followed)
        passed = key[0] == "symbol" and key[1][0] in ("other", "was") and _is_beside(key[1][-2:])
        if known is not None:
            yield world, known, ANY if passed and not known else key
            return
        if key[0] == "lost" or passed or (is_dynamic(kind) and is_kept_below_keys(key)):
            # Which one it is follows from what is not known here, such as how the positions
            # that a mapping keeps belong to the elements of an array.
            world = world.guessed()
        if key[0] in ("any", "lost", "elsewhere", "below", "above", "beside"):
            yield self._anothers(world, key, location), True, followed
            yield world, False, key
            return
        again = self._made_again(world, key, family)
        if again is not None:
            # A request gets an ID that an earlier one has, or none that was used before.
            for branch, truth in world.split(compare("==", key, followed)) if again else ():
                if truth and ("sent", key) not in world.named:
                    branch = branch.guessed()  # another time it may be in another's name
                yield branch, truth, branch.norm(key)
            if not again:
                yield world.learn(compare("==", key, followed), False), False, key
            return
        if key[0] in ("const", "session"):
            if world.keys.get(family) is None:
                same = world.but(keys=world.keys.set(family, key))._refresh(followed)
                if same is not None:
                    yield (same.guessed() if self._is_found(world, key) else same), True, key
            yield world.learn(compare("==", key, followed), False), False, key
            return
        record = self._leading_record(world, key, family)
        led = None if record is None else records.leads(world, record, family, self.loose)
        if led is False:
            yield world.learn(compare("==", key, followed), False), False, key
            return
        for branch, truth in world.split(compare("==", key, followed)):
            if truth and not requests.may_be_answered(branch, key, family):
                continue
            if truth and led and record is not None:
                certain = branch if world.is_guess else branch.certain()
                branch = records.took(certain, record, family)
            if truth:
                if _is_packed(key) or self._is_next(branch, key, family):
                    branch = branch.guessed()  # whether it was one before is not followed
                branch = self._anothers(branch, key, location)
                if not led and typestate.is_other(key) and self._counts_below(location):
                    branch = branch.guessed()  # what others' records say depends on theirs
            # What a loop passes at other keys is not told apart.
            yield branch, truth, ANY if passed and not truth else branch.norm(key)

    def _is_next(self, world: World, key: Value, family: str) -> bool:
        """Whether a key was made of a number that only grows, and has grown since, though there
        is something at the followed key.
        """
        if not any(("key", family) in place[1] for place in world.store):
            return False
        raised = (world.store.get(noted[1]) for noted in world.named if noted[0] == RAISED)
        met = {value[1] for value in raised if value is not None and value[0] == "const"}
        return any(number in met or number + 1 in met for number in _numbers_hashed(key)) or any(
            (place := read_at(one)) is not None
            and self.slot(place) in self.relevance.growing
            and (is_old(one) or world.store.get(place, one) != one)
            for one in symbols_in(key)
        )

    def has_met_others(self, world: World) -> bool:
        """Whether it is known that a cell at another key holds an ID, or held one."""
        return any(
            not truth
            and fact[1] == "eq"
            and ZERO in fact[2:4]
            and any(
                (place := read_at(one)) is not None
                and at_another_key(place)
                and self.slot(place) in self.relevance.cells
                for one in symbols_in(fact)
            )
            for fact, truth in world.facts.items()
        )

    def _is_found(self, world: World, key: Value) -> bool:
        """Whether a key is the ID of a session that was opened out of sight, where that matters."""
        session = world.sessions[key[1]] if key[0] == "session" else None
        return session is not None and session.found and bool(self.relevance.tallies)

    def _counts_below(self, container: Location) -> bool:
        """Whether a container holds what counts unanswered requests."""
        root, path = container
        return any(one[0] == root and one[1][: len(path)] == path for one in self.tallies[1])

    def _anothers(self, world: World, value: Value, place: Location) -> World:
        """`world` once the followed key of what counts requests is an ID that another cell holds:
        that of no session that it does not hold. Of the value itself nothing can be remembered.
        """
        if not self._counts_below(place):
            return world
        family, held_in = self.family(place), held_elsewhere(value)
        unseen = held_in == UNSEEN
        if held_in is None or not (unseen or held_in in self._held_ids):
            return world
        key: Value = ("key", family)
        for index, session in enumerate(world.sessions):
            own: Value = ("session", index)
            if session is not None and world.equal(value, own) is False:
                world = world.learn(compare("==", key, own), False)
        if unseen:
            world = world.guessed()
        if self.relevance.named_by_callers or self.relevance.given:
            return world  # who guesses the next ID may have put it there
        return world.but(named=world.named | {(TAKEN, family)})

    @functools.cached_property
    def _held_ids(self) -> frozenset[Any]:
        """The containers that hold IDs."""
        cells = self.relevance.cells
        return frozenset(container(one) for slot in cells for one in self.places(slot))

    def is_lookup(self, location: Location) -> bool:
        """Whether a container only says to what requests belong, which is told without following
        one of them (see `records`): no cells lie below its keys, nor below any that are the same.
        """
        at = container(location)
        known = self._lookups.get(at)
        if known is None:
            kind = self.type_of(location)
            known = self._lookups[at] = (
                self.records
                and isinstance(kind, MappingType)
                and str(kind.type_from) == "bytes32"
                and not any(isinstance(step, tuple) for step in location[1])
                and self.family(location) not in self.homes()
                and self._leads_only((location[0], (*location[1], ("other", ANY))))
            )
        loose = self.unled or any(place[: len(at)] == at for place, _ in self.loose)
        return known and not loose

    def _leads_only(self, element: Location) -> bool:
        leaves = list(self.locations_below(element))
        slots = {self.slot(leaf) for leaf in leaves if self.kept(leaf)}
        return bool(slots) and slots <= self.relevance.leading

    def _made_again(self, world: World, key: Value, family: str) -> bool | None:
        """Whether a request may get the ID that the followed key is: two are the same that are
        made in one block on one session for one user. None where that is not the question.
        """
        if key[0] != "symbol" or key[1][0] != "request" or ("own", family) not in world.named:
            return None
        sessions = {
            index
            for index, session in enumerate(world.sessions)
            if session is not None and family in session.requests
        }
        return any(noted[:2] == ("made", key) and noted[3] in sessions for noted in world.named)

    def _leading_record(self, world: World, key: Value, family: str) -> Location | None:
        """The record of a request that a key was read from, if what it says is followed."""
        record = records.record_of(world, key) if self.recorded else None
        if record is None or str(self.type_of(record)) != self.homes().get(family):
            return None
        return record

    def _count(
        self, world: World, key: Value, location: Location, family: str
    ) -> Iterator[tuple[World, bool, Value]]:
        """Place a loop's counter below, at, or above the followed index."""
        followed: Value = ("key", family)
        known = world.equal(key, followed)
        if known is not False:
            yield world, True, followed
        if known is True:
            return
        bound = world.keys.get(family)
        numbers = bound is not None and bound[0] == key[0] == "const"
        above = key != ZERO and not (numbers and bound is not None and key[1] < bound[1])
        below = not (numbers and bound is not None and key[1] > bound[1])
        if is_dynamic(self.type_of(location)) and key[0] == "term" and key[1] == "-":
            # the last index: nothing that exists lies above it
            there = world.store.get((location[0], (*location[1], followed, PRESENT)), ZERO) == ONE
            below = below and not (there and key[2][0] == "symbol" and key[2][1][0] == "length")
        if above:
            yield world, False, ("above", family)
        if below:
            yield world, False, ("below", family)

    def of_array(self, other: Value) -> bool:
        """Whether a value was read from an element of an array."""
        if other[0] == "elsewhere":
            root, path = other[1][0], other[1][1:]
            step = path.index("*") if "*" in path else len(path)
        else:
            root, path = other[1][-2:]
            step = next(i for i, s in enumerate(path) if isinstance(s, tuple) and s[0] == "other")
        return is_dynamic(self.type_of((root, path[:step])))


def structure_of(kind: Any) -> Structure | None:
    """The struct that a type is; None for every other type."""
    if isinstance(kind, UserDefinedType) and isinstance(kind.type, Structure):
        return kind.type
    return None


def part_of(value: Value, path: tuple[Any, ...]) -> Value:
    """What a field of a struct in memory holds."""
    for name in path:
        if value[0] == "struct":
            value = dict(value[1]).get(name, ANY)
        elif value not in (ZERO, ANY) and value[0] != "lost":
            return ANY
    return value


def items_of(location: Location, kind: Any) -> tuple[Location, ...]:
    """The elements of an array that is short enough to follow each; none of any other."""
    return tuple((location[0], (*location[1], f"[{n}]")) for n in range(short_length(kind)))


def short_length(kind: Any) -> int:
    """The length of an array that is short enough to follow each element; 0 of any other."""
    length = kind.length_value if isinstance(kind, ArrayType) and not is_dynamic(kind) else None
    number = int(str(length)) if length is not None and str(length).isdigit() else 0
    return number if number <= SHORT else 0


def _is_bytes(kind: Any) -> bool:
    return isinstance(kind, ElementaryType) and kind.name in ("bytes", "string")


def is_dynamic(kind: Any) -> bool:
    """Whether a type is an array without a fixed length."""
    return isinstance(kind, ArrayType) and kind.length is None


def _sort_of_key(kind: Any) -> str:
    """What keys a container has: nothing for numbers, else their type."""
    name = str(kind.type_from) if isinstance(kind, MappingType) else ""
    return "" if "int" in name or not name else f" {name}"


@functools.lru_cache(maxsize=65536)
def _levels(value: Any) -> int:
    """How often a location, or a value, is looked up under what another location holds."""
    if not isinstance(value, tuple):
        return 0
    inside = max(map(_levels, value), default=0)
    return inside + (value[:1] == ("symbol",))


def _root(variable: StateVariable) -> Location:
    return (f"{variable.contract}.{variable.name}", ())


def _bits_of(kind: Type) -> int:
    """Of how many bits a variable is whose value is the number of its bits; 0 of all others."""
    if isinstance(kind, Number):
        return 0 if kind.signed else kind.bits
    return 1 if isinstance(kind, Boolean) else 160 if isinstance(kind, Address) else 0


def _in_word(value: Value, variables: list[StateVariable]) -> dict[Location, Value]:
    """What the variables of a slot hold once a word is written there."""
    if len(variables) == 1 and _bits_of(variables[0].type) == 256:
        return {_root(variables[0]): value}
    found: dict[Location, Value] = {}
    rest = value[1] if value[0] == "const" and isinstance(value[1], int) else -1
    for variable in variables:
        bits, shift = _bits_of(variable.type), 8 * variable.offset
        number = rest >> shift & (1 << bits) - 1
        rest = rest & ~(number << shift) if bits and rest >= 0 else -1
        found[_root(variable)] = const(number)
    return dict.fromkeys(found, lost(_BY_SLOT)) if rest else found


def _transient(slot: Value) -> Location:
    return (f"{_TRANSIENT}{slot[1] if slot[0] == 'const' else slot}", ())


def _is_at_key(location: Location) -> bool:
    """Whether a location lies below a key, followed or not."""
    return any(isinstance(step, tuple) for step in location[1])


def _is_at_any_key(location: Location) -> bool:
    """Whether a location lies below a key that is not followed."""
    return any(isinstance(step, tuple) and step[0] != "key" for step in location[1])


def _followed_keys(location: Location) -> Iterator[Value]:
    """The followed keys on the way to a location."""
    return (step for step in location[1] if isinstance(step, tuple) and step[0] == "key")


def _unknown_key(location: Location) -> bool:
    """Whether a key on the way to a location is not known at all."""
    return any(
        isinstance(step, tuple) and step[0] in ("other", "at") and is_vague(step[1])
        for step in location[1]
    )


def home_of(location: Location) -> Any:
    """The home of an ID that is held at another key: the location, where it stays one."""
    return somewhere_in(location) if _unknown_key(location) or _is_beside(location) else location


def _is_beside(location: Location) -> bool:
    """Whether a key on the way is one that a loop passes, other than the followed one."""
    return any(
        isinstance(step, tuple) and step[0] == "other" and step[1][0] in ("below", "above")
        for step in location[1]
    )


def _numbers_hashed(key: Value) -> frozenset[int]:
    """The numbers that are told of what a key is the hash of."""
    if not is_hash(key) or key[2][0] != "tuple":
        return frozenset()
    return frozenset(
        part[1] for part in key[2][1] if part[0] == "const" and isinstance(part[1], int)
    )


def _is_packed(key: Value) -> bool:
    """Whether a key was made bit by bit of several values."""
    return key[0] == "term" and key[1] in ("|", "^") and len(atoms(key)) > 1


def _array_end(path: tuple[Any, ...]) -> int:
    return len(path) - 1 if path and path[-1] == LENGTH else len(path) - 2


def path_text(location: Location) -> str:
    """A location as the source would write it, without its keys; of a struct that lies at a slot
    which the code names, what it has of its own.
    """
    text = location[0].rsplit(".", 1)[-1]
    if text.startswith(_SLOT):
        text = "" if location[1] else "a slot of its own"
    for step in location[1]:
        if isinstance(step, tuple):
            text += "[…]"
        elif step[:1] == "[":
            text += step
        else:
            text += f".{step}"
    return text.removeprefix(".")


def _slot_text(slot: Any) -> str:
    return ".".join(str(part) for part in slot) if isinstance(slot, tuple) else str(slot)
