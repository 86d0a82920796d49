"""Which functions a request names as its callbacks.

A callback is what a `CallBack` struct's selectors mean in the contract, however they
got there: `this.f.selector`, a constant, a hash of a signature, a stored struct.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct
from slither.core.cfg.node import Node
from slither.core.declarations import Contract, Function, SolidityVariable
from slither.core.expressions import AssignmentOperation
from slither.core.expressions.expression import Expression
from slither.slithir.operations import Assignment, Call, Member, NewStructure
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch, interface
from dtnlint.protocol.fields import Part, field_of, sources_of
from dtnlint.protocol.flow import Site, Stack, structure_of
from dtnlint.protocol.operations import Request
from dtnlint.protocol.recognition import Recognition
from dtnlint.protocol.ways import Way, expression_of


class Role(str, Enum):
    """When the router calls a callback."""

    SUCCESS = "success"
    FAILURE = "failure"


class Aim(str, Enum):
    """Whom a `CallBack`'s target names."""

    SELF = "this contract"
    OTHER = "another contract"
    UNKNOWN = "unknown"


class Naming(Struct, frozen=True):
    """A selector in a `CallBack` that some request passes."""

    role: Role
    selector: int | None
    """0 for none; None where it cannot be told."""
    function: Function | None
    """The entry point of the contract that the selector means; None where there is none,
    or where the target is another contract."""
    aim: Aim
    request: Request
    node: Node
    """Where the selector is put into the struct; the request itself where that is not known."""
    ir: IrOperation

    @property
    def expression(self) -> Expression | None:
        """What names the selector; the request's argument where that is not known."""
        ir = self.ir
        if isinstance(ir, NewStructure):
            shape = interface.callback_shape(ir.structure)
            names = [element.name for element in ir.structure.elems_ordered]
            return expression_of(ir, names.index(getattr(shape, self.role.value)))
        if isinstance(ir, Assignment):
            whole = ir.expression
            return whole.expression_right if isinstance(whole, AssignmentOperation) else whole
        given = dispatch.arguments(ir) if isinstance(ir, Call) else ()
        position = next((i for i, one in enumerate(given) if one is self.request.callback), None)
        return None if position is None else expression_of(ir, position)


class _Placing(Struct, frozen=True):
    """A selector put into a `CallBack` struct."""

    role: Role
    selectors: frozenset[int | None]
    aim: Aim | None
    site: Site


class Callbacks:
    """The callbacks of one concrete contract."""

    def __init__(self, recognition: Recognition) -> None:
        self._recognition = recognition
        self._flow = recognition.flow
        self._by_selector = selectors(recognition.concrete)
        placings = list(self._placings())
        self.namings: tuple[Naming, ...] = tuple(
            naming
            for _, operation in recognition.operations()
            if isinstance(operation, Request)
            for naming in self._namings(operation, placings)
        )
        """Every selector that some request passes, in order of the requests."""

    def functions(self) -> dict[Function, tuple[Naming, ...]]:
        """The contract's callbacks, each with the namings that make it one."""
        found: dict[Function, list[Naming]] = {}
        for naming in self.namings:
            if naming.function is not None:
                found.setdefault(naming.function, []).append(naming)
        return {function: tuple(namings) for function, namings in found.items()}

    def named_by(self, request: Request, stack: Stack = ()) -> frozenset[Function] | None:
        """The contract's functions that a request names; None where that cannot be told."""
        structure = structure_of(request.callback)
        if structure is None or not interface.is_callback_structure(structure):
            return None
        shape = interface.callback_shape(structure)
        if self._aim(request.callback, (shape.target,), stack) is Aim.OTHER:
            return frozenset()
        found: set[Function] = set()
        for name in (shape.success, shape.failure):
            for selector in self._recognition.selectors(request.callback, (name,), stack):
                if selector is None:
                    return None
                if selector in self._by_selector:
                    found.add(self._by_selector[selector])
        return frozenset(found)

    def roles(self, function: Function) -> frozenset[Role]:
        """When the router calls a function of the contract."""
        return frozenset(
            naming.role
            for naming in self.functions().get(function, ())
            if naming.aim is not Aim.OTHER
        )

    def passed(self, request: Request, role: Role, way: Way) -> frozenset[int | None]:
        """The selectors that a request passes on one way to it; None among them where one
        cannot be told. Of several assignments to a field the last one counts.
        """
        part = self._part(request, role, way)
        if part is None:
            return frozenset({None})
        return self._recognition.selectors(part.value, part.path, part.calls)

    def is_passed(self, naming: Naming, way: Way) -> bool:
        """Whether the request passes what a naming names, on one way to it, and not what was
        put into the struct elsewhere or replaced.
        """
        part = self._part(naming.request, naming.role, way)
        if part is None or naming.selector not in self._recognition.selectors(*part[:3]):
            return False
        placed = {part.place} | sources_of(self._flow, part).operations
        return naming.ir in placed or naming.ir is naming.request.ir

    def _part(self, request: Request, role: Role, way: Way) -> Part | None:
        """The field of a request's callback that holds a selector."""
        structure = structure_of(request.callback)
        if structure is None or not interface.is_callback_structure(structure):
            return None
        name = getattr(interface.callback_shape(structure), role.value)
        return field_of(self._flow, request.callback, name, request.node, way.seen)

    def _namings(self, request: Request, placings: list[_Placing]) -> Iterator[Naming]:
        structure = structure_of(request.callback)
        if structure is None or not interface.is_callback_structure(structure):
            return
        shape = interface.callback_shape(structure)
        aim = self._aim(request.callback, (shape.target,))
        for role, name in ((Role.SUCCESS, shape.success), (Role.FAILURE, shape.failure)):
            values = self._recognition.selectors(request.callback, (name,))
            passed = self._flow.sources(request.callback, (name,)).operations
            reaching = [p for p in placings if p.role is role and p.site.ir in passed]
            for selector in sorted(values, key=lambda value: -1 if value is None else value):
                places = [p for p in reaching if selector in p.selectors]
                if not places:
                    yield self._naming(role, selector, aim, request, request.node, request.ir)
                for place in places:
                    yield self._naming(
                        role, selector, place.aim or aim, request, place.site.node, place.site.ir
                    )

    def _naming(
        self,
        role: Role,
        selector: int | None,
        aim: Aim,
        request: Request,
        node: Node,
        ir: IrOperation,
    ) -> Naming:
        function = None
        if selector is not None and aim is not Aim.OTHER:
            function = self._by_selector.get(selector)
        return Naming(role, selector, function, aim, request, node, ir)

    def _placings(self) -> Iterator[_Placing]:
        """Every construction of a `CallBack`, and every assignment to one of its fields."""
        recognition = self._recognition
        for site in self._flow.irs():
            ir = site.ir
            if isinstance(ir, NewStructure) and interface.is_callback_structure(ir.structure):
                shape = interface.callback_shape(ir.structure)
                names = [element.name for element in ir.structure.elems_ordered]
                given = dict(zip(names, dispatch.arguments(ir), strict=False))
                aim = self._aim(given[shape.target], ())
                for role, name in ((Role.SUCCESS, shape.success), (Role.FAILURE, shape.failure)):
                    yield _Placing(role, recognition.selectors(given[name]), aim, site)
            elif isinstance(ir, Assignment):
                member = self._member(site, ir)
                if member is None:
                    continue
                structure = structure_of(member.variable_left)
                if structure is None or not interface.is_callback_structure(structure):
                    continue
                shape = interface.callback_shape(structure)
                for role, name in ((Role.SUCCESS, shape.success), (Role.FAILURE, shape.failure)):
                    if str(member.variable_right) == name:
                        yield _Placing(role, recognition.selectors(ir.rvalue), None, site)

    def _member(self, site: Site, ir: Assignment) -> Member | None:
        for definition in dispatch.definitions(site.function).get(ir.lvalue, ()):
            if isinstance(definition, Member):
                return definition
        return None

    def _aim(self, value: object, path: tuple[str, ...], stack: Stack = ()) -> Aim:
        aims = {
            self._aim_of(origin.value) for origin in self._flow.sources(value, path, stack).origins
        }
        return next(iter(aims)) if len(aims) == 1 else Aim.UNKNOWN

    def _aim_of(self, value: object) -> Aim:
        if isinstance(value, SolidityVariable):
            return Aim.SELF if value.name == "this" else Aim.OTHER
        if isinstance(value, Constant):
            return Aim.OTHER
        if isinstance(value, Member) and str(value.variable_right) == "address":
            # `pointer.address`, where the pointer came from `this.f`
            functions = self._flow.sources(value.variable_left).origins
            if all(_is_own_function(origin.value) for origin in functions):
                return Aim.SELF
        return Aim.UNKNOWN


def _is_own_function(value: object) -> bool:
    if not isinstance(value, Member):
        return False
    owner = value.variable_left
    return isinstance(owner, SolidityVariable) and bool(owner.name == "this")


def selectors(concrete: Contract) -> dict[int, Function]:
    """The entry points of a contract by selector."""
    return {
        interface.selector(function.solidity_signature): function
        for function in dispatch.entry_points(concrete)
        if not (function.is_receive or function.is_fallback)
    }
