"""Who has signed: whom `ecrecover` found, here or in a library, and whether that is anybody.

A wrong signature recovers the zero address. It is equal to a signer whom nobody has named yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Function, SolidityVariable
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    HighLevelCall,
    LibraryCall,
    NewContract,
    Return,
    SolidityCall,
    TypeConversion,
    Unpack,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.claims import holding, parts_of
from dtnlint.protocol.flow import Flow, Stack, cuts_addresses
from dtnlint.protocol.paths import commits

_PROVES = "verify"
_CHECKS = (_PROVES, "isValidSignature", "isValidSignatureNow", "isValidSignatureNowCalldata")
"""What tells whether a signature, or a proof, is right."""
_WORK = ("ecrecover", "keccak256", "staticcall", "sha256")
"""What a body does that tells it."""
_PRECOMPILE = 1
_SOMEBODY = ("msg.sender", "tx.origin", "this")


class Signatures:
    """What one concrete contract recovers from signatures."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def recovers(self, value: Any, stack: Stack) -> bool:
        """Whether a value is the address that a signature recovers, whatever way it came."""
        if not isinstance(value, Variable) or isinstance(value, Constant):
            return False
        reads = self._flow.reads(value, stack)
        origins = [origin.value for origin in reads.origins]
        return (
            not cuts_addresses(reads)
            and any(map(asks_for_signer, origins))
            and all(
                asks_for_signer(one) or (isinstance(one, Constant) and not one.value)
                for one in origins
            )
        )

    def checks(self, ir: Any) -> bool:
        """Whether a call tells if a signature or a proof is right: another contract does, which
        is called so; or a body here that is called so, and works it out.
        """
        if not is_called_a_check(ir):
            return False
        body = self._flow.calls.get(ir)
        if body is None:
            return isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall)
        return any(
            isinstance(one, SolidityCall) and one.function.name.startswith(_WORK)
            for part in self._flow.reach(body)
            for node in part.nodes
            for one in node.irs
        ) or any(map(_asks_another, self._flow.reach(body)))

    def is_somebody(self, value: Any, ir: IrOperation | None = None) -> bool:
        """Whether an address is not zero: by what it is, or by what the body has found before
        an operation; a comparison, say, or what stands beside it.
        """
        if isinstance(value, Constant):
            return bool(value.value)
        if isinstance(value, SolidityVariable):
            return value.name in _SOMEBODY
        if isinstance(value, StateVariable) and self._is_always_somebody(value):
            return True
        if ir is not None and any(self._is_same(value, one) for one in _not_zero(ir)):
            return True
        made = self._made(value)
        if isinstance(made, Assignment):
            return self.is_somebody(made.rvalue, ir)
        if isinstance(made, TypeConversion):
            return self.is_somebody(made.variable, ir)
        body = None if made is None else self._flow.calls.get(made)
        return isinstance(made, NewContract) or (body is not None and self._refuses(body))

    def _is_same(self, one: Any, other: Any) -> bool:
        if one is other:
            return self._is_steady(one)
        made = [self._made(value) for value in (one, other)]
        for number, ir in enumerate(made):
            if isinstance(ir, Assignment | TypeConversion):
                left = ir.rvalue if isinstance(ir, Assignment) else ir.variable
                return self._is_same(left, other if number == 0 else one)
        return False

    def _is_steady(self, value: Any) -> bool:
        """Whether a value is the same wherever a body reads it."""
        if isinstance(value, StateVariable):
            sites = self._flow.writers(value)
            return all(
                s.function.is_constructor or s.function.is_constructor_variables for s in sites
            )
        if not isinstance(value, LocalVariable):
            return True
        made = dispatch.definitions(value.function).get(value, ())
        return len(made) <= (0 if self._flow.is_parameter(value) else 1)

    def _made(self, value: Any) -> IrOperation | None:
        """The one operation that makes a value of a body."""
        if not isinstance(value, Variable) or isinstance(value, (Constant, StateVariable)):
            return None
        if self._flow.is_parameter(value):
            return None
        body = getattr(value, "function", None) or getattr(
            getattr(value, "node", None), "function", None
        )
        made = dispatch.definitions(body).get(value, ()) if body is not None else ()
        return made[0] if len(made) == 1 else None

    def _is_always_somebody(self, variable: StateVariable) -> bool:
        """Whether a variable is never zero: construction sets it, and nothing clears it."""
        sites = self._flow.writers(variable)
        return any(
            site.function.is_constructor_variables or _always_runs(site.node)
            for site in sites
            if site.function.is_constructor or site.function.is_constructor_variables
        ) and all(
            isinstance(site.ir, Assignment)
            and site.ir.lvalue is variable
            and self.is_somebody(site.ir.rvalue, site.ir)
            for site in sites
        )

    def _refuses(self, body: Function) -> bool:
        """Whether a body reverts rather than return nobody."""
        returned = list(_returned(body))
        return bool(returned) and all(self._is_refused(body, *one) for one in returned)

    def _is_refused(self, body: Function, value: Any, ir: IrOperation) -> bool:
        if self.is_somebody(value, ir):
            return True
        made = self._made(value)
        if isinstance(made, Unpack):
            # An error stands beside it, at which the body looks.
            beside = [
                other.lvalue
                for node in body.nodes
                for other in node.irs
                if isinstance(other, Unpack) and other.tuple is made.tuple and other is not made
            ]
            call = self._made(made.tuple)
            source = None if call is None else self._flow.calls.get(call)
            return (
                source is not None
                and self._finds_nobody(source)
                and any(self._looks_at(body, one) for one in beside)
            )
        return _is_loaded(body) and any(
            isinstance(one, SolidityCall) and one.function.name.startswith("revert(")
            for node in body.nodes
            for one in node.irs
        )

    def _finds_nobody(self, body: Function) -> bool:
        """Whether all that recovers in what a body runs is compared with zero there."""
        found = [
            (one, part)
            for part in self._flow.reach(body)
            for node in part.nodes
            for one in node.irs
            if isinstance(one, SolidityCall) and one.function.name.startswith("ecrecover")
        ]
        return bool(found) and all(
            any(self._is_same(tested, one.lvalue) for tested in _tested(part))
            for one, part in found
        )

    def _looks_at(self, body: Function, value: Any) -> bool:
        """Whether a body gives a value to another that may revert, or compares it itself."""
        return any(
            value in one.read
            and (
                isinstance(one, Binary)
                or (
                    one in self._flow.calls
                    and any(
                        isinstance(ir, SolidityCall) and ir.function.name.startswith("revert")
                        for node in self._flow.calls[one].nodes
                        for ir in node.irs
                    )
                )
            )
            for node in body.nodes
            for one in node.irs
        )


def asks_for_signer(value: Any) -> bool:
    """Tell whether an operation asks who has signed, in Solidity or in assembly."""
    if not isinstance(value, SolidityCall):
        return False
    if value.function.name.startswith("mload"):
        return _is_loaded(value.node.function)
    return bool(value.function.name.startswith("ecrecover"))


def is_called_a_check(ir: Any) -> bool:
    """Tell whether an operation calls what has the name of a check of signatures or proofs."""
    return getattr(getattr(ir, "function", None), "name", "") in _CHECKS


def is_proof(ir: Any) -> bool:
    """Tell whether a call checks a proof, which everybody has who has seen it: it says who comes
    only where it is of the sender.
    """
    return getattr(getattr(ir, "function", None), "name", "") == _PROVES


def _is_loaded(body: Function) -> bool:
    """Tell whether a body in assembly asks the precompiled contract that recovers."""
    return any(
        isinstance(ir, SolidityCall)
        and ir.function.name.startswith("staticcall")
        and isinstance(ir.arguments[1], Constant)
        and ir.arguments[1].value == _PRECOMPILE
        for node in body.nodes
        for ir in node.irs
    )


def _asks_another(body: Function) -> bool:
    """Tell whether a body asks another contract by a message."""
    return any(
        getattr(ir, "function_name", None) == "staticcall"
        or (isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall))
        for node in body.nodes
        for ir in node.irs
    )


def _not_zero(ir: IrOperation) -> Iterator[Any]:
    """What all ways to an operation have found not to be zero, or what it stands beside."""
    node = ir.node
    for value, truth in (*holding(node), *_beside(ir)):
        for made in dispatch.definitions(node.function).get(value, ()):
            if isinstance(made, Binary) and made.type == (
                BinaryType.NOT_EQUAL if truth else BinaryType.EQUAL
            ):
                yield from _against_zero(made, node.function)


def _beside(ir: IrOperation) -> Iterator[tuple[Any, bool]]:
    """The parts of a condition that hold together with a comparison in it."""
    if not isinstance(ir, Binary):
        return
    equal = ir.type == BinaryType.EQUAL
    for other in ir.node.irs:
        if isinstance(other, Condition):
            whole = other.value
        elif isinstance(other, SolidityCall) and other.function.name.startswith("require"):
            whole = other.arguments[0]
        else:
            continue
        for truth in (True, False):
            parts = list(parts_of(whole, truth, ir.node.function))
            if (ir.lvalue, equal) in parts:
                yield from parts


def _against_zero(ir: Binary, function: Function) -> Iterator[Any]:
    for one, other in (
        (ir.variable_left, ir.variable_right),
        (ir.variable_right, ir.variable_left),
    ):
        if dispatch.is_zero(other, function):
            yield one


def _tested(body: Function) -> Iterator[Any]:
    for node in body.nodes:
        for ir in node.irs:
            if isinstance(ir, Binary) and ir.type in (BinaryType.EQUAL, BinaryType.NOT_EQUAL):
                yield from _against_zero(ir, body)


def _returned(body: Function) -> Iterator[tuple[Any, IrOperation]]:
    """What a body gives back, and where."""
    for node in body.nodes:
        for ir in node.irs:
            if isinstance(ir, Return) and node.fathers and ir.values:
                yield ir.values[0], ir


def _always_runs(node: Node) -> bool:
    return all(node in end.dominators for end in node.function.nodes if commits(end))
