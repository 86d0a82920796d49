"""Where a value comes from: a flow-insensitive, field-sensitive value flow of one contract.

It follows assignments, conversions, struct fields, elements, tuples, arguments and
results through everything a concrete contract can run. It says where a value *may*
come from, never in what order; it knows nothing of the Deep Trust Network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field
from slither.core.cfg.node import Node
from slither.core.declarations import Contract, Function, Structure
from slither.core.solidity_types import ArrayType, ElementaryType, MappingType, UserDefinedType
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.top_level_variable import TopLevelVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Call,
    Delete,
    HighLevelCall,
    Index,
    InitArray,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    Member,
    NewStructure,
    Operation,
    Return,
    SolidityCall,
    TypeConversion,
    Unpack,
)
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant, ReferenceVariable, TupleVariable

from dtnlint.protocol import dispatch

Path = tuple[str, ...]
"""Fields and elements below a value, outermost first: ``("[]", "owner")``."""

Stack = tuple[Operation, ...]
"""The calls that lead to a function, outermost first. An `Entered` may come before them all."""

ELEMENT = "[]"
"""The step of a path that stands for any element of an array or a mapping."""

_ADDRESS_BITS = 160
_DEPTH = 8
"""Calls that a traversal keeps apart, and fields below fields that it follows."""


class Entered(Struct, frozen=True, eq=False):
    """A call from outside, which gives its own arguments: an entry point that the contract
    calls too is seen as this caller sees it.
    """

    function: Function


class Origin(Struct, frozen=True):
    """A place where the traversal of a value ends."""

    value: Any
    """A constant, a Solidity variable, an operation that computes the value, a function,
    a parameter that the outside gives, or a variable that nothing writes."""
    path: Path = ()
    """What of the value is meant: the second result of a call is ``("#1",)``."""


class Field(Struct, frozen=True):
    """A field of a struct type, wherever it is stored."""

    structure: str
    """The type's canonical name."""
    name: str


Place: TypeAlias = "StateVariable | Field"
"""Storage that a value passed through."""


class Sources(Struct, frozen=True):
    """What a traversal found."""

    origins: frozenset[Origin]
    places: frozenset[Place]
    variables: frozenset[Variable]
    """Every variable that the value passed through."""
    operations: frozenset[Operation]
    """Every assignment, conversion, construction and call that it passed through."""


class _Trail(Struct):
    """What a traversal within code passes on its way to storage."""

    origins: set[Origin] = field(default_factory=set)
    variables: set[Variable] = field(default_factory=set)
    operations: set[Operation] = field(default_factory=set)
    onward: set[tuple[Place, Path]] = field(default_factory=set)
    """The parts of storage that the value is read from."""


_Item = tuple[Any, Path, Stack]
"""A value, the part of it that is meant, and the calls by which it is seen."""

_Step: TypeAlias = "Origin | _Item"


class Reads(Struct, frozen=True):
    """What a value is where it stands, before asking who wrote the storage it is read from."""

    origins: frozenset[Origin]
    """Storage is an origin here: the value is a `StateVariable`, or a `Field`."""
    keys: frozenset[tuple[Any, Stack]]
    """The keys under which elements were read on the way, each as seen by these calls."""
    variables: frozenset[Variable]
    """Every variable that the value itself passed through."""


class Site(Struct, frozen=True):
    """An operation and the body it stands in."""

    function: Function
    node: Node
    ir: Operation


class Flow:
    """The value flow of one concrete contract."""

    def __init__(
        self, concrete: Contract, is_opaque: Callable[[Operation], bool] = lambda _: False
    ) -> None:
        """Index what `concrete` can run; calls for which `is_opaque` holds end the flow."""
        self.concrete = concrete
        self._is_opaque = is_opaque
        self.functions: tuple[Function, ...] = ()
        """Every body that the contract can run, in order of discovery."""
        self.calls: dict[Operation, Function] = {}
        """The body that each call runs."""
        self.sites: dict[Function, list[Site]] = defaultdict(list)
        """The calls of each body."""
        self._values: dict[Function, None] = {}
        """The bodies that are kept or handed on as values."""
        self._initial: list[Site] = []
        self._constants: set[Variable] = set()
        self._callees: dict[Function, list[tuple[Site, Function]]] = defaultdict(list)
        self._callers: dict[Function, list[Site]] = defaultdict(list)
        self._definitions: dict[Variable, list[Operation]] = defaultdict(list)
        self._parts: dict[tuple[Variable, str], list[Variable]] = defaultdict(list)
        self._fields: dict[Field, list[Any]] = defaultdict(list)
        self._copies: dict[Variable, list[Variable]] = defaultdict(list)
        self._returns: dict[Function, list[Return]] = defaultdict(list)
        self._parameters: dict[Variable, tuple[Function, int]] = {}
        self._equals: dict[Variable, list[Any]] = defaultdict(list)
        self._outside = frozenset(dispatch.entry_points(concrete))
        self._given: dict[Function, tuple[Any, ...] | None] = {}
        self._memo: dict[tuple[int, Path, Stack], Sources] = {}
        self._contents: dict[tuple[Place, Path], _Trail] = {}
        self._writers: dict[Place, list[Site]] | None = None
        self._explore()

    def irs(self) -> Iterator[Site]:
        """Every operation that the contract can run."""
        yield from self._initial
        for function in self.functions:
            for node in function.nodes:
                for ir in node.irs:
                    yield Site(function, node, ir)

    def reach(self, function: Function) -> frozenset[Function]:
        """A body and every body that it can run, modifiers included."""
        found, pending = {function}, [function]
        while pending:
            for _, target in self.calls_of(pending.pop()):
                if target not in found:
                    found.add(target)
                    pending.append(target)
        return frozenset(found)

    def calls_of(self, function: Function) -> Sequence[tuple[Site, Function]]:
        """The calls that a body makes, each with the body that it runs."""
        return self._callees.get(function, ())

    def calls_to(self, function: Function) -> Sequence[Site]:
        """The calls that run a body."""
        return self._callers.get(function, ())

    def argument(self, parameter: Variable, call: Operation) -> Any:
        """What a call gives for a parameter of the body that it runs."""
        return _nth(call, self._parameters[parameter][1])

    def is_parameter(self, value: Any) -> bool:
        """Tell whether a variable is a parameter of a body in reach."""
        return value in self._parameters

    def from_outside(self, function: Function) -> bool:
        """Tell whether a transaction can call `function` directly."""
        return function in self._outside

    def by_value(self, function: Function) -> bool:
        """Tell whether a function that is kept or handed on as a value leads to a body: whoever
        calls such a value may run it, though no call names it.
        """
        return any(function in self.reach(value) for value in self._values)

    def may_run(self, ir: InternalDynamicCall) -> tuple[Function, ...]:
        """The bodies that a call of a function value may run, where it cannot be told which."""
        return tuple(f for f in self._values if len(f.parameters) == len(ir.arguments))

    def sources(self, value: Any, path: Path = (), stack: Stack = ()) -> Sources:
        """Where `value` (or the part of it at `path`) may come from.

        With a `stack`, parameters of the function at its end are the arguments of these
        calls only; without, those of every call.
        """
        if not isinstance(value, Variable):
            return self._closed(self._trace([(value, path, stack)]))
        key = (id(value), path, stack)
        if key not in self._memo:
            self._memo[key] = self._closed(self._trace([(value, path, stack)]))
        return self._memo[key]

    def reads(self, value: Any, stack: Stack = ()) -> Reads:
        """What `value` is in terms of storage, senders, constants and calls.

        Unlike `sources` it stops at storage, so that a stored owner is no sender however
        it was written.
        """
        origins: set[Origin] = set()
        keys: dict[tuple[int, Stack], tuple[Any, Stack]] = {}
        variables: set[Variable] = set()
        seen: set[tuple[int, Path, Stack, bool]] = set()
        # The flag: only keys are still wanted, the origin is known.
        pending: list[tuple[Any, Path, Stack, bool]] = [(value, (), stack, False)]
        while pending:
            item, path, calls, known = pending.pop()
            if (id(item), path, calls, known) in seen or len(path) > _DEPTH:
                continue
            seen.add((id(item), path, calls, known))
            item = tuple(item) if isinstance(item, list) else item
            steps: list[_Step] = []
            if isinstance(item, Variable) and not isinstance(item, Constant) and not known:
                variables.add(item)
            held = isinstance(item, Variable) and not isinstance(item, Constant | StateVariable)
            for ir in self._definitions.get(item, ()) if held else ():
                if isinstance(ir, Index):
                    keys.setdefault((id(ir.variable_right), calls), (ir.variable_right, calls))
                elif (
                    isinstance(ir, Member)
                    and not known
                    and self.in_storage(ir.variable_left)
                    and (structure := structure_of(ir.variable_left)) is not None
                ):
                    name = str(ir.variable_right)
                    origins.add(Origin(Field(structure.canonical_name, name), path))
                    known = True
            if held:
                steps = list(self._steps(item, path, calls, None))
            for step in steps or [Origin(item, path)]:
                if not isinstance(step, Origin):
                    pending.append((*step, known))
                elif not known:
                    origins.add(step)
        return Reads(frozenset(origins), frozenset(keys.values()), frozenset(variables))

    def writers(self, place: Place) -> Sequence[Site]:
        """Every operation that writes a place or a part of it."""
        if self._writers is None:
            self._writers = defaultdict(list)
            for site in self.irs():
                for written in self.written(site.ir):
                    self._writers[written].append(site)
        return self._writers.get(place, ())

    def written(self, ir: Operation) -> frozenset[Place]:
        """The places that an operation writes."""
        lvalue = getattr(ir, "lvalue", None)
        if isinstance(ir, SolidityCall) and ir.function.name.startswith("sstore"):
            # A slot kept in a constant: Slither makes `sstore(SLOT, x)` an assignment to
            # it, but not where the slot went through a local first.
            slots = self.sources(ir.arguments[0]).places
            return frozenset(p for p in slots if isinstance(p, StateVariable) and p.is_constant)
        if isinstance(ir, Delete):
            lvalue = ir.variable
        elif isinstance(ir, (Member, Index)):
            return frozenset()
        if not isinstance(lvalue, (StateVariable, ReferenceVariable)):
            # Assigning a local storage pointer points it elsewhere; nothing is stored.
            return frozenset()
        places = set(self._cells(lvalue))
        if places:
            places.update(_fields_of(getattr(lvalue, "type", None), set()))
        return frozenset(places)

    def _cells(self, value: Any) -> Iterator[Place]:
        """The storage that a left-hand side stands for."""
        if isinstance(value, StateVariable):
            yield value
            return
        if isinstance(value, LocalVariable) and self.in_storage(value):
            yield from self.sources(value).places
        if not isinstance(value, ReferenceVariable):
            return
        for ir in self._definitions[value]:
            if isinstance(ir, (Member, Index)):
                if isinstance(ir, Member) and self.in_storage(ir.variable_left):
                    structure = structure_of(ir.variable_left)
                    if structure is not None:
                        yield Field(structure.canonical_name, str(ir.variable_right))
                yield from self._cells(ir.variable_left)

    def _explore(self) -> None:
        """Find every body in reach, and index what each operation does to values."""
        constructions = dispatch.constructors(self.concrete)
        pending: list[Function] = []
        for share in constructions:
            if share.constructor is not None:
                pending.append(share.constructor)
                self._given[share.constructor] = share.arguments
        order = list(dispatch.entry_points(self.concrete))
        pending.extend(order)
        found: dict[Function, None] = dict.fromkeys(pending)
        initialisers = [node for share in constructions for node in share.initialisers]
        begun: list[Function] = []
        for contract in dispatch.linearization(self.concrete):
            for variable in contract.state_variables_declared:
                begun += self._index_constant(variable)
        for node in initialisers:
            for ir in node.irs:
                self._initial.append(Site(node.function, node, ir))
                begun += self._index(self._initial[-1])
        for target in begun:
            if target not in found:
                found[target] = None
                pending.append(target)
        pending.reverse()
        while pending:
            function = pending.pop()
            for number, parameter in enumerate(function.parameters):
                self._parameters[parameter] = (function, number)
            for node in function.nodes:
                for ir in node.irs:
                    for target in self._index(Site(function, node, ir)):
                        if target not in found:
                            found[target] = None
                            pending.append(target)
        self.functions = tuple(found)

    def _index(self, site: Site) -> Iterator[Function]:
        """Record one operation; yield the bodies that it can start or hands on."""
        ir = site.ir
        for read in (*ir.read, getattr(ir, "call_value", None), dispatch.named_constant(ir)):
            if isinstance(read, StateVariable | TopLevelVariable):
                yield from self._index_constant(read)
        if isinstance(ir, OperationWithLValue) and ir.lvalue is not None:
            self._definitions[ir.lvalue].append(ir)
        if isinstance(ir, (Member, Index)):
            step = str(ir.variable_right) if isinstance(ir, Member) else ELEMENT
            if isinstance(ir.variable_left, Variable):
                self._parts[ir.variable_left, step].append(ir.lvalue)
            structure = structure_of(ir.variable_left) if isinstance(ir, Member) else None
            if structure is not None and self.in_storage(ir.variable_left):
                self._fields[Field(structure.canonical_name, step)].append(ir.lvalue)
        elif isinstance(ir, Assignment):
            if isinstance(ir.rvalue, Variable) and isinstance(ir.lvalue, Variable):
                self._copies[ir.rvalue].append(ir.lvalue)
        elif isinstance(ir, Binary) and ir.type == BinaryType.EQUAL:
            for one, other in (
                (ir.variable_left, ir.variable_right),
                (ir.variable_right, ir.variable_left),
            ):
                if isinstance(one, Variable) and not isinstance(one, Constant):
                    self._equals[one].append(other)
        elif isinstance(ir, Return) and site.node.fathers:
            # Slither ends every body with a return; after one that the code has, it is dead.
            self._returns[site.function].append(ir)
        if isinstance(ir, (InternalCall, HighLevelCall, LibraryCall, InternalDynamicCall)):
            opaque = self._is_opaque(ir)
            target = None if opaque else dispatch.callee(self.concrete, site.function, ir)
            if target is not None:
                self.calls[ir] = target
                self.sites[target].append(site)
                self._callees[site.function].append((site, target))
                self._callers[target].append(site)
                for given, parameter in zip(
                    dispatch.arguments(ir), target.parameters, strict=False
                ):
                    if isinstance(given, Variable):
                        self._copies[given].append(parameter)
                yield target
        if isinstance(ir, (Assignment, Call, InitArray, NewStructure, Return)) and not isinstance(
            ir, SolidityCall
        ):
            for value in ir.read:
                if isinstance(value, Function):
                    target = dispatch.resolve(self.concrete, value)
                    self._values[target] = None
                    yield target

    def _index_constant(self, variable: Variable) -> Iterator[Function]:
        """Record what gives a constant its value, when it is first met."""
        if variable in self._constants:
            return
        self._constants.add(variable)
        node = dispatch.constant_initialiser(variable)
        if node is not None:
            for ir in node.irs:
                self._initial.append(Site(node.function, node, ir))
                yield from self._index(self._initial[-1])
            if isinstance(variable, TopLevelVariable):
                self._definitions[variable] += node.irs[-1:]

    def _closed(self, trail: _Trail) -> Sources:
        """A trail with everything that the storage on it may hold."""
        origins, variables, operations = trail.origins, trail.variables, trail.operations
        seen: set[tuple[Place, Path]] = set()
        pending = list(trail.onward)
        while pending:
            key = pending.pop()
            if key in seen:
                continue
            seen.add(key)
            stored = self._stored(*key)
            origins |= stored.origins
            variables |= stored.variables
            operations |= stored.operations
            pending.extend(stored.onward)
        return Sources(
            frozenset(origins),
            frozenset(place for place, _ in seen),
            frozenset(variables),
            frozenset(operations),
        )

    def _stored(self, place: Place, path: Path) -> _Trail:
        """What is written to the part of a place at `path`, however many values pass it."""
        key = (place, path)
        if key not in self._contents:
            trail = self._contents[key] = _Trail()
            steps = (
                self._steps(place, path, (), trail)
                if isinstance(place, StateVariable)
                else self._field(place, path, trail)
            )
            starts: list[_Item] = []
            for step in steps:
                if isinstance(step, Origin):
                    trail.origins.add(step)
                else:
                    starts.append(step)
            if isinstance(place, StateVariable):
                trail.variables.add(place)
                if not starts and not trail.origins:
                    trail.origins.add(Origin(place, path))
            self._trace(starts, trail)
        return self._contents[key]

    def _field(self, place: Field, path: Path, trail: _Trail) -> Iterator[_Step]:
        for part in self._fields[place]:
            yield from self._assigned(part, path, (), trail)

    def _trace(self, starts: list[_Item], trail: _Trail | None = None) -> _Trail:
        """Follow values backwards as far as storage, which is left to `_stored`."""
        trail = _Trail() if trail is None else trail
        seen: set[tuple[int, Path, Stack]] = set()
        pending = list(starts)
        while pending:
            value, path, stack = pending.pop()
            key = (id(value), path, stack)
            if key in seen or len(path) > _DEPTH:
                continue
            seen.add(key)
            if isinstance(value, list):
                value = tuple(value)
            if not isinstance(value, Variable) or isinstance(value, Constant):
                trail.origins.add(Origin(value, path))
                continue
            if isinstance(value, StateVariable):
                trail.onward.add((value, path))
                continue
            trail.variables.add(value)
            steps = list(self._steps(value, path, stack, trail))
            for step in steps or [Origin(value, path)]:
                if isinstance(step, Origin):
                    trail.origins.add(step)
                else:
                    pending.append(step)
        return trail

    def _steps(
        self, value: Variable, path: Path, stack: Stack, trail: _Trail | None
    ) -> Iterator[_Step]:
        """One step backwards from the part of `value` at `path`.

        Storage is entered only where there is a `trail` to note it in.
        """
        if isinstance(value, StateVariable) or (
            isinstance(value, LocalVariable) and self.in_storage(value)
        ):
            # What storage holds does not depend on who asks.
            inner: Stack = ()
        else:
            inner = stack
        definitions = self._definitions.get(value, ())
        reached = False
        for ir in definitions:
            if isinstance(ir, (Member, Index)):
                reached = True
                yield from self._below(ir, path, stack, trail)
        if reached:
            # Assignments to a reference are writes to a part of its base: see `_writes`.
            return
        for ir in definitions:
            yield from self._defined(ir, path, stack, trail)
        if value in self._parameters:
            yield from self._argument(value, path, stack)
        if path and not (trail is None and self.in_storage(value)):
            yield from self._writes(value, path, inner, trail)

    def _below(
        self, ir: Member | Index, path: Path, stack: Stack, trail: _Trail | None
    ) -> Iterator[_Step]:
        base = ir.variable_left
        if isinstance(ir, Index):
            yield (base, (ELEMENT, *path), stack)
            return
        name = str(ir.variable_right)
        structure = structure_of(base)
        constant = dispatch.named_constant(ir)
        if constant is not None:
            yield (constant, path, stack)
            return
        if structure is None:
            # `x.selector`, `x.address`, `block.number`, a member of a contract or an enum.
            yield Origin(ir, path)
            return
        if trail is not None and self.in_storage(base):
            trail.onward.add((Field(structure.canonical_name, name), path))
        yield (base, (name, *path), stack)

    def _defined(
        self, ir: Operation, path: Path, stack: Stack, trail: _Trail | None
    ) -> Iterator[_Step]:
        if trail is not None:
            trail.operations.add(ir)
        if isinstance(ir, Assignment):
            yield (ir.rvalue, path, stack)
        elif isinstance(ir, TypeConversion):
            yield (ir.variable, path, stack)
        elif isinstance(ir, Unpack):
            yield (ir.tuple, (f"#{ir.index}", *path), stack)
        elif isinstance(ir, NewStructure) and path:
            names = [element.name for element in ir.structure.elems_ordered]
            given = dict(zip(names, dispatch.arguments(ir), strict=False))
            if path[0] in given:
                yield (given[path[0]], path[1:], stack)
        elif isinstance(ir, InitArray) and path and path[0] == ELEMENT:
            for element in ir.init_values:
                yield (element, path[1:], stack)
        elif ir in self.calls:
            yield from self._result(ir, path, stack)
        else:
            yield Origin(ir, path)

    def _result(self, ir: Operation, path: Path, stack: Stack) -> Iterator[_Step]:
        target = self.calls[ir]
        inner = (*stack, ir) if len(stack) < _DEPTH else ()
        if not self._returns[target]:
            yield Origin(ir, path)
        for returned in self._returns[target]:
            values = returned.values
            if path and path[0].startswith("#") and not _is_tuple(values):
                number = int(path[0][1:])
                if len(values) != len(target.returns):
                    # At the end of a body Slither returns the named results alone.
                    values = target.returns
                if number < len(values):
                    yield (values[number], path[1:], inner)
            elif values:
                yield (values[0], path, inner)

    def _argument(self, parameter: Variable, path: Path, stack: Stack) -> Iterator[_Step]:
        function, number = self._parameters[parameter]
        if stack and isinstance(stack[-1], Entered) and stack[-1].function is function:
            yield Origin(parameter, path)
            return
        if stack and self.calls.get(stack[-1]) is function:
            yield (_nth(stack[-1], number), path, stack[:-1])
            return
        for site in self.sites[function]:
            yield (_nth(site.ir, number), path, ())
        given = self._given.get(function)
        if given is not None and number < len(given):
            yield (given[number], path, ())
        elif function in self._given or function in self._outside or not self.sites[function]:
            yield Origin(parameter, path)

    def _writes(
        self, base: Variable, path: Path, stack: Stack, trail: _Trail | None
    ) -> Iterator[_Step]:
        """Writes to the part of `base` at `path`, through any name that it goes by."""
        names, pending = {base}, [base]
        while pending:
            name = pending.pop()
            for part in self._parts.get((name, path[0]), ()):
                # Another name in the same body is seen by the same calls.
                calls = stack if _body_of(name) is _body_of(base) else ()
                yield from self._assigned(part, path[1:], calls, trail)
                if len(path) > 1:
                    yield from self._writes(part, path[1:], calls, trail)
            for copy in self._copies.get(name, ()):
                if copy not in names and is_reference(copy):
                    names.add(copy)
                    pending.append(copy)

    def _assigned(
        self, part: Variable, path: Path, stack: Stack, trail: _Trail | None
    ) -> Iterator[_Step]:
        for ir in self._definitions.get(part, ()):
            if not isinstance(ir, (Member, Index)):
                yield from self._defined(ir, path, stack, trail)

    def in_storage(self, value: Any) -> bool:
        """Tell whether a value of a struct, array or mapping type stands for storage."""
        if isinstance(value, StateVariable):
            return True
        if isinstance(value, LocalVariable):
            return dispatch.memoised(value, "dtnlint.in_storage", lambda: bool(value.is_storage))
        if isinstance(value, ReferenceVariable):
            return self.in_storage(value.points_to_origin)
        for ir in self._definitions.get(value, ()) if isinstance(value, Variable) else ():
            # A temporary: what a function returns, or an element that `push()` makes.
            if ir in self.calls:
                return any(self.in_storage(result) for result in self.calls[ir].returns)
            if isinstance(ir, Assignment):
                return self.in_storage(ir.rvalue)
        return False

    def comparisons(self) -> Iterator[tuple[Variable, Any]]:
        """Each variable, with what it is compared with by ``==``."""
        return ((one, other) for one, others in self._equals.items() for other in others)

    def equals(self, value: Any) -> Sequence[Any]:
        """What a variable is compared with by ``==`` somewhere in the contract."""
        return self._equals.get(value, ()) if isinstance(value, Variable) else ()


def cuts_addresses(reads: Reads) -> bool:
    """Tell whether a value passed through a type that not all of an address fits into."""
    return any(map(_is_narrow, reads.variables))


def _is_narrow(variable: Variable) -> bool:
    kind = variable.type
    if not isinstance(kind, ElementaryType) or kind.name in ("bytes", "string", "var"):
        return False
    return kind.size is not None and kind.size < _ADDRESS_BITS


def _body_of(variable: Variable) -> Any:
    """The function that a variable of a body belongs to; the variable itself for others."""
    if isinstance(variable, LocalVariable):
        return variable.function
    node = getattr(variable, "node", None)
    return variable if node is None else node.function


def structure_of(value: Any) -> Structure | None:
    """The struct type of a value, if it has one."""
    type_ = getattr(value, "type", None)
    if isinstance(type_, UserDefinedType) and isinstance(type_.type, Structure):
        return type_.type
    return None


def _fields_of(type_: Any, seen: set[Structure]) -> Iterator[Field]:
    """The fields that are written when a whole value of a type is."""
    if isinstance(type_, ArrayType):
        yield from _fields_of(type_.type, seen)
    structure = type_.type if isinstance(type_, UserDefinedType) else None
    if isinstance(structure, Structure) and structure not in seen:
        seen.add(structure)
        for element in structure.elems_ordered:
            yield Field(structure.canonical_name, element.name)
            yield from _fields_of(element.type, seen)


def is_reference(value: Variable) -> bool:
    """Tell whether copying a value copies a pointer to it."""
    return isinstance(value.type, (ArrayType, MappingType)) or structure_of(value) is not None


def _is_tuple(values: Sequence[Any]) -> bool:
    return len(values) == 1 and isinstance(values[0], TupleVariable)


def _nth(ir: Operation, number: int) -> Any:
    given = dispatch.arguments(ir) if isinstance(ir, Call) else ()
    return given[number] if number < len(given) else ir
