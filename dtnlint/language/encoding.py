"""Bytes: what encodes and decodes them, hashes them, and what of them the source fixes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dtnlint.language.arguments import encodable
from dtnlint.language.arithmetic import compute
from dtnlint.language.body import Body, Unreadable, Value
from dtnlint.language.conversions import convert_to
from dtnlint.language.instructions import (
    CalleeFunction,
    Constant,
    Convert,
    Decode,
    Encode,
    Hash,
    Operand,
    PointerPart,
    Register,
)
from dtnlint.language.members import external_function
from dtnlint.language.tree import Node, keccak, peeled
from dtnlint.language.types import (
    ADDRESS,
    WORD,
    Boolean,
    Bytes,
    FixedBytes,
    Number,
    Reference,
    Region,
    Type,
)

_MEMORY_BYTES = Reference(Bytes(), Region.MEMORY)
_SELECTOR = FixedBytes(4)
_WORD_BYTES = FixedBytes(32)
_LONGEST_NAME = 80
"""Characters of a hashed text that names its hash."""


# -- hashing -----------------------------------------------------------------------------


def _hash(body: Body, node: Node) -> Value:
    callee = peeled(node["expression"])
    function = body.kind(callee).function
    argument = node["arguments"][0]
    data = known_bytes(body, argument)
    if data is not None and function == "keccak256":
        return _hash_of(data)
    value = body.operand(argument)
    if function == "keccak256" and isinstance(value, Constant) and isinstance(value.value, bytes):
        return _hash_of(value.value)
    size = FixedBytes(20) if function == "ripemd160" else _WORD_BYTES
    result = body.register(size)
    body.emit(
        Hash(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            algorithm=function,  # type: ignore[arg-type]
            data=value,
        )
    )
    return result


def _hash_of(data: bytes) -> Constant:
    text = data.decode("utf-8", "replace")
    name = f'keccak256("{text}")' if text.isprintable() and len(text) <= _LONGEST_NAME else ""
    return Constant(int.from_bytes(keccak(data), "big"), _WORD_BYTES, name)


def _namespace(body: Body, node: Node) -> Value:
    """``erc7201(id)``: where the storage of a namespace begins (ERC-7201)."""
    argument = node["arguments"][0]
    name = known_bytes(body, argument)
    if name is not None:
        inner = int.from_bytes(keccak(name), "big") - 1
        outer = int.from_bytes(keccak((inner % (1 << 256)).to_bytes(32, "big")), "big")
        return Constant(outer >> 8 << 8, WORD)
    first = _hashed(body, node, body.operand(argument))
    number = convert_to(body, node, first, WORD)
    before = compute(body, node, "-", number, Constant(1, WORD), WORD, checked=False)
    encoded = _encoded(body, node, [before], [WORD], type_=_MEMORY_BYTES)
    second = convert_to(body, node, _hashed(body, node, encoded), WORD)
    return compute(body, node, "&", second, Constant((1 << 256) - 256, WORD), WORD)


def _hashed(body: Body, node: Node, data: Operand) -> Register:
    result = body.register(_WORD_BYTES)
    body.emit(
        Hash(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            algorithm="keccak256",
            data=data,
        )
    )
    return result


def known_bytes(body: Body, node: Node) -> bytes | None:
    """Bytes that the source fixes: a text, or constants encoded. Evaluates nothing else."""
    node = peeled(node)
    if node["nodeType"] in ("Literal", "Identifier", "MemberAccess"):
        named = _known(body, node)
        return named.value if named is not None and isinstance(named.value, bytes) else None
    if node["nodeType"] != "FunctionCall":
        return None
    if node["kind"] == "typeConversion":
        to_bytes = body.kind(node).what == "bytes"
        return known_bytes(body, node["arguments"][0]) if to_bytes else None
    function = body.kind(peeled(node["expression"])).function
    if function not in ("abiencode", "abiencodepacked"):
        return None
    found = b""
    for argument in node["arguments"]:
        constant = _known(body, argument)
        if constant is None:
            return None
        if isinstance(constant.value, bytes):
            if function == "abiencode":
                return None
            found += constant.value
            continue
        word = _word(constant)
        size = packed_size(constant.type) if function == "abiencodepacked" else 32
        if size is None:
            return None
        left = isinstance(constant.type, FixedBytes)
        content = word.to_bytes(32, "big")
        found += content[:size] if left else content[32 - size :]
    return found


def _known(body: Body, node: Node) -> Constant | None:
    """A constant's value, if evaluating it takes no instruction; else nothing is left of it."""
    unknown = body.lowered.unknown
    if not node.get("isPure") or node["id"] in unknown:
        return None
    tried = body.point()
    value = body.operand(node)
    if isinstance(value, Constant) and body.point() == tried:
        return value
    body.back_to(tried)
    unknown.add(node["id"])
    return None


def _word(constant: Constant) -> int:
    assert isinstance(constant.value, int)
    return constant.value & ((1 << 256) - 1)


def packed_size(type_: Type) -> int | None:
    """How many bytes a value takes where items are packed; None where that is not the same for all
    or not told.
    """
    if isinstance(type_, Number):
        return type_.bits // 8
    if isinstance(type_, FixedBytes):
        return type_.size
    if isinstance(type_, Boolean):
        return 1
    return 20 if type_ == ADDRESS else None


# -- encoding ----------------------------------------------------------------------------


def _encode(body: Body, node: Node) -> Value:
    callee = peeled(node["expression"])
    kind = body.kind(callee)
    nodes = node["arguments"]
    selector: Operand | None = None
    function: CalleeFunction | None = None
    values = [body.operand(one) for one in nodes]
    if kind.function == "abiencodewithselector":
        selector = convert_to(body, nodes[0], values[0], _SELECTOR)
        function = _selected(body, nodes[0])
    elif kind.function == "abiencodewithsignature":
        selector, function = _signed(body, nodes[0], values[0])
    if selector is not None:
        nodes, values = nodes[1:], values[1:]
    items, types = _items(body, nodes, values)
    return _encoded(
        body,
        node,
        items,
        types,
        packed=kind.function == "abiencodepacked",
        selector=selector,
        function=function,
    )


def _items(
    body: Body, nodes: Sequence[Node], values: Sequence[Operand]
) -> tuple[list[Operand], list[Type]]:
    items, types = [], []
    for one, value in zip(nodes, values, strict=True):
        held = body.kind(one).held
        if held is None:
            raise Unreadable("an item of an unknown type")
        items.append(value)
        types.append(held)
    return items, types


def _encoded(
    body: Body,
    node: Node,
    items: Sequence[Operand],
    types: Sequence[Type],
    *,
    packed: bool = False,
    selector: Operand | None = None,
    function: CalleeFunction | None = None,
    type_: Type | None = None,
) -> Operand:
    result = body.register(type_ or body.kind(node).type or _MEMORY_BYTES)
    body.emit(
        Encode(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            items=tuple(items),
            types=tuple(types),
            packed=packed,
            selector=selector,
            function=function,
        )
    )
    return result


def _selected(body: Body, node: Node) -> CalleeFunction | None:
    """The function of ``F.f.selector``."""
    node = peeled(node)
    if node["nodeType"] == "MemberAccess" and node["memberName"] == "selector":
        number = external_function(body, node["expression"])
        return None if number is None else body.tree.callee(number)
    return None


def _signed(body: Body, node: Node, value: Operand) -> tuple[Operand, CalleeFunction | None]:
    """The selector of a signature that is given as a text."""
    if isinstance(value, Constant) and isinstance(value.value, bytes):
        signature = value.value.decode("utf-8", "replace")
        number = int.from_bytes(keccak(value.value)[:4], "big")
        name = signature.partition("(")[0]
        function = CalleeFunction("", name, signature, number, 0)
        return Constant(number << 224, _SELECTOR, signature), function
    digest = _hashed(body, node, value)
    selector = body.register(_SELECTOR)
    body.emit(Convert(span=body.where(node), declaration=node["id"], result=selector, value=digest))
    return selector, None


def _encode_call(body: Body, node: Node) -> Value:
    pointer_node, tuple_node = node["arguments"]
    pointer_node = peeled(pointer_node)
    if tuple_node["nodeType"] == "TupleExpression" and not tuple_node.get("isInlineArray"):
        nodes = tuple_node["components"]
    else:
        nodes = [tuple_node]
    number = external_function(body, pointer_node)
    function = None if number is None else body.tree.callee(number)
    selector: Operand
    if function is not None:
        if pointer_node["nodeType"] == "MemberAccess":
            body.value(pointer_node["expression"])
        selector = Constant(function.selector << 224, _SELECTOR, f"{function.name}.selector")
    else:
        pointer = body.operand(pointer_node)
        selector = body.register(_SELECTOR)
        body.emit(
            PointerPart(
                span=body.where(node),
                declaration=node["id"],
                result=selector,
                pointer=pointer,
                part="selector",
            )
        )
    kinds = body.kind(pointer_node).items
    values = [body.operand(one) for one in nodes]
    items = [
        encodable(body, one, value, kind)
        for one, value, kind in zip(nodes, values, kinds, strict=True)
    ]
    types = [kind.held for kind in kinds if kind.held is not None]
    return _encoded(body, node, items, types, selector=selector, function=function)


def _concat(body: Body, node: Node) -> Value:
    values = [body.operand(one) for one in node["arguments"]]
    items, types = _items(body, node["arguments"], values)
    return _encoded(body, node, items, types, packed=True)


def _decode(body: Body, node: Node) -> Value:
    data = body.operand(node["arguments"][0])
    if isinstance(data, Constant):
        data = convert_to(body, node, data, _MEMORY_BYTES)
    kind = body.kind(node)
    kinds = kind.items if kind.what == "tuple" else (kind,)
    results = []
    for one in kinds:
        if one.type is None:
            raise Unreadable("decoding to an unknown type")
        results.append(body.register(one.type))
    body.emit(
        Decode(span=body.where(node), declaration=node["id"], results=tuple(results), data=data)
    )
    return results if kind.what == "tuple" else results[0]


ENCODINGS: dict[str, Callable[[Body, Node], Value]] = {
    "keccak256": _hash,
    "sha256": _hash,
    "ripemd160": _hash,
    "erc7201": _namespace,
    "abiencode": _encode,
    "abiencodepacked": _encode,
    "abiencodewithselector": _encode,
    "abiencodewithsignature": _encode,
    "abiencodecall": _encode_call,
    "abidecode": _decode,
    "bytesconcat": _concat,
    "stringconcat": _concat,
}
