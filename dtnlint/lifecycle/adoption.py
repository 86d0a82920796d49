"""IDs as they come into followed cells, from where nothing is known of their sessions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.declarations import Structure
from slither.core.solidity_types import ArrayType, MappingType

from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.record import Record
from dtnlint.lifecycle.relevance import Relevance
from dtnlint.lifecycle.storage import Storage, home_of, structure_of
from dtnlint.lifecycle.values import ANY, PARTS, ZERO, Value, is_void
from dtnlint.lifecycle.world import Location, World, at_another_key, compare, somewhere_in


class Adoption:
    """What IDs from out of sight may be, in one concrete consumer."""

    def __init__(self, relevance: Relevance, record: Record, storage: Storage) -> None:
        self.relevance = relevance
        self.record = record
        self.storage = storage

    def adopted(
        self, world: World, place: Location | None, value: Value
    ) -> Iterator[tuple[World, Value]]:
        """An ID read at another key, as it comes into a followed cell.

        What another key's cell may hold is what the followed one may hold between
        transactions: a live session, nothing, and a closed one where that was seen.
        """
        yield from self._given_back(world, place, value)
        structure = None if place is None else structure_of(self.storage.type_of(place))
        if place is not None and structure is not None and not at_another_key(place):
            yield from self._adopted_fields(world, place, structure, value)
        elif self._is_cell(place):
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
                if value[0] == "struct" and name in (held := dict(value[1])):
                    states = [(state, (*parts, (name, held[name]))) for state, parts in states]
                continue
            inside: Location = (place[0], (*place[1], name))
            is_cell = self.storage.slot(inside) in self.relevance.cells
            grown = []
            for state, parts in states:
                if value[0] == "ref":
                    root, path = value[1]
                    part = self.storage.load(state, (root, (*path, name)))
                else:
                    part = dict(value[1]).get(name, ANY)
                for after, session in self._given_back(state, inside, part):
                    grown.append((after, (*parts, (name, session))))
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
                home = ("in", source[1]) if source[0] == "elsewhere" else home_of(source[1][-2:])
                # That the one which is moved is a bad one shows where its key is followed.
                taken = branch if live else branch.guessed()
                after, session = typestate.adopt(taken, live, self.record.new_uid(), home)
                bound = after if vague else after.bind(value, session)
                if bound is not None:
                    yield bound, session

    def _given_back(
        self, world: World, place: Location | None, value: Value
    ) -> Iterator[tuple[World, Value]]:
        """An ID that a caller gives may be that of a session which nothing holds any more, or
        which is held at another key; at another key, that of one which is followed. Nothing
        shows that it ever is.
        """
        known = world.norm(value)
        if (
            place is None
            or self.storage.slot(place) not in self.relevance.given
            or known[0] != "symbol"
            or known[1][0] not in ("given", *PARTS)
        ):
            return
        if at_another_key(place):
            for index, followed in enumerate(world.sessions):
                bound = world.guessed().bind(known, ("session", index)) if followed else None
                if bound is not None:
                    yield bound, ("session", index)
            return
        keyed = any(isinstance(step, tuple) for step in place[1])
        for away in ((), (somewhere_in(place),)) if keyed else ((),):
            after, session = typestate.adopt(world.guessed(), True, self.record.new_uid(), *away)
            bound = after.bind(known, session)
            if bound is not None:
                yield bound, session

    def _is_cell(self, place: Location | None) -> bool:
        """Whether a place is a followed storage cell."""
        if place is None or at_another_key(place):
            return False
        return self.storage.slot(place) in self.relevance.cells
