"""Calls: internal, external, of what is built in, of types.

The legacy pipeline evaluates an internal call's arguments first, each converted at once, then
what is called (and a bound first argument), and named arguments in the declaration's order; the
IR pipeline what is called first, then arguments as they are written, and converts them last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.language.arguments import evaluated, in_order, operands
from dtnlint.language.body import Body, Place, Unreadable, Value, place_of
from dtnlint.language.builtins import BUILTINS
from dtnlint.language.conversions import convert, convert_to
from dtnlint.language.encoding import ENCODINGS
from dtnlint.language.expressions import environment
from dtnlint.language.instructions import (
    Allocate,
    Call,
    CalleeFunction,
    CallMessage,
    CallPointer,
    Constant,
    Create,
    ExternalCall,
    FunctionKey,
    Make,
    Operand,
    Pop,
    Push,
    Register,
)
from dtnlint.language.kinds import Kind
from dtnlint.language.tree import Node, constructor_of, in_memory, peeled
from dtnlint.language.types import (
    ADDRESS,
    BOOLEAN,
    WORD,
    Array,
    Bytes,
    ContractType,
    FixedBytes,
    Reference,
    Region,
)
from dtnlint.language.writing import write

_STIPEND = Constant(2300, WORD)


def call(body: Body, node: Node) -> Value:
    """A call of any kind."""
    which = node["kind"]
    if which == "typeConversion":
        return _conversion(body, node)
    if which == "structConstructorCall":
        return _struct(body, node)
    callee = peeled(node["expression"])
    kind = body.kind(callee)
    function = kind.function
    if function == "internal":
        return _internal(body, node, callee, kind)
    if function in ("external", "delegatecall", "creation"):
        prepared = external(body, node)
        body.emit(prepared)
        if isinstance(prepared, Create):
            return prepared.result
        return _several(body, node, prepared.results)
    if function.startswith("bare"):
        return _low_level(body, node, callee, function)
    lower = _BY_KIND.get(function)
    if lower is None:
        raise Unreadable(f"a call of the kind {function or kind.what}")
    return lower(body, node)


def _several(body: Body, node: Node, results: Sequence[Register]) -> Value:
    kind = body.kind(node)
    if kind.what == "tuple":
        return list(results)
    return results[0] if results else None


def _results(body: Body, kind: Kind) -> tuple[Register, ...]:
    found = []
    for one in kind.results:
        if one.type is None:
            raise Unreadable("a result of an unknown type")
        found.append(body.register(one.type))
    return tuple(found)


# -- types -------------------------------------------------------------------------------


def _conversion(body: Body, node: Node) -> Value:
    named = body.kind(node["arguments"][0])
    if named.what == "type" and named.items[0].type is not None:
        # ``address(L)`` of a library, which is known when it is linked.
        library = Constant(0, named.items[0].type, named.items[0].name)
        return environment(body, node, "library", ADDRESS, library)
    return convert(body, node, body.operand(node["arguments"][0]), body.kind(node))


def _struct(body: Body, node: Node) -> Value:
    kind = body.kind(node)
    fields = body.tree.struct_kinds(kind.declaration)
    nodes = in_order(node, [name for name, _ in fields])
    kinds = [in_memory(one, body.tree) for _, one in fields]
    items = evaluated(body, node, nodes, kinds)
    assert kind.type is not None
    result = body.register(kind.type)
    body.emit(
        Make(span=body.where(node), declaration=node["id"], result=result, items=tuple(items))
    )
    return result


# -- internal calls ----------------------------------------------------------------------


class _Callee(Struct):
    """What an internal call runs: a known function, or a pointer; and its first argument."""

    key: FunctionKey | None = None
    pointer: Operand | None = None
    bound: Operand | None = None


def _internal(body: Body, node: Node, callee: Node, kind: Kind) -> Value:
    nodes = in_order(node, _parameter_names(body, callee))
    if body.via_ir:
        target = _target(body, callee, kind)
        arguments = evaluated(body, node, nodes, kind.items)
    else:
        arguments = evaluated(body, node, nodes, kind.items)
        target = _target(body, callee, kind)
    if target.bound is not None:
        arguments.insert(0, convert(body, callee, target.bound, kind.first[0]))
    results = _results(body, kind)
    span, number = body.where(node), node["id"]
    if target.key is not None:
        body.emit(
            Call(
                span=span,
                declaration=number,
                results=results,
                function=body.call_needs(target.key),
                arguments=tuple(arguments),
            )
        )
    else:
        assert target.pointer is not None
        body.emit(
            CallPointer(
                span=span,
                declaration=number,
                results=results,
                pointer=target.pointer,
                arguments=tuple(arguments),
            )
        )
    return _several(body, node, results)


def _parameter_names(body: Body, callee: Node) -> list[str]:
    """The names of the parameters of what a call names, without a bound first one."""
    definition = body.tree.nodes.get(callee.get("referencedDeclaration") or 0)
    if definition is None or "parameters" not in definition:
        return []
    names = [one["name"] for one in definition["parameters"]["parameters"]]
    return names[1:] if body.kind(callee).first else names


def _target(body: Body, callee: Node, kind: Kind) -> _Callee:
    number = callee.get("referencedDeclaration")
    definition = body.tree.nodes.get(number or 0)
    if definition is None or definition["nodeType"] != "FunctionDefinition" or number is None:
        return _Callee(pointer=body.operand(callee))
    if callee["nodeType"] == "Identifier":
        return _Callee(FunctionKey(body.concrete.function(number)["id"]))
    base = callee["expression"]
    base_kind = body.kind(base)
    if kind.first:
        return _Callee(FunctionKey(number), bound=body.operand(base))
    if base_kind.what == "super":
        target = body.concrete.super_function(number, base_kind.declaration)
        return _Callee(FunctionKey(target["id"]))
    return _Callee(FunctionKey(number))


# -- external calls ----------------------------------------------------------------------


class _Target(Struct):
    """What an external call reaches, and what it gives besides its arguments."""

    operand: Operand
    function: CalleeFunction
    names: list[str] = []
    bound: tuple[Operand, ...] = ()


def external(body: Body, node: Node) -> ExternalCall | Create:
    """An external call or a creation, with all that it needs evaluated; it stands nowhere yet."""
    callee = peeled(node["expression"])
    kind = body.kind(callee)
    if kind.function == "creation":
        return _creation(body, node, callee, kind)
    target = _external_target(body, _without_options(callee), kind)
    options = _options(body, callee)
    arguments = operands(body, node, in_order(node, target.names), kind.items)
    return ExternalCall(
        span=body.where(node),
        declaration=node["id"],
        results=_results(body, kind),
        target=target.operand,
        function=target.function,
        arguments=(*target.bound, *arguments),
        value=options.get("value"),
        gas=options.get("gas"),
        delegate=kind.function == "delegatecall",
        named=("",) * len(target.bound) + tuple(target.names),
    )


def _without_options(callee: Node) -> Node:
    while callee["nodeType"] == "FunctionCallOptions":
        callee = peeled(callee["expression"])
    return callee


def _external_target(body: Body, callee: Node, kind: Kind) -> _Target:
    number = callee.get("referencedDeclaration")
    definition = body.tree.nodes.get(number or 0)
    if (
        number is None
        or definition is None
        or callee["nodeType"] != "MemberAccess"
        or (
            definition["nodeType"] != "FunctionDefinition"
            and body.kind(callee["expression"]).what != "contract"
        )
    ):
        return _Target(body.operand(callee), _unnamed(kind))
    function = body.tree.callee(number)
    base = callee["expression"]
    names = _parameter_names(body, callee)
    if kind.function == "delegatecall":
        bound = (body.operand(base),) if kind.first else ()
        home = body.tree.home[number]
        library = Constant(0, ContractType(home["name"], home["id"]), home["name"])
        body.call_needs(FunctionKey(number))
        return _Target(library, function, names, bound)
    contract = body.kind(base).type
    if isinstance(contract, ContractType):
        function = replace(function, type_declaration=contract.declaration)
    return _Target(body.operand(base), function, names)


def _unnamed(kind: Kind) -> CalleeFunction:
    """What a pointer to an external function may name: anything of its type."""
    return CalleeFunction(
        contract="",
        name="",
        signature="",
        selector=0,
        declaration=0,
        parameters=tuple(one.type for one in kind.items if one.type),
        results=tuple(one.type for one in kind.results if one.type),
        view=kind.mutability in ("view", "pure"),
    )


def _options(body: Body, callee: Node) -> dict[str, Operand]:
    """``{value: …, gas: …, salt: …}``, evaluated as they are written."""
    found: dict[str, Operand] = {}
    if callee["nodeType"] == "TupleExpression":
        return _options(body, peeled(callee))
    if callee["nodeType"] == "FunctionCallOptions":
        found = _options(body, callee["expression"])
        for name, option in zip(callee["names"], callee["options"], strict=True):
            wanted = FixedBytes(32) if name == "salt" else WORD
            found[name] = convert_to(body, option, body.operand(option), wanted)
    return found


def _creation(body: Body, node: Node, callee: Node, kind: Kind) -> Create:
    made = body.kind(node)
    constructor = constructor_of(body.tree.nodes[made.declaration])
    names = [one["name"] for one in constructor["parameters"]["parameters"]] if constructor else []
    options = _options(body, callee)
    arguments = operands(body, node, in_order(node, names), kind.items)
    assert made.type is not None
    return Create(
        span=body.where(node),
        declaration=node["id"],
        result=body.register(made.type),
        contract=made.declaration,
        arguments=tuple(arguments),
        value=options.get("value"),
        salt=options.get("salt"),
    )


_BARE = {
    "barecall": "call",
    "barecallcode": "callcode",
    "baredelegatecall": "delegatecall",
    "barestaticcall": "staticcall",
}


def _low_level(body: Body, node: Node, callee: Node, function: str) -> Value:
    target = body.operand(_without_options(callee)["expression"])
    options = _options(body, callee)
    message = body.operand(node["arguments"][0])
    success = body.register(BOOLEAN)
    returned = body.register(Reference(Bytes(), Region.MEMORY))
    body.emit(
        CallMessage(
            span=body.where(node),
            declaration=node["id"],
            success=success,
            returned=returned,
            kind=_BARE[function],  # type: ignore[arg-type]
            target=target,
            message=message,
            value=options.get("value"),
            gas=options.get("gas"),
        )
    )
    return [success, returned]


def _send(body: Body, node: Node) -> Value:
    return _paid(body, node)[0]


def _paid(body: Body, node: Node) -> tuple[Register, Register]:
    callee = peeled(node["expression"])
    target = body.operand(callee["expression"])
    argument = node["arguments"][0]
    value = convert_to(body, argument, body.operand(argument), WORD)
    success = body.register(BOOLEAN)
    returned = body.register(Reference(Bytes(), Region.MEMORY))
    body.emit(
        CallMessage(
            span=body.where(node),
            declaration=node["id"],
            success=success,
            returned=returned,
            kind="call",
            target=target,
            message=None,
            value=value,
            gas=_STIPEND,
        )
    )
    return success, returned


def _transfer(body: Body, node: Node) -> Value:
    success, returned = _paid(body, node)
    good, bad = body.block(), body.block()
    body.branch(node, success, good, bad)
    body.go_on(bad)
    body.rethrow(node, returned)
    body.go_on(good)
    return None


# -- storage arrays and new objects ------------------------------------------------------


def push_place(body: Body, node: Node) -> Place:
    """``array.push()``, whose result can be written."""
    callee = peeled(node["expression"])
    array_node = callee["expression"]
    kind = body.kind(array_node)
    array = body.operand(array_node)
    return _pushed(body, node, kind, array)


def _pushed(body: Body, node: Node, kind: Kind, array: Operand) -> Register:
    held = kind.held
    element = held.element if isinstance(held, Array) else FixedBytes(1)
    result = body.register(place_of(element, Region.STORAGE))
    body.emit(Push(span=body.where(node), declaration=node["id"], result=result, array=array))
    return result


def _push(body: Body, node: Node) -> Value:
    if not node["arguments"]:
        place = push_place(body, node)
        assert isinstance(place, Register)
        return body.read(node, place)
    callee = peeled(node["expression"])
    array_node = callee["expression"]
    kind = body.kind(array_node)
    array = body.operand(array_node)
    argument = node["arguments"][0]
    value = body.operand(argument)
    held = kind.held
    element = held.element if isinstance(held, Array) else FixedBytes(1)
    value = convert_to(
        body, argument, value, place_of(element, Region.STORAGE) if _object(element) else element
    )
    write(body, node, _pushed(body, node, kind, array), value)
    return None


def _object(held: object) -> bool:
    return type(held).__name__ in ("Array", "Bytes", "StructType", "Mapping")


def _pop(body: Body, node: Node) -> Value:
    array = body.operand(peeled(node["expression"])["expression"])
    body.emit(Pop(span=body.where(node), declaration=node["id"], array=array))
    return None


def _new_array(body: Body, node: Node) -> Value:
    argument = node["arguments"][0]
    length = convert_to(body, argument, body.operand(argument), WORD)
    kind = body.kind(node)
    assert kind.type is not None
    result = body.register(kind.type)
    body.emit(Allocate(span=body.where(node), declaration=node["id"], result=result, length=length))
    return result


def _wrapped(body: Body, node: Node) -> Value:
    return convert(body, node, body.operand(node["arguments"][0]), body.kind(node))


_CALLS: dict[str, Callable[[Body, Node], Value]] = {
    "send": _send,
    "transfer": _transfer,
    "arraypush": _push,
    "bytearraypush": _push,
    "arraypop": _pop,
    "objectcreation": _new_array,
    "wrap": _wrapped,
    "unwrap": _wrapped,
}
_BY_KIND = {**_CALLS, **BUILTINS, **ENCODINGS}
"""By the kind of function that solc's type says."""
CALLS: dict[str, Callable[[Body, Node], Value]] = {
    "FunctionCall": call,
    "FunctionCallOptions": lambda body, node: body.value(node["expression"]),
}
CALL_PLACES: dict[str, Callable[[Body, Node], Place]] = {"FunctionCall": push_place}
