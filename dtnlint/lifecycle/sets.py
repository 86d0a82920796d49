"""OpenZeppelin's `EnumerableSet` as what it is: membership by value.

Its array and its positions mirror each other, by an invariant that no state shows which
follows one key. So its functions are not run but done: a value is a member where its position
is not zero, and which member stands at an index is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slither.core.solidity_types import MappingType

from dtnlint.language.instructions import Delete, Function, Pop, Push, Store
from dtnlint.lifecycle.storage import Storage, structure_of
from dtnlint.lifecycle.values import ANY, ONE, ZERO, Value, const, lost
from dtnlint.lifecycle.world import Location, World, compare

_LIBRARY = "EnumerableSet"
_FUNCTIONS = frozenset({"add", "remove", "contains", "length", "at", "values", "clear"})
_MEMBER = lost("which members a set has is not followed")


def is_of_set(function: Function) -> bool:
    """Whether a function is named like one of those that are done here."""
    return function.contract == _LIBRARY and function.name.lstrip("_") in _FUNCTIONS


def is_set(bodies: Iterable[Function]) -> bool:
    """Whether a library of that name does what its functions are known for, of all bodies that
    run: what adds and what removes write storage, and what tells does not.
    """
    of_it = [body for body in bodies if is_of_set(body)]
    writing = {body.name.lstrip("_") for body in of_it if _writes(body)}
    named = {body.name.lstrip("_") for body in of_it}
    return named & {"add", "remove"} <= writing and "contains" not in writing


def _writes(function: Function) -> bool:
    return any(
        isinstance(step, Store | Delete | Push | Pop)
        for block in function.blocks
        for step in block.instructions
    )


class Sets:
    """The sets of one concrete consumer."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def run(
        self, function: Function, world: World, arguments: list[Value], site: int
    ) -> Iterator[tuple[World, Value]] | None:
        """The worlds after a function of a set (see `is_of_set`), each with its result; None
        where it is not told which set that is.
        """
        name = function.name.lstrip("_")
        if not arguments or arguments[0][0] != "ref":
            return None
        positions = self._positions(arguments[0][1])
        if positions is None:
            return None
        if name == "length":
            return iter([(world, ANY)])
        if name in ("at", "values"):
            return iter([(world, _MEMBER)])
        if name == "clear":
            return iter([(self._storage.forget(world, _MEMBER[1]), ("tuple", ()))])
        return self._on_member(name, world, positions, arguments[1], site)

    def _on_member(
        self, name: str, world: World, positions: Location, value: Value, site: int
    ) -> Iterator[tuple[World, Value]]:
        for branch, place in self._places(world, positions, value):
            held = branch.norm(self._storage.load(branch, place))
            for after, empty in branch.split(compare("==", held, ZERO)):
                if name == "contains" or empty is (name == "remove"):
                    yield after, const(not empty if name == "contains" else False)
                    continue
                written = ZERO if name == "remove" else ONE
                yield self._storage.save(after, place, written, site), ONE

    def _places(
        self, world: World, positions: Location, value: Value
    ) -> Iterator[tuple[World, Location]]:
        """Where the position of a value stands: at the followed key, or at another."""
        family = self._storage.family(positions)
        for branch, same, key in self._storage.relate(world, value, positions, None, False):
            step = ("key", family) if same else ("other", key)
            yield branch.visiting(family, same), (positions[0], (*positions[1], step))

    def _positions(self, location: Location) -> Location | None:
        """The mapping from values to positions, in a set or in the set that this one wraps."""
        structure = structure_of(self._storage.type_of(location))
        if structure is None:
            return None
        for name, member in structure.elems.items():
            inside: Location = (location[0], (*location[1], name))
            if isinstance(member.type, MappingType):
                return inside
            if structure_of(member.type) is not None:
                return self._positions(inside)
        return None
