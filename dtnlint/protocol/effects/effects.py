"""Effects: what a transaction may do, with what, and under which conditions.

One list for each entry point, in the order of the code, each effect once for each way of
internal calls to it. Rules and the facts of this room are questions to these lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.language.instructions import (
    CalleeFunction,
    Entry,
    Function,
    FunctionKey,
    Instruction,
)
from dtnlint.language.types import Type
from dtnlint.protocol.effects.state import Conditions
from dtnlint.protocol.effects.terms import Kept, Structure, Term


class Frame(Struct, frozen=True):
    """A body that runs, and the call in it that leads on."""

    function: Function
    call: Instruction


class Effect(Struct, frozen=True, kw_only=True):
    """What all effects have."""

    number: int
    """Of its entry point's, in the order in which they were met."""
    instruction: Instruction
    function: Function
    """The body in which it stands."""
    frames: tuple[Frame, ...]
    """How control came there, outermost first."""
    holds: Conditions
    """What holds whenever control comes there."""
    before: frozenset[int]
    """The effects that certainly happened before it."""
    message: int = 0
    """Whose sender and value it sees: 0 for those of the transaction's own message."""
    tried: bool = False
    """Whether its failure is caught."""
    looped: bool = False
    """Whether it stands in a loop."""


class Wrote(Effect, frozen=True, kw_only=True):
    """A write to storage (or transient storage), `delete` and `pop` included."""

    place: Kept
    value: Term
    """Zero for `delete`."""
    lasting: bool = True
    """Not transient."""


def each_field(write: Wrote) -> Iterator[Wrote]:
    """A write of a whole struct as one of each of its fields; any other as it is."""
    parts = write.value.parts if isinstance(write.value, Structure) else ()
    if not parts or not all(isinstance(name, str) for name, _ in parts):
        yield write
        return
    for name, value in parts:
        place = Kept(write.place.root, (*write.place.path, name))
        yield from each_field(replace(write, place=place, value=value))


class Called(Effect, frozen=True, kw_only=True):
    """A call to another contract by a function of its type."""

    site: int
    """The number in the `Answer`s that it gives."""
    callee: CalleeFunction
    target: Term
    arguments: tuple[Term, ...]
    value: Term
    delegate: bool = False


class Sent(Effect, frozen=True, kw_only=True):
    """A message by bytes: ``call``, ``send``, ``transfer``, assembly's."""

    site: int
    way: str
    """``call``, ``delegatecall``, … or ``selfdestruct``."""
    target: Term
    message_bytes: Term | None
    value: Term
    callee: CalleeFunction | None = None
    arguments: tuple[Term, ...] = ()
    """Where the message is known to be a call of that function."""


class Created(Effect, frozen=True, kw_only=True):
    """``new``."""

    value: Term


class Told(Effect, frozen=True, kw_only=True):
    """An event."""

    event: str
    arguments: tuple[Term, ...]


class Decoded(Effect, frozen=True, kw_only=True):
    """``abi.decode``, which reverts where the bytes are none of these types."""

    data: Term
    types: tuple[Type, ...]


class Hidden(Effect, frozen=True, kw_only=True):
    """Something that cannot be told: what it may touch, and why."""

    reason: str
    touches: frozenset[str]


class Refused(Effect, frozen=True, kw_only=True):
    """A revert of the source's own."""


class Ended(Effect, frozen=True, kw_only=True):
    """The end of the message as a success."""


class Run(Struct, frozen=True):
    """What an entry point, or the construction, may do."""

    key: FunctionKey
    entry: Entry | None
    """None for the construction."""
    function: Function
    effects: tuple[Effect, ...]
    complete: bool
    """Whether all of the code that it may run was seen."""
    parameters: tuple[Term, ...]
