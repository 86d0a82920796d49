"""Reads session operations, token movements and router values out of one contract's IR.

It decides what an operation *is*, with the value flow's help where a type does not
say; whether it is right is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct
from slither.core.declarations import Contract, Function
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.top_level_variable import TopLevelVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    LowLevelCall,
    Member,
    NewContract,
    Send,
    SolidityCall,
    Transfer,
    TypeConversion,
    Unpack,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch, interface
from dtnlint.protocol.flow import Field, Flow, Place, Site, Sources, Stack
from dtnlint.protocol.latches import once_only
from dtnlint.protocol.operations import (
    Close,
    Deposit,
    FeeTargetRead,
    FeeTokenRead,
    Fetch,
    How,
    ModelRead,
    Operation,
    Request,
    Respond,
    Start,
    TokenTransfer,
)

CONSUMES = "consumeScheduledOp"
"""What an access manager of OpenZeppelin's is called to check, though it changes something."""
_SAFE = {
    interface.SAFE_TRANSFER: (How.SAFE_TRANSFER, 3),
    interface.SAFE_TRANSFER_FROM: (How.SAFE_TRANSFER_FROM, 4),
    interface.TRY_SAFE_TRANSFER: (How.TRANSFER, 3),
    interface.TRY_SAFE_TRANSFER_FROM: (How.TRANSFER_FROM, 4),
}


class _Message(Struct, frozen=True):
    """A call of a known function, however it is written."""

    signature: str
    destination: Any
    arguments: tuple[Any, ...]
    function: Function | None
    low_level: bool


class Recognition:
    """What one concrete contract's IrOperation means."""

    def __init__(
        self, concrete: Contract, settled: Callable[[Place], bool] = lambda _: False
    ) -> None:
        self.concrete = concrete
        self._is_settled = settled
        """Whether only authority writes a place; asked when all else is known."""
        self.flow = Flow(concrete, is_safe_transfer)
        self._memo: dict[IrOperation, Operation | None] = {}
        self._router_names: frozenset[Variable | Place] | None = None
        self._router_questions: set[tuple[Any, ...] | None] = set()
        self._token_names: frozenset[Variable | Place] | None = None
        self._told: dict[str, frozenset[Any]] = {}

    def operations(self) -> Iterator[tuple[Site, Operation]]:
        """Every operation that the contract can run, with where it stands."""
        for site in self.flow.irs():
            operation = self.operation(site.ir)
            if operation is not None:
                yield site, operation

    def operation(self, ir: IrOperation, stack: Stack = ()) -> Operation | None:
        """What an operation of the IrOperation means to the network.

        With a `stack` of calls, a token movement is a deposit only if its target may be
        the fee target when these calls led to it.
        """
        if stack:
            return self._recognise(ir, stack)
        if ir not in self._memo:
            self._memo[ir] = self._recognise(ir, ())
        return self._memo[ir]

    def is_router(self, value: Any, stack: Stack = ()) -> bool:
        """Tell whether a value may be the router: by its type, or because it comes from
        such a value or is converted to its type somewhere.
        """
        if not isinstance(value, Variable) or isinstance(value, Constant):
            return False
        if interface.is_router_type(value.type):
            return True
        if not _may_be_address(value):
            return False
        found = self.flow.sources(value, stack=stack)
        if any(interface.is_router_type(variable.type) for variable in found.variables):
            return True
        if not self._router_cells().isdisjoint(found.variables | found.places):
            return True
        asked = {self._question(origin.value) for origin in found.origins} - {None}
        return not asked.isdisjoint(self._router_questions)

    def is_fee_token(self, value: Any, stack: Stack = ()) -> bool:
        """Tell whether a value may be the token that fees are paid in."""
        return self._comes_from(value, interface.FEE_TOKEN, stack) or not (
            self._deposited_cells().isdisjoint(_kept(self.flow.sources(value, stack=stack)))
        )

    def is_surely_fee_token(self, value: Any, stack: Stack = ()) -> bool:
        """Tell whether a value is what the router was asked for as its token, whichever way it
        came: another may be a wrong one.
        """
        return self._always_comes_from(value, interface.FEE_TOKEN, stack)

    def is_surely_fee_target(self, value: Any, stack: Stack = ()) -> bool:
        """Tell the same of the address that deposits go to."""
        return self._always_comes_from(value, interface.FEE_TARGET, stack)

    def may_be_outdated(self, value: Any, stack: Stack = ()) -> bool:
        """Tell whether what a router was asked for is kept when another router takes its place."""
        places = self.flow.sources(value, stack=stack).places
        if not places:
            return False
        kept = {site.function for place in places for site in self.flow.writers(place)}
        return any(kept.isdisjoint(reach) for reach in self._rerouting)

    @cached_property
    def _rerouting(self) -> list[frozenset[Function]]:
        """The bodies of each entry point that may set the router more than once."""
        written = {site.function for site in self.router_writers()}
        once = once_only(self.flow)
        return [
            reach
            for entry in dispatch.entry_points(self.flow.concrete)
            if entry not in once
            for reach in (self.flow.reach(entry),)
            if not written.isdisjoint(reach)
        ]

    def is_fee_target(self, value: Any, stack: Stack = ()) -> bool:
        """Tell whether a value may be the address that deposits go to."""
        return self._comes_from(value, interface.FEE_TARGET, stack)

    def routers(self, value: Any, stack: Stack = ()) -> frozenset[Any]:
        """By what a router is told from another: where it is kept, and where it comes from. Two
        that have nothing of it in common are two; none is for one of which nothing is known.
        """
        found = self.flow.sources(value, stack=stack)
        origins = (origin.value for origin in found.origins)
        return found.places | {self._question(origin) or origin for origin in origins}

    def is_callers_router(self, value: Any, stack: Stack = ()) -> bool:
        """Tell whether a router is what the caller of a function says, kept nowhere."""
        known = self.routers(value, stack)
        return bool(known) and all(
            isinstance(one, LocalVariable)
            and self.flow.is_parameter(one)
            and not one.function.is_constructor
            for one in known
        )

    def routers_paid(self, deposit: Deposit, stack: Stack = ()) -> frozenset[Any]:
        """The same of those whose fee target a deposit goes to."""
        known: frozenset[Any] = frozenset()
        for ir, reading in self._readings(deposit.target, interface.FEE_TARGET, stack):
            reader = ir.node.function
            seen = stack
            while seen and self.flow.calls.get(seen[-1]) is not reader:
                seen = seen[:-1]
            known |= self.routers(reading.destination, seen)
        return known

    def router_places(self) -> frozenset[Place]:
        """The storage that holds the router."""
        places: set[Place] = set()
        for site in self.flow.irs():
            message = self._message(site.ir, ())
            if message is not None and self._is_to_router(message, ()):
                # What the call reads: where that was stored before is not the router yet.
                places |= {
                    origin.value
                    for origin in self.flow.reads(message.destination).origins
                    if isinstance(origin.value, StateVariable | Field)
                }
        return frozenset(place for place in places if not self._is_only_a_slot(place))

    def router_writers(self) -> list[Site]:
        """Every operation that writes the router's storage, construction included."""
        places = self.router_places()
        return [site for site in self.flow.irs() if self.flow.written(site.ir) & places]

    def _is_only_a_slot(self, place: Place) -> bool:
        """Tell whether a place is a constant that names storage and is none itself."""
        return (
            isinstance(place, StateVariable)
            and bool(place.is_constant)
            and all(s.function.is_constructor_variables for s in self.flow.writers(place))
        )

    def selectors(
        self, value: Any, path: tuple[str, ...] = (), stack: Stack = ()
    ) -> frozenset[int | None]:
        """The selectors that a value may be; None among them where one cannot be told."""
        return frozenset(self._selectors(value, path, stack))

    def trusts(self, ir: IrOperation, stack: Stack = ()) -> bool:
        """Tell whether an operation cannot make another contract call back into this one, where
        a `stack` of calls has led to it.

        The router, the fee token and authority's access manager are trusted not to; whatever else a
        static call, a stipend of 2,300 gas or plain local code cannot do needs no trust.
        """
        if isinstance(ir, LowLevelCall):
            if ir.function_name == "staticcall":
                return True
            if ir.function_name != "call":
                return False
            return self._is_trusted(ir, ir.destination, stack)
        if isinstance(ir, LibraryCall):
            operation = self.operation(ir, stack)
            if isinstance(operation, TokenTransfer):
                return self._is_trusted(ir, operation.token, stack)
            return (
                ir.is_static_call()
                or not isinstance(ir.function, Function)
                or ir in self.flow.calls
            )
        if isinstance(ir, HighLevelCall):
            return (
                ir.is_static_call()
                or ir in self.flow.calls
                or self._asks_manager(ir, stack)
                or self._is_trusted(ir, ir.destination, stack)
            )
        if isinstance(ir, InternalDynamicCall):
            return ir in self.flow.calls or self.operation(ir, stack) is not None
        return not isinstance(ir, NewContract) or not _calls_out(ir.contract_created)

    def _asks_manager(self, ir: HighLevelCall, stack: Stack) -> bool:
        """Whether an access manager that authority has put in storage is asked whether the sender
        may call.
        """
        return ir.function_name == CONSUMES and all(
            isinstance(origin.value, StateVariable | Field) and self._is_settled(origin.value)
            for origin in self.flow.reads(ir.destination, stack).origins
        )

    def may_ask_router(self, ir: IrOperation, stack: Stack = ()) -> bool:
        """Tell whether a low-level call may ask the router for anything: one to it, or to
        whatever callers name, with a message that nobody knows.
        """
        if (
            not isinstance(ir, LowLevelCall)
            or ir.function_name != "call"
            or not ir.arguments
            or self.operation(ir) is not None
        ):
            return False
        to_router = self.is_router(ir.destination, stack)
        if to_router and len({message.signature for message in self._messages(ir, ())}) > 1:
            return True  # which of them it is depends on who calls the helper
        if not to_router and not any(
            self._is_given(origin.value)
            for origin in self.flow.sources(ir.destination, stack=stack).origins
        ):
            return False
        return any(
            self._is_open(origin.value, to_router, stack)
            for origin in self.flow.sources(ir.arguments[0], stack=stack).origins
        )

    def _is_given(self, value: Any) -> bool:
        return isinstance(value, Variable) and self.flow.is_parameter(value)

    def _is_open(self, message: Any, to_router: bool, stack: Stack) -> bool:
        """Whether a message may be for one of the session operations."""
        if isinstance(message, SolidityCall):
            name = message.function.name
            if name == "abi.encodeWithSelector()":
                return None in self.selectors(message.arguments[0], stack=stack)
            if name == "abi.encodeWithSignature()":
                return not isinstance(message.arguments[0], Constant)
            return name != "abi.encodeCall()" and to_router
        if isinstance(message, Constant):
            return to_router and bool(message.value)
        return to_router or self._is_given(message)

    def _is_trusted(self, ir: IrOperation, value: Any, stack: Stack) -> bool:
        """Whether what an operation calls is the router or the fee token, and not what the caller
        of this contract names.
        """
        if self.is_router(value, stack):
            return True
        if not self.is_fee_token(value, stack) and not isinstance(
            self.operation(ir, stack), Deposit
        ):
            return False
        found = self.flow.sources(value, stack=stack)
        return bool(found.places) or not any(
            self._is_given(origin.value) and self.flow.from_outside(origin.value.function)
            for origin in found.origins
        )

    def _recognise(self, ir: IrOperation, stack: Stack) -> Operation | None:
        if isinstance(ir, LibraryCall):
            return self._library_transfer(ir, stack)
        message = self._message(ir, stack)
        if message is None:
            return None
        if message.signature in (interface.TRANSFER, interface.TRANSFER_FROM):
            return self._transfer(ir, message, stack)
        if not self._is_to_router(message, stack):
            return None
        return _router_call(ir, message)

    def _is_to_router(self, message: _Message, stack: Stack) -> bool:
        return message.signature not in (
            interface.TRANSFER,
            interface.TRANSFER_FROM,
        ) and self.is_router(message.destination, stack)

    def _message(self, ir: IrOperation, stack: Stack) -> _Message | None:
        if isinstance(ir, LowLevelCall):
            return self._encoded(ir, stack) if ir.function_name == "call" else None
        if isinstance(ir, InternalDynamicCall):
            return self._pointer(ir, stack)
        if not isinstance(ir, HighLevelCall) or isinstance(ir, LibraryCall):
            return None
        signature = interface.signature_of(ir.function)
        if signature is None:
            return None
        function = ir.function if isinstance(ir.function, Function) else None
        return _Message(signature, ir.destination, dispatch.arguments(ir), function, False)

    def _pointer(self, ir: InternalDynamicCall, stack: Stack) -> _Message | None:
        """``function (uint256) external close = ai.closeUserSession; close(id);``"""
        for origin in self.flow.sources(ir.function, stack=stack).origins:
            member = origin.value
            if isinstance(member, Member) and isinstance(member.lvalue.type, Function):
                signature = interface.signature_of(member.lvalue.type)
                if signature is not None:
                    function = member.lvalue.type
                    given = tuple(ir.arguments)
                    return _Message(signature, member.variable_left, given, function, False)
        return None

    def _encoded(self, ir: LowLevelCall, stack: Stack) -> _Message | None:
        """``address(ai).call(abi.encodeCall(IDtnAi.closeUserSession, (id)))`` and its likes."""
        found = self._messages(ir, stack)
        deposits = [m for m in found if self._moves_to_fee_target(m, stack)]
        if not deposits and len({message.signature for message in found}) > 1:
            return None
        return next(iter(deposits or found), None)

    def _messages(self, ir: LowLevelCall, stack: Stack) -> list[_Message]:
        """What a low-level call may send, as far as it is written so."""
        found: list[_Message] = []
        if not ir.arguments:
            return found
        for origin in self.flow.sources(ir.arguments[0], stack=stack).origins:
            encoding = origin.value
            if not isinstance(encoding, SolidityCall) or not encoding.arguments:
                continue
            name = encoding.function.name
            first, *rest = encoding.arguments
            given = tuple(_flat(rest))
            if name in ("abi.encodeWithSelector()", "abi.encodeCall()"):
                function = self._referenced(first)
                if function is not None:
                    signature = interface.signature_of(function)
                else:
                    known = self.selectors(first)
                    signature = (
                        interface.BY_SELECTOR.get(next(iter(known)) or 0)
                        if len(known) == 1
                        else None
                    )
            elif name == "abi.encodeWithSignature()" and isinstance(first, Constant):
                function = None
                signature = str(first.value) if str(first.value) in _SIGNATURES else None
            else:
                continue
            if signature is not None:
                found.append(_Message(signature, ir.destination, given, function, True))
        return found

    def _moves_to_fee_target(self, message: _Message, stack: Stack) -> bool:
        position = {interface.TRANSFER: 0, interface.TRANSFER_FROM: 1}.get(message.signature)
        return (
            position is not None
            and position < len(message.arguments)
            and self.is_fee_target(message.arguments[position], stack)
        )

    def _referenced(self, value: Any) -> Function | None:
        """The function that ``IERC20.transfer`` names, as a value."""
        type_ = getattr(value, "type", None)
        return type_ if isinstance(type_, Function) else None

    def _selectors(self, value: Any, path: tuple[str, ...], stack: Stack) -> Iterator[int | None]:
        for origin in self.flow.sources(value, path, stack).origins:
            yield from self._selector(origin.value, stack)

    def _selector(self, value: Any, stack: Stack) -> Iterator[int | None]:
        if isinstance(value, Constant):
            yield _number(value)
        elif isinstance(value, SolidityCall) and value.function.name.startswith("keccak256"):
            for text in self._texts(value.arguments[0], stack):
                yield None if text is None else interface.selector(text)
        elif isinstance(value, Member) and str(value.variable_right) == "selector":
            for origin in self.flow.sources(value.variable_left, stack=stack).origins:
                function = self._referenced(getattr(origin.value, "lvalue", None))
                yield None if function is None else interface.selector(function.solidity_signature)
        elif isinstance(value, Variable):
            # Nothing writes it: the value that all memory and storage starts with.
            yield None if self.flow.is_parameter(value) else 0
        else:
            yield None

    def _texts(self, value: Any, stack: Stack) -> Iterator[str | None]:
        """The constant texts that a hash is taken of."""
        for origin in self.flow.sources(value, stack=stack).origins:
            item = origin.value
            if isinstance(item, Constant):
                yield str(item.value)
            elif (
                isinstance(item, SolidityCall)
                and item.function.name == "abi.encodePacked()"
                and len(item.arguments) == 1
            ):
                yield from self._texts(item.arguments[0], stack)
            else:
                yield None

    def _transfer(self, ir: IrOperation, message: _Message, stack: Stack) -> Operation | None:
        given = message.arguments
        taken = message.signature == interface.TRANSFER_FROM
        if len(given) != (3 if taken else 2):
            return None
        how = How.TRANSFER_FROM if taken else How.TRANSFER
        return self._movement(
            ir,
            message.destination,
            given[-2],
            given[-1],
            given[0] if taken else None,
            How.LOW_LEVEL if message.low_level else how,
            _unpacked(ir, 0) if message.low_level else getattr(ir, "lvalue", None),
            stack,
        )

    def _library_transfer(self, ir: LibraryCall, stack: Stack) -> Operation | None:
        if not is_safe_transfer(ir):
            return None
        how, count = _SAFE[ir.function.name]
        given = dispatch.arguments(ir)
        if len(given) != count:
            return None
        sender = given[1] if count == 4 else None
        return self._movement(ir, given[0], given[-2], given[-1], sender, how, ir.lvalue, stack)

    def _movement(
        self,
        ir: IrOperation,
        token: Any,
        target: Any,
        amount: Any,
        sender: Any | None,
        how: How,
        result: Variable | None,
        stack: Stack,
    ) -> TokenTransfer:
        parts = (ir, ir.node, token, target, amount, sender, how, result)
        if self.is_fee_target(target, stack):
            return Deposit(*parts)
        return TokenTransfer(*parts, configured=self._is_configured(target, stack))

    def _is_configured(self, target: Any, stack: Stack) -> bool:
        """Tell whether a target is kept in storage and came from outside of the code, from
        the deployer, a setter's caller or another contract, or is an address that is written out.
        """
        found = self.flow.sources(target, stack=stack)
        return any(
            (isinstance(origin.value, Constant) and bool(origin.value.value))
            or (
                bool(found.places)
                and (
                    self.flow.is_parameter(origin.value) or isinstance(origin.value, HighLevelCall)
                )
            )
            for origin in found.origins
        )

    def _comes_from(self, value: Any, signature: str, stack: Stack) -> bool:
        return any(True for _ in self._readings(value, signature, stack))

    def _always_comes_from(self, value: Any, signature: str, stack: Stack) -> bool:
        """Tell whether all that a value may be was read by the router's function `signature`, or
        compared with that.
        """
        told = self._compared_with(signature)
        return any(
            bool(origins)
            and all(o.value in told or self._reading(o.value, signature) for o in origins)
            for origins in (
                self.flow.reads(value, stack).origins,
                self.flow.sources(value, stack=stack).origins,
            )
        )

    def _compared_with(self, signature: str) -> frozenset[Any]:
        """Storage and what the outside gives that is compared with what the router answers."""
        if signature not in self._told:
            self._told[signature] = frozenset(
                origin.value
                for one, other in self.flow.comparisons()
                if any(self._reading(o.value, signature) for o in self.flow.reads(other).origins)
                for found in (self.flow.reads(one).origins,)
                if len(found) == 1
                for origin in found
            )
        return self._told[signature]

    def _readings(
        self, value: Any, signature: str, stack: Stack
    ) -> Iterator[tuple[IrOperation, _Message]]:
        """The calls of the router's function `signature` that a value may come from."""
        if not isinstance(value, Variable) or isinstance(value, Constant):
            return
        found = self.flow.sources(value, stack=stack)
        pending = [found]
        for variable in found.variables:
            for other in self.flow.equals(variable):
                pending.append(self.flow.sources(other))
        for item in pending:
            for origin in item.origins:
                message = self._reading(origin.value, signature)
                if message is not None:
                    yield origin.value, message

    def _reading(self, ir: Any, signature: str) -> _Message | None:
        if not isinstance(ir, (HighLevelCall, InternalDynamicCall, LowLevelCall)):
            return None
        message = self._message(ir, ())
        if message is None or message.signature != signature or not self._is_to_router(message, ()):
            return None
        return message

    def _router_cells(self) -> frozenset[Variable | Place]:
        """Everything that is converted to the router's type somewhere, at its sources."""
        if self._router_names is None:
            self._router_names = frozenset()
            names: set[Variable | Place] = set()
            for site in self.flow.irs():
                if isinstance(site.ir, TypeConversion) and interface.is_router_type(site.ir.type):
                    found = self.flow.sources(site.ir.variable)
                    self._router_questions |= {self._question(o.value) for o in found.origins}
                    names |= found.places
                    names |= {v for v in found.variables if _may_be_address(v)}
            self._router_names = frozenset(names)
        return self._router_names

    def _question(self, ir: Any) -> tuple[Any, ...] | None:
        """What another contract is asked, so that a registry that is asked the same for the
        router again is known to name it; None where that cannot be told.
        """
        if not isinstance(ir, HighLevelCall) or isinstance(ir, LibraryCall):
            return None
        asked = self.flow.reads(ir.destination)
        given = [self.flow.sources(value).origins for value in dispatch.arguments(ir)]
        if len(asked.origins) != 1 or any(len(origins) != 1 for origins in given):
            return None
        values = (next(iter(origins)).value for origins in given)
        named = (str(value) if isinstance(value, Constant) else id(value) for value in values)
        return (asked.origins, ir.function, *named)

    def _deposited_cells(self) -> frozenset[Variable | Place]:
        """The storage, and the constants of files, of tokens that some deposit moves."""
        if self._token_names is None:
            self._token_names = frozenset()
            names: set[Variable | Place] = set()
            for _, operation in self.operations():
                if isinstance(operation, Deposit):
                    names |= _kept(self.flow.sources(operation.token))
            self._token_names = frozenset(names) - self.router_places()
        return self._token_names


def _kept(found: Sources) -> frozenset[Variable | Place]:
    """The storage and the constants of files that a value is read from."""
    constants = {v for v in found.variables if isinstance(v, TopLevelVariable)}
    return found.places | constants


def _calls_out(contract: Contract) -> bool:
    """Whether the code of a contract calls others anywhere, so that its construction may."""
    return any(
        (
            isinstance(ir, (HighLevelCall, LowLevelCall, NewContract, Send, Transfer))
            and not isinstance(ir, LibraryCall)
        )
        or (isinstance(ir, SolidityCall) and "call(" in ir.function.name)
        for function in contract.functions
        for node in function.nodes
        for ir in node.irs
    )


def is_safe_transfer(ir: IrOperation) -> bool:
    """Tell whether a call is SafeERC20's `safeTransfer` or `safeTransferFrom`, or one of a
    library like it: it moves tokens and reverts if that fails (or, for the `try` forms,
    tells), by means that need not be followed.
    """
    if not isinstance(ir, (LibraryCall, InternalCall)) or not isinstance(ir.function, Function):
        return False
    function = ir.function
    if function.name not in _SAFE:
        return False
    contract = getattr(function, "contract_declarer", None)
    return (
        isinstance(contract, Contract)
        and contract.is_library
        and len(function.parameters) == _SAFE[function.name][1]
        and interface.is_token_type(function.parameters[0].type)
        and dispatch.memoised(function, "dtnlint.is_safe", lambda: _checks_itself(function))
    )


def _checks_itself(function: Function) -> bool:
    """Tell whether a library's body moves tokens by a low-level call that it checks. One
    that calls `transfer` plainly is followed instead, so that its check is seen or missed.
    """
    checked = calls = False
    pending, seen = [dispatch.declared(function)], set[Function]()
    while pending:
        body = pending.pop()
        if body in seen:
            continue
        seen.add(body)
        if body.contains_assembly:
            checked = calls = True
        for node in body.nodes:
            for ir in node.irs:
                if isinstance(ir, LowLevelCall):
                    calls = calls or ir.function_name == "call"
                elif isinstance(ir, LibraryCall | InternalCall) and isinstance(
                    ir.function, Function
                ):
                    pending.append(dispatch.declared(ir.function))
                elif isinstance(ir, HighLevelCall) and interface.signature_of(ir.function):
                    return False
                elif isinstance(ir, SolidityCall) and ir.function.name.startswith(
                    ("require", "revert", "assert")
                ):
                    checked = True
    return checked and calls and not (function.view or function.pure)


def _router_call(ir: IrOperation, message: _Message) -> Operation | None:
    given = message.arguments
    low = message.low_level
    base = (
        ir,
        ir.node,
        message.destination,
        _unpacked(ir, 1) if low else getattr(ir, "lvalue", None),
        low,
        _unpacked(ir, 0) if low else None,
    )
    first = given[0] if given else None
    match message.signature:
        case interface.START:
            return Start(*base)
        case interface.CLOSE:
            return Close(*base, session=first)
        case interface.REQUEST if message.function is not None and len(given) > 1:
            shape = interface.request_shape(message.function)
            return Request(
                *base,
                session=first,
                model=given[1],
                routing=_at(given, shape.routing),
                request=_at(given, shape.request),
                callback=_at(given, shape.callback),
                user=_at(given, shape.user),
                gas=_at(given, shape.gas),
                value=getattr(ir, "call_value", None),
            )
        case interface.FETCH:
            return Fetch(*base, request_id=first)
        case interface.RESPOND:
            return Respond(*base)
        case interface.MODEL_ID:
            return ModelRead(*base, name=first)
        case interface.FEE_TOKEN:
            return FeeTokenRead(*base)
        case interface.FEE_TARGET:
            return FeeTargetRead(*base)
    return None


_SIGNATURES = frozenset(interface.BY_SELECTOR.values())


def _at(given: tuple[Any, ...], number: int | None) -> Any | None:
    return given[number] if number is not None and number < len(given) else None


def _flat(items: list[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list | tuple):
            yield from _flat(list(item))
        else:
            yield item


def _unpacked(ir: IrOperation, index: int) -> Variable | None:
    """What takes a result of a call that has several."""
    for other in ir.node.irs:
        if (
            isinstance(other, Unpack)
            and other.tuple is getattr(ir, "lvalue", None)
            and other.index == index
        ):
            return other.lvalue
    return None


def _number(constant: Constant) -> int | None:
    value = constant.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if str(constant.type).startswith("bytes") and value.isdigit():
        return int(value)  # Slither folds `f.selector` to decimal digits
    return 0 if value == "" else None


def _may_be_address(value: Variable) -> bool:
    kind = str(value.type)
    return kind.startswith("address") or kind in ("uint160", "bytes20") or _is_contract(value)


def _is_contract(value: Variable) -> bool:
    return isinstance(getattr(value.type, "type", None), Contract)
