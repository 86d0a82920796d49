"""Where the abstract state's locations lie in a contract's storage, once keys are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dtnlint.language.instructions import Code, StateVariable
from dtnlint.language.types import Array, Bytes, ExternalFunction, FixedBytes, StructType, Type
from dtnlint.language.types import Mapping as MappingType
from dtnlint.lifecycle.world import LENGTH, PRESENT, Location
from truth.interpreter.layout import Layout
from truth.interpreter.storage import Storage
from truth.interpreter.values import StoragePlace, is_value
from truth.interpreter.world import Account

Key = Callable[[Any], int | None]
"""The number of a step on a location's path; None where that is not known."""


class Places:
    """One contract's storage, by the names that the verifier gives its parts."""

    def __init__(self, code: Code, layout: Layout, account: Account) -> None:
        self._layout = layout
        self._variables: Mapping[str, StateVariable] = {
            f"{one.contract}.{one.name}": one for one in code.variables
        }
        self._storage = Storage(layout, self._word, _unwritten)
        self._account = account

    def _word(self, place: StoragePlace) -> int:
        table = self._account.transient if place.transient else self._account.storage
        return table.get(place.slot, 0)

    def number(self, location: Location, key: Key) -> int | None:
        """What a location holds; None where that is no number, or not known to be a place."""
        variable = self._variables.get(location[0])
        if variable is None:
            return None
        kind: Type = variable.type
        if variable.immutable:
            held = self._account.immutables.get(variable, 0)
            return held if isinstance(held, int) and not location[1] else None
        place = StoragePlace(variable.slot, variable.offset, variable.transient)
        index, length = None, 0
        for step in location[1]:
            if step == LENGTH:
                return self._storage.length(kind, place)
            if step == PRESENT:
                return int(index is not None and index < length)
            if isinstance(kind, StructType):
                place, kind = self._field(kind, place, step)
                continue
            index = key(step)
            if index is None:
                return None
            if isinstance(kind, MappingType):
                if not is_value(kind.key):
                    return None
                place, kind = self._storage.element(kind, place, index), kind.value
            elif isinstance(kind, Array):
                length = self._storage.length(kind, place)
                if index >= 1 << 64:
                    return None
                place, kind = self._storage._at(kind, place, index), kind.element
            elif isinstance(kind, Bytes):
                length = self._storage.length(kind, place)
                if index < length:
                    place = self._storage._at(kind, place, index)
                elif location[1][-1] != PRESENT:
                    return None
                kind = FixedBytes(1)
            else:
                return None
        if not is_value(kind) or isinstance(kind, Bytes | ExternalFunction):
            return None
        held = self._storage.read(kind, place)
        return held if isinstance(held, int) else None

    def _field(self, kind: StructType, place: StoragePlace, name: str) -> tuple[StoragePlace, Type]:
        return self._storage.field(kind, place, name), self._layout.field_place(kind, name)[0]


def _unwritten(place: StoragePlace, word: int) -> None:
    raise AssertionError("what is only looked at is not written")
