"""Arguments of calls: in which order they are evaluated, and when they are converted."""

from __future__ import annotations

from collections.abc import Sequence

from dtnlint.language.body import Body, Unreadable
from dtnlint.language.conversions import convert
from dtnlint.language.instructions import Operand
from dtnlint.language.kinds import Kind
from dtnlint.language.tree import Node


def in_order(node: Node, names: Sequence[str]) -> list[Node]:
    """A call's arguments in the order of the parameters, whose names are given."""
    arguments: list[Node] = node["arguments"]
    given = node.get("names")
    if not given:
        return arguments
    by_name = dict(zip(given, arguments, strict=True))
    try:
        return [by_name[name] for name in names if name in by_name]
    except KeyError as error:
        raise Unreadable("named arguments without parameters of these names") from error


def written(body: Body, node: Node, nodes: Sequence[Node]) -> Sequence[Node]:
    """The order in which they are evaluated: as written, or in the legacy pipeline as declared."""
    return node["arguments"] if body.via_ir else nodes


def evaluated(
    body: Body, node: Node, nodes: Sequence[Node], kinds: Sequence[Kind]
) -> list[Operand]:
    """Evaluate arguments and convert each to its parameter's kind."""
    if len(nodes) != len(kinds):
        raise Unreadable("a call with another number of arguments than parameters")
    if not body.via_ir:
        return [
            convert(body, one, body.operand(one), kind)
            for one, kind in zip(nodes, kinds, strict=True)
        ]
    values = {id(one): body.operand(one) for one in node["arguments"]}
    return [
        convert(body, one, values[id(one)], kind) for one, kind in zip(nodes, kinds, strict=True)
    ]


def operands(body: Body, node: Node, nodes: Sequence[Node], kinds: Sequence[Kind]) -> list[Operand]:
    """Evaluate arguments that are encoded: values are converted, objects stay where they are."""
    if len(nodes) != len(kinds):
        raise Unreadable("a call with another number of arguments than parameters")
    values = {id(one): body.operand(one) for one in written(body, node, nodes)}
    return [
        encodable(body, one, values[id(one)], kind) for one, kind in zip(nodes, kinds, strict=True)
    ]


def encodable(body: Body, node: Node, value: Operand, kind: Kind) -> Operand:
    """A value as it is encoded for a kind."""
    return value if kind.region is not None else convert(body, node, value, kind)
