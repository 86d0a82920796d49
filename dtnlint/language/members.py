"""``base.member``: fields, lengths, what only the machine knows, what types and modules hold."""

from __future__ import annotations

from collections.abc import Callable

from dtnlint.language.body import Body, Place, Unreadable, Value, place_of
from dtnlint.language.expressions import declared, environment, function_constant, variable_place
from dtnlint.language.instructions import (
    Constant,
    Length,
    MakePointer,
    PointerPart,
    RefField,
    Register,
)
from dtnlint.language.kinds import Kind
from dtnlint.language.tree import Node, keccak, peeled
from dtnlint.language.types import (
    ADDRESS,
    WORD,
    Address,
    Array,
    Bytes,
    Enumeration,
    FixedBytes,
    Number,
)

_SELECTOR = FixedBytes(4)


def member_access(body: Body, node: Node) -> Value:
    """A member that is read."""
    base = body.kind(node["expression"])
    if base.what == "struct":
        return body.read(node, field_place(body, node))
    kind = body.kind(node)
    if kind.what == "function" and kind.type is None and base.type is not None:
        # Named and not called: `array.pop;`. What it belongs to is evaluated all the same.
        body.value(node["expression"])
        return None
    found = _MEMBERS.get(base.what)
    if found is not None:
        return found(body, node, base)
    if isinstance(base.type, Address):
        return _of_address(body, node)
    if isinstance(base.type, FixedBytes) and node["memberName"] == "length":
        return Constant(base.type.size, Number(8))
    raise Unreadable(f"the member {node['memberName']} of a {base.what}")


def member_place(body: Body, node: Node) -> Place:
    """A member that is written."""
    base = body.kind(node["expression"])
    if base.what == "struct":
        return field_place(body, node)
    variable = body.lowered.variables.get(node.get("referencedDeclaration") or 0)
    if variable is not None:
        return variable_place(body, node, variable)
    raise Unreadable(f"a write to the member {node['memberName']}")


def field_place(body: Body, node: Node) -> Register:
    """The place of a struct's field."""
    kind = body.kind(node["expression"])
    base = body.operand(node["expression"])
    name = node["memberName"]
    held = next((held for field, held in body.tree.fields(kind.declaration) if field == name), None)
    if held is None or kind.region is None:
        raise Unreadable(f"the field {name}")
    result = body.register(place_of(held, kind.region))
    body.emit(
        RefField(span=body.where(node), declaration=node["id"], result=result, base=base, name=name)
    )
    return result


def _of_array(body: Body, node: Node, base: Kind) -> Value:
    if node["memberName"] != "length":
        raise Unreadable(f"the member {node['memberName']} of an array")
    inner = node["expression"]
    if (
        inner["nodeType"] == "MemberAccess"
        and inner["memberName"] == "code"
        and isinstance(body.kind(inner["expression"]).type, Address)
    ):
        # Asked for the size alone, no code is copied.
        return environment(body, node, "extcodesize", WORD, body.operand(inner["expression"]))
    array = body.operand(inner)
    if isinstance(base.held, Array) and base.held.length is not None:
        return Constant(base.held.length, WORD)
    if isinstance(array, Constant) and isinstance(array.value, bytes):
        return Constant(len(array.value), WORD)
    result = body.register(WORD)
    body.emit(Length(span=body.where(node), declaration=node["id"], result=result, array=array))
    return result


def _of_address(body: Body, node: Node) -> Value:
    name = node["memberName"]
    account = body.operand(node["expression"])
    return environment(body, node, name, body.kind(node).type, account)


def _of_magic(body: Body, node: Node, base: Kind) -> Value:
    name = node["memberName"]
    if base.name == "type":
        return _of_type_information(body, node, base.items[0])
    prefix = {"message": "msg", "transaction": "tx", "block": "block"}.get(base.name)
    if prefix is None:
        return None  # `abi.encode`: what is called
    return environment(body, node, f"{prefix}.{name}", body.kind(node).type)


def _of_type_information(body: Body, node: Node, subject: Kind) -> Value:
    name = node["memberName"]
    if name in ("min", "max"):
        if isinstance(subject.type, Number):
            bits = subject.type.bits - (1 if subject.type.signed else 0)
            low = -(1 << bits) if subject.type.signed else 0
            value = low if name == "min" else (1 << bits) - 1
            return Constant(value, subject.type, f"type({_name(subject.type)}).{name}")
        if isinstance(subject.type, Enumeration):
            members = subject.type.members
            index = 0 if name == "min" else len(members) - 1
            return Constant(index, subject.type, members[index])
    definition = body.tree.nodes[subject.declaration]
    if name == "name":
        return Constant(definition["name"].encode(), Bytes(text=True))
    if name == "interfaceId":
        return Constant(_interface_id(body, definition) << 224, _SELECTOR, "interfaceId")
    return environment(body, node, name, body.kind(node).type, Constant(0, subject.type or WORD))


def _name(type_: Number) -> str:
    return f"{'int' if type_.signed else 'uint'}{type_.bits}"


def _interface_id(body: Body, definition: Node) -> int:
    found = 0
    for member in definition["nodes"]:
        if member.get("functionSelector"):
            found ^= int(member["functionSelector"], 16)
    return found


def _of_function(body: Body, node: Node, base: Kind) -> Value:
    """``f.selector`` and ``f.address``; of an event its topic."""
    inner = peeled(node["expression"])
    definition = body.tree.nodes.get(inner.get("referencedDeclaration") or 0)
    if definition is not None and definition["nodeType"] in ("EventDefinition", "ErrorDefinition"):
        return _of_record(body, node, definition)
    selected = external_function(body, inner)
    if node["memberName"] == "selector" and selected is not None:
        if inner["nodeType"] == "MemberAccess" and inner["expression"]["nodeType"] != "Identifier":
            body.value(inner["expression"])
        callee = body.tree.callee(selected)
        return Constant(callee.selector << 224, _SELECTOR, f"{callee.name}.selector")
    pointer = body.operand(inner)
    part = node["memberName"]
    result = body.register(_SELECTOR if part == "selector" else ADDRESS)
    body.emit(
        PointerPart(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            pointer=pointer,
            part=part,
        )
    )
    return result


def external_function(body: Body, node: Node) -> int | None:
    """The declaration that an expression names as an external function; None for what holds a
    pointer. A public variable is its getter only as a contract's member: by its plain name, or
    that of its contract's type, it is what it holds.
    """
    node = peeled(node)
    number: int | None = node.get("referencedDeclaration")
    definition = body.tree.nodes.get(number or 0)
    if definition is None or not definition.get("functionSelector"):
        return None
    if definition["nodeType"] == "FunctionDefinition":
        return number
    member = node["nodeType"] == "MemberAccess"
    return number if member and body.kind(node["expression"]).what == "contract" else None


def _of_record(body: Body, node: Node, definition: Node) -> Value:
    digest = keccak(record_signature(body, definition).encode())
    if definition["nodeType"] == "EventDefinition":
        return Constant(int.from_bytes(digest, "big"), FixedBytes(32), definition["name"])
    return Constant(int.from_bytes(digest[:4], "big") << 224, _SELECTOR, definition["name"])


def record_signature(body: Body, definition: Node) -> str:
    """The canonical signature of an event or an error."""
    return body.tree.signature(definition["name"], definition["parameters"]["parameters"])


def _of_contract(body: Body, node: Node, base: Kind) -> Value:
    """A pointer to an external function of a contract."""
    kind = body.kind(node)
    if kind.type is None or node.get("referencedDeclaration") is None:
        raise Unreadable(f"the member {node['memberName']} of a contract")
    target = body.operand(node["expression"])
    result = body.register(kind.type)
    body.emit(
        MakePointer(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            target=target,
            function=body.tree.callee(node["referencedDeclaration"]),
        )
    )
    return result


def _of_type(body: Body, node: Node, base: Kind) -> Value:
    """What a type holds: an enum's member, a contract's variable, constant or function."""
    subject = base.items[0]
    if isinstance(subject.type, Enumeration):
        name = node["memberName"]
        return Constant(subject.type.members.index(name), subject.type, name)
    return _named(body, node)


def _named(body: Body, node: Node) -> Value:
    number = node.get("referencedDeclaration")
    if number is None:
        return None
    variable = body.lowered.variables.get(number)
    if variable is not None:
        return body.read(node, variable_place(body, node, variable))
    return declared(body, node, number)


def _of_module(body: Body, node: Node, base: Kind) -> Value:
    if node["expression"]["nodeType"] == "TupleExpression":
        body.value(node["expression"])
    return _named(body, node)


def _of_super(body: Body, node: Node, base: Kind) -> Value:
    target = body.concrete.super_function(node["referencedDeclaration"], base.declaration)
    return function_constant(body, node, target)


_MEMBERS: dict[str, Callable[[Body, Node, Kind], Value]] = {
    "array": _of_array,
    "bytes": _of_array,
    "magic": _of_magic,
    "function": _of_function,
    "contract": _of_contract,
    "type": _of_type,
    "module": _of_module,
    "super": _of_super,
}
MEMBERS: dict[str, Callable[[Body, Node], Value]] = {"MemberAccess": member_access}
MEMBER_PLACES: dict[str, Callable[[Body, Node], Place]] = {"MemberAccess": member_place}
