"""Functions that Solidity brings: checks, events and errors, ends of a message, the machine's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dtnlint.language.arguments import encodable, in_order, operands
from dtnlint.language.arithmetic import compare
from dtnlint.language.body import Body, Unreadable, Value
from dtnlint.language.conversions import convert_to
from dtnlint.language.expressions import environment, jump_on, require
from dtnlint.language.instructions import (
    Constant,
    Destroy,
    Emit,
    Modular,
    Operand,
    Revert,
)
from dtnlint.language.kinds import Kind
from dtnlint.language.members import record_signature
from dtnlint.language.tree import Node, peeled
from dtnlint.language.types import (
    ADDRESS,
    WORD,
    Bytes,
    FixedBytes,
    Reference,
    Region,
    Type,
)

_MEMORY_BYTES = Reference(Bytes(), Region.MEMORY)
_SELECTOR = FixedBytes(4)
_WORD_BYTES = FixedBytes(32)


# -- checks ------------------------------------------------------------------------------


def _require(body: Body, node: Node) -> Value:
    arguments = node["arguments"]
    good, bad = body.block(), body.block()
    if len(arguments) == 1:
        jump_on(body, arguments[0], good, bad)
        body.go_on(bad)
        body.revert(node)
    else:
        reason = arguments[1]
        if _is_plain(reason):
            jump_on(body, arguments[0], good, bad)
            body.go_on(bad)
            body.end(_reason(body, reason))
        else:
            condition = body.operand(arguments[0])
            end = _reason(body, reason)
            body.branch(node, condition, good, bad)
            body.go_on(bad)
            body.end(end)
    body.go_on(good)
    return None


def _is_plain(node: Node) -> bool:
    """Whether evaluating it does nothing and reverts nowhere, so that nobody sees when."""
    which = node["nodeType"]
    if which in ("Literal", "Identifier"):
        return True
    if which == "MemberAccess":
        return _is_plain(node["expression"])
    if which == "FunctionCall" and node["typeDescriptions"]["typeIdentifier"] == "t_error":
        return all(map(_is_plain, node["arguments"]))
    return False


def _reason(body: Body, node: Node) -> Revert:
    """How the message ends, all that it says evaluated."""
    if body.kind(node).name == "error":
        return error(body, node)
    return Revert(
        span=body.where(node),
        declaration=node["id"],
        kind="text",
        arguments=(body.operand(node),),
        types=(Bytes(text=True),),
    )


def error(body: Body, node: Node) -> Revert:
    """``E(…)``, thrown."""
    definition, values, types = _record(body, node)
    return Revert(
        span=body.where(node),
        declaration=node["id"],
        kind="error",
        name=record_signature(body, definition),
        arguments=tuple(values),
        types=types,
    )


def _record(body: Body, node: Node) -> tuple[Node, list[Operand], tuple[Type, ...]]:
    callee = peeled(node["expression"])
    definition = body.tree.nodes.get(callee.get("referencedDeclaration") or 0)
    if definition is None:
        raise Unreadable("an event or an error that is declared nowhere")
    parameters = definition["parameters"]["parameters"]
    kinds = [body.kind(one) for one in parameters]
    nodes = in_order(node, [one["name"] for one in parameters])
    if body.via_ir or definition["nodeType"] == "ErrorDefinition":
        values = operands(body, node, nodes, kinds)
    else:
        values = _event_arguments(body, nodes, kinds, parameters)
    return definition, values, tuple(one.held for one in kinds if one.held)


def _event_arguments(
    body: Body, nodes: Sequence[Node], kinds: Sequence[Kind], parameters: Sequence[Node]
) -> list[Operand]:
    """The legacy pipeline evaluates the indexed ones first, from the last to the first."""
    values: dict[int, Operand] = {}
    indexed = [i for i, one in enumerate(parameters) if one.get("indexed")]
    others = [i for i, one in enumerate(parameters) if not one.get("indexed")]
    for i in indexed[::-1] + others:
        values[i] = encodable(body, nodes[i], body.operand(nodes[i]), kinds[i])
    return [values[i] for i in range(len(nodes))]


def emit(body: Body, node: Node) -> None:
    """``emit E(…)``."""
    definition, values, _ = _record(body, node)
    body.emit(
        Emit(
            span=body.where(node),
            declaration=node["id"],
            event=record_signature(body, definition),
            arguments=tuple(values),
            declaration_of=definition["id"],
        )
    )


def _emit(body: Body, node: Node) -> Value:
    emit(body, node)
    return None


def _assert(body: Body, node: Node) -> Value:
    good, bad = body.block(), body.block()
    jump_on(body, node["arguments"][0], good, bad)
    body.go_on(bad)
    body.fail(node, 0x01)
    body.go_on(good)
    return None


def _revert(body: Body, node: Node) -> Value:
    arguments = node["arguments"]
    if arguments:
        body.end(_reason(body, arguments[0]))
    else:
        body.revert(node)
    return None


def _destroy(body: Body, node: Node) -> Value:
    argument = node["arguments"][0]
    account = convert_to(body, argument, body.operand(argument), ADDRESS)
    body.end(Destroy(span=body.where(node), declaration=node["id"], beneficiary=account))
    return None


# -- the rest ----------------------------------------------------------------------------


def _modular(body: Body, node: Node) -> Value:
    function = body.kind(peeled(node["expression"])).function
    nodes = node["arguments"]
    if body.via_ir:
        values = [convert_to(body, one, body.operand(one), WORD) for one in nodes]
    else:
        # The modulus comes first, and is checked before the others are evaluated.
        modulus = convert_to(body, nodes[2], body.operand(nodes[2]), WORD)
        if not isinstance(modulus, Constant) or not modulus.value:
            require(body, node, compare(body, node, "!=", modulus, Constant(0, WORD)), 0x12)
        second = convert_to(body, nodes[1], body.operand(nodes[1]), WORD)
        values = [convert_to(body, nodes[0], body.operand(nodes[0]), WORD), second, modulus]
    result = body.register(WORD)
    body.emit(
        Modular(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            operator=function,  # type: ignore[arg-type]
            left=values[0],
            right=values[1],
            modulus=values[2],
        )
    )
    return result


def _from_machine(body: Body, node: Node) -> Value:
    callee = peeled(node["expression"])
    kind = body.kind(callee)
    values = [
        encodable(body, one, body.operand(one), wanted)
        for one, wanted in zip(node["arguments"], kind.items, strict=True)
    ]
    return environment(body, node, kind.function, body.kind(node).type, *values)


def _type_name(body: Body, node: Node) -> Value:
    return None


BUILTINS: dict[str, Callable[[Body, Node], Value]] = {
    "require": _require,
    "assert": _assert,
    "revert": _revert,
    "event": _emit,
    "selfdestruct": _destroy,
    "ecrecover": _from_machine,
    "gasleft": _from_machine,
    "blockhash": _from_machine,
    "blobhash": _from_machine,
    "addmod": _modular,
    "mulmod": _modular,
    "metatype": _type_name,
}
