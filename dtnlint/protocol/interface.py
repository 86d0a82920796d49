"""The network's interface as contract code shows it: selectors and the shapes of its types.

The only place that writes down a function's name or signature. A type is the router
by what it declares, never by what it is called.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from slither.core.declarations import Contract, Enum, Function, Structure
from slither.core.solidity_types import ElementaryType, UserDefinedType
from slither.core.variables.variable import Variable
from slither.utils.function import get_function_id

from dtnlint.protocol.dispatch import linearization, memoised

START = "startUserSession()"
CLOSE = "closeUserSession(uint256)"
REQUEST = "request"
"""Its signature depends on the structs, which changed between versions; the first two
parameters did not: the session's `uint256` and the model's `bytes32`."""
FETCH = "fetchResponse(bytes32)"
RESPOND = "respondToRequest"
MODEL_ID = "modelId(string)"
FEE_TOKEN = "feeToken()"
FEE_TARGET = "feeTarget()"

OPERATIONS = frozenset((START.partition("(")[0], CLOSE.partition("(")[0], REQUEST))
"""The names of what opens, closes and uses sessions."""

TRANSFER = "transfer(address,uint256)"
TRANSFER_FROM = "transferFrom(address,address,uint256)"

NAMES = frozenset(
    signature.partition("(")[0]
    for signature in (START, CLOSE, REQUEST, FETCH, RESPOND, MODEL_ID, FEE_TOKEN, FEE_TARGET)
)
"""What a call must be named to be worth a closer look."""

SAFE_TRANSFER = "safeTransfer"
SAFE_TRANSFER_FROM = "safeTransferFrom"
TRY_SAFE_TRANSFER = "trySafeTransfer"
TRY_SAFE_TRANSFER_FROM = "trySafeTransferFrom"


def selector(signature: str) -> int:
    """The four bytes that stand for a signature, as a number."""
    return int(get_function_id(signature))


BY_SELECTOR = {
    selector(signature): signature
    for signature in (
        START,
        CLOSE,
        FETCH,
        MODEL_ID,
        FEE_TOKEN,
        FEE_TARGET,
        TRANSFER,
        TRANSFER_FROM,
    )
}


def signature_of(function: Any) -> str | None:
    """The signature under which a called function is known here; None for any other."""
    if not isinstance(function, (Function, Variable)):
        return None
    name = function.name
    if name in (REQUEST, RESPOND):
        kinds = [str(parameter.type) for parameter in getattr(function, "parameters", ())]
        wanted = ["uint256", "bytes32"] if name == REQUEST else ["bytes32"]
        return name if kinds[: len(wanted)] == wanted else None
    if name in NAMES or name in ("transfer", "transferFrom"):
        signature = function.solidity_signature
        return signature if signature in _KNOWN else None
    return None


_KNOWN = frozenset(BY_SELECTOR.values())


def is_router_type(type_: Any) -> bool:
    """Tell whether a type is an interface or contract that declares the router's functions."""
    contract = type_.type if isinstance(type_, UserDefinedType) else type_
    return isinstance(contract, Contract) and is_router_contract(contract)


def is_router_contract(contract: Contract) -> bool:
    """Tell whether a contract or interface declares, or inherits, the router's functions."""

    def make() -> bool:
        found = {
            signature_of(function)
            for base in linearization(contract)
            for function in base.functions_declared
            if function.name in NAMES
        }
        return {START, CLOSE, REQUEST} <= found

    return memoised(contract, "dtnlint.is_router", make)


class RequestShape(Struct, frozen=True):
    """Where a version of `request` has its arguments; None for what it lacks."""

    routing: int | None
    request: int | None
    callback: int | None
    user: int | None
    gas: int | None


def request_shape(function: Function) -> RequestShape:
    """Read the places of a `request`'s arguments from its parameters' types."""
    routing = request = callback = user = gas = None
    for number, parameter in enumerate(function.parameters[2:], start=2):
        type_ = parameter.type
        structure = type_.type if isinstance(type_, UserDefinedType) else None
        if isinstance(structure, Structure):
            if is_callback_structure(structure):
                callback = number
            elif any(str(element.type) == "bytes" for element in structure.elems_ordered):
                request = number
            else:
                routing = number
        elif str(type_) in ("address", "address payable"):
            user = number
        elif str(type_) == "uint256":
            gas = number
    return RequestShape(routing, request, callback, user, gas)


class FeeShape(Struct, frozen=True):
    """The names of the fields of a `DtnRequest` that say what an answer may cost."""

    per_byte: tuple[str, str]
    """Of the request, and of the response."""
    cap: str
    """For the whole response."""


def fee_shape(structure: Structure) -> FeeShape | None:
    """The fee fields of a `DtnRequest`: its three numbers, in this order in every version."""
    numbers = [e.name for e in structure.elems_ordered if str(e.type) == "uint256"]
    if len(numbers) != 3:
        return None
    return FeeShape((numbers[0], numbers[1]), numbers[2])


class RoutingShape(Struct, frozen=True):
    """The names of the fields of a `DtnRouting`."""

    answerers: tuple[str, ...]
    """The lists that say who may answer: namespaces and nodes."""
    redundancy: str
    aggregation: str
    any: int
    """The aggregation that takes one answer, as a number."""


def routing_shape(structure: Structure) -> RoutingShape | None:
    """The fields of a `DtnRouting`, by their types; None for a struct that is none."""
    lists = tuple(e.name for e in structure.elems_ordered if str(e.type) == "bytes32[]")
    numbers = [e.name for e in structure.elems_ordered if str(e.type) == "uint32"]
    enums = [(e.name, enum) for e in structure.elems_ordered if (enum := enum_of(e.type))]
    if len(lists) != 2 or len(numbers) != 1 or len(enums) != 1:
        return None
    ((name, enum),) = enums
    names = [str(value) for value in enum.values]
    return RoutingShape(lists, numbers[0], name, names.index("ANY") if "ANY" in names else 0)


def enum_of(type_: Any) -> Enum | None:
    """The enum that a type is, if it is one."""
    found = type_.type if isinstance(type_, UserDefinedType) else None
    return found if isinstance(found, Enum) else None


class CallbackShape(Struct, frozen=True):
    """The names of a `CallBack` struct's fields."""

    success: str
    failure: str
    target: str


def is_callback_structure(structure: Structure) -> bool:
    """Tell whether a struct is a `CallBack`: two selectors and an address."""
    kinds = sorted(str(element.type) for element in structure.elems_ordered)
    return kinds == ["address", "bytes4", "bytes4"]


def callback_shape(structure: Structure) -> CallbackShape:
    """The fields of a `CallBack`. The success selector comes first in every version;
    the target came first in older ones.
    """
    success, failure = (e.name for e in structure.elems_ordered if str(e.type) == "bytes4")
    (target,) = (e.name for e in structure.elems_ordered if str(e.type) == "address")
    return CallbackShape(success, failure, target)


def is_token_type(type_: Any) -> bool:
    """Tell whether a type may be given to a token library: a contract with ERC-20's
    `transfer`, or a plain address.
    """
    if isinstance(type_, ElementaryType):
        return str(type_).startswith("address")
    contract = type_.type if isinstance(type_, UserDefinedType) else None
    return isinstance(contract, Contract) and any(
        signature_of(function) == TRANSFER
        for base in linearization(contract)
        for function in base.functions_declared
    )
