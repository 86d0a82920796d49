"""Whether anything acts on a call's result: a check that can stop or turn the transaction.

A result is followed through variables, helpers, callers and storage until something
decides on it. Being computed with, emitted or only kept is not being acted on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Condition,
    EventCall,
    HighLevelCall,
    Index,
    LibraryCall,
    LowLevelCall,
    Member,
    Return,
    SolidityCall,
    Unpack,
)
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import (
    Constant,
    ReferenceVariable,
    TemporaryVariable,
    TupleVariable,
)

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import ELEMENT, Flow, Site, Stack, structure_of
from dtnlint.protocol.paths import reverts, successors


class _Held(NamedTuple):
    """Something that says whether a call worked."""

    value: Variable
    function: Function
    since: Node | None
    """Where it was given; None for a parameter."""
    calls: Stack


class Outcomes:
    """What is acted on in one concrete contract."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._indexed = False
        self._uses: dict[Variable, list[Site]] = defaultdict(list)
        self._parts: dict[Any, list[Site]] = defaultdict(list)
        """Reads of the same field or of some element of the same thing."""

    def is_acted_on(self, result: Variable, site: Site, calls: Stack) -> bool:
        """Tell whether something acts on the result of the call at `site`, to which these
        calls led. Of several results, the first says whether the call worked.

        A result that is handed to an outside caller is not acted on; neither is one that
        only decides what is emitted.
        """
        pending: list[_Held] = [_Held(result, site.function, site.node, calls)]
        seen: set[tuple[int, Node | None, Stack]] = set()
        while pending:
            value, function, since, stack = pending.pop()
            if (id(value), since, stack) in seen:
                continue
            seen.add((id(value), since, stack))
            stored = isinstance(value, StateVariable)
            reached = None if stored else _still_held(value, function, since)
            for use in self._uses_of(value):
                if reached is not None and use.node not in reached:
                    continue
                if self._decides(use, value):
                    return True
                if isinstance(use.ir, Return):
                    if not stack and self._flow.sites.get(use.function):
                        return True  # the callers inside are ways of their own
                    if stack:
                        pending += self._received(use.ir, value, stack)
                else:
                    pending += self._derived(use, value, () if stored else stack)
        return False

    def _uses_of(self, value: Variable) -> list[Site]:
        if not self._indexed:
            self._indexed = True
            for site in self._flow.irs():
                for read in site.ir.read:
                    if isinstance(read, Variable) and not isinstance(read, Constant):
                        self._uses[read].append(site)
                if isinstance(site.ir, Index | Member):
                    self._parts[self._part(site.ir)].append(site)
        return self._uses.get(value, [])

    def _decides(self, use: Site, value: Variable) -> bool:
        ir = use.ir
        if isinstance(ir, Condition):
            return _differ(use.node)
        if isinstance(ir, SolidityCall):
            return bool(ir.function.name.startswith(("require", "assert")))
        if isinstance(ir, HighLevelCall | LowLevelCall) and not isinstance(ir, LibraryCall):
            # Another contract is told; what it does with it cannot be seen.
            return ir not in self._flow.calls and value in getattr(ir, "arguments", ())
        return False

    def _received(self, ir: Return, value: Variable, stack: Stack) -> list[_Held]:
        """What takes a returned value in the caller."""
        call = stack[-1]
        taken = getattr(call, "lvalue", None)
        if taken is None:
            return []
        caller = call.node.function
        if isinstance(taken, TupleVariable) and not isinstance(value, TupleVariable):
            position = next((i for i, one in enumerate(ir.values) if one is value), 0)
            return [
                _Held(use.ir.lvalue, caller, call.node, stack[:-1])
                for use in self._uses_of(taken)
                if isinstance(use.ir, Unpack) and use.ir.index == position
            ]
        return [_Held(taken, caller, call.node, stack[:-1])]

    def _derived(self, use: Site, value: Variable, stack: Stack) -> list[_Held]:
        """What is computed from a value, kept of it, or given it."""
        ir = use.ir
        if isinstance(ir, Unpack) and ir.index != 0:
            return []
        if ir in self._flow.calls:
            target = self._flow.calls[ir]
            return [
                _Held(parameter, target, None, (*stack, ir))
                for given, parameter in zip(dispatch.arguments(ir), target.parameters, strict=False)
                if given is value
            ]
        if isinstance(ir, EventCall) or not isinstance(ir, OperationWithLValue):
            return []
        taken = ir.lvalue
        if taken is None or (isinstance(ir, Index | Member) and ir.variable_left is not value):
            return []
        if isinstance(taken, ReferenceVariable) and not isinstance(ir, Index | Member):
            return list(self._again(taken, stack))
        return [_Held(taken, use.function, use.node, stack)]

    def _again(self, reference: ReferenceVariable, stack: Stack) -> Iterator[_Held]:
        """Wherever what was assigned to a part of something is read."""
        function = reference.node.function
        for definition in dispatch.definitions(function).get(reference, ()):
            if isinstance(definition, Index | Member):
                stored = self._flow.in_storage(definition.variable_left)
                for site in self._parts[self._part(definition)]:
                    if stored or site.function is function:
                        calls = () if stored else stack
                        yield _Held(site.ir.lvalue, site.function, site.node, calls)

    def _part(self, ir: Index | Member) -> Any:
        """What of a thing is meant: a struct's field wherever it is stored, else of the base."""
        base = ir.variable_left
        structure = structure_of(base)
        name = str(ir.variable_right) if isinstance(ir, Member) else ELEMENT
        if isinstance(ir, Member) and structure is not None and self._flow.in_storage(base):
            return structure.canonical_name, name
        origin = base.points_to_origin if isinstance(base, ReferenceVariable) else base
        return id(origin), name


def _still_held(value: Variable, function: Function, since: Node | None) -> set[Node]:
    """The nodes at which a variable may still hold what it was given at `since`."""
    given = {
        ir.node
        for ir in dispatch.definitions(function).get(value, ())
        if isinstance(value, LocalVariable)
    }
    start = function.entry_point if since is None else since
    found: set[Node] = set() if start is None else {start}
    pending = list(found)
    while pending:
        node = pending.pop()
        if node in given and node is not start:
            continue
        for son in successors(node):
            if son not in found:
                found.add(son)
                pending.append(son)
    return found


def _differ(node: Node) -> bool:
    """Tell whether the two sides of a branch differ in more than what they emit."""
    yes, no = node.son_true, node.son_false
    if yes is None or no is None or yes is no:
        return False
    one, other = _onward(yes), _onward(no)
    return any(_acts(place) for place in one ^ other if place is not node)


def _onward(node: Node) -> set[Node]:
    found, pending = {node}, [node]
    while pending:
        place = pending.pop()
        if reverts(place):
            continue
        for son in successors(place):
            if son not in found:
                found.add(son)
                pending.append(son)
    return found


def _acts(node: Node) -> bool:
    return reverts(node) or any(
        not isinstance(ir, EventCall)
        and not isinstance(getattr(ir, "lvalue", None), TemporaryVariable | ReferenceVariable)
        for ir in node.irs
    )
