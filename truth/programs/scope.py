"""What a piece of a program can name: variables, the ways into them, and functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from truth.programs.source import Source
from truth.programs.types import Type, fixed


@dataclass(frozen=True)
class Variable:
    """Something with a name."""

    name: str
    type: Type
    location: str
    """`value`, `memory`, `calldata`, `storage`; `state`, `transient`, `immutable`, `constant`."""
    assignable: bool = True

    @property
    def region(self) -> str:
        """Where its parts lie."""
        return "storage" if self.location == "state" else self.location


@dataclass(frozen=True)
class Function:
    """A function that has been drawn, and can be called."""

    name: str
    parameters: tuple[tuple[str, Type, str], ...]
    """Names, types and locations."""
    results: tuple[Type, ...]
    internal: bool = True
    """It can be called without `this`."""
    external: bool = False
    view: bool = False
    payable: bool = False
    overloaded: bool = False
    signature: str = ""


@dataclass(frozen=True)
class Way:
    """A way from a variable into one of its parts."""

    root: Variable
    steps: tuple[tuple[str, str | Type | int | None], ...]
    """``field name``, ``index length``, ``key type``, in order."""
    type: Type


@dataclass
class Program:
    """What all functions of a program have in common."""

    source: Source
    structs: tuple[Type, ...]
    state: list[Variable] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    errors: list[tuple[str, tuple[Type, ...]]] = field(default_factory=list)
    events: list[tuple[str, tuple[Type, ...]]] = field(default_factory=list)

    @property
    def source_types(self) -> tuple[Type, ...]:
        """Structs that have no mapping in them."""
        return tuple(one for one in self.structs if not one.has_mapping)


@dataclass
class Scope:
    """What one body can name."""

    program: Program
    variables: list[Variable] = field(default_factory=list)
    effects: bool = True
    """It may change something."""
    reads: bool = True
    """It may read the contract's state."""
    messages: bool = True
    """It may call the contract from outside."""
    payable: bool = False
    unchecked: bool = False
    room: int = 5
    """Locals that the machine's stack still has room for."""
    loops: int = 0
    results: tuple[Type, ...] = ()
    names: list[int] = field(default_factory=lambda: [0])
    functions: list[Function] | None = None
    modifier: bool = False
    depth: int = 0
    """Blocks around this one."""
    calm: bool = False
    """What is drawn should not fail: else no contract stands."""
    data: bool = True
    """It may read the message's data."""

    @property
    def source(self) -> Source:
        """Where choices come from."""
        return self.program.source

    def fresh(self, prefix: str) -> str:
        """A name that is used nowhere else in the body."""
        self.names[0] += 1
        return f"{prefix}_{self.names[0]}"

    def inner(self) -> Scope:
        """A block inside."""
        return replace(self, variables=list(self.variables), depth=self.depth + 1)

    def visible(self) -> list[Variable]:
        """Variables that can be read."""
        state = self.program.state if self.reads else []
        return [*self.variables, *self.variables, *state]

    def ways(self, kind: Type, *, write: bool = False) -> list[Way]:
        """All ways to something of a type, to be written if so asked."""
        found: list[Way] = []
        for variable in self.visible():
            if write and not self._writable(variable):
                continue
            found += ways_to(variable, kind)
        return found

    def _writable(self, variable: Variable) -> bool:
        if not variable.assignable or variable.location in ("calldata", "immutable", "constant"):
            return False
        return self.effects or variable.location in ("value", "memory")

    def callable(self, result: Type | None = None) -> list[Function]:
        """Functions that can be called here, of one result if so asked."""
        known = self.program.functions if self.functions is None else self.functions
        return [
            one
            for one in known
            if (self.effects or one.view)
            and (self.reads or one.view)
            and (result is None or one.results == (result,))
        ]


_DEEP = 3


@lru_cache(maxsize=4096)
def ways_to(variable: Variable, kind: Type) -> tuple[Way, ...]:
    """All ways into a variable to something of a type."""
    return tuple(way for way in ways_below(variable) if way.type == kind)


def ways_below(variable: Variable) -> Iterator[Way]:
    """All ways into a variable."""
    pending = [Way(variable, (), variable.type)]
    while pending:
        way = pending.pop()
        yield way
        if len(way.steps) >= _DEEP:
            continue
        kind = way.type
        if kind.kind == "struct":
            pending += [
                Way(variable, (*way.steps, ("field", name)), one) for name, one in kind.fields
            ]
        elif kind.kind == "array" and kind.element is not None:
            pending.append(Way(variable, (*way.steps, ("index", kind.length)), kind.element))
        elif kind.kind == "bytes":
            pending.append(Way(variable, (*way.steps, ("index", None)), fixed(1)))
        elif kind.kind == "mapping" and kind.element is not None:
            pending.append(Way(variable, (*way.steps, ("key", kind.key)), kind.element))
