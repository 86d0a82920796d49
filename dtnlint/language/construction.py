"""Construction: initial values, base arguments and constructors, in the pipeline's order.

The legacy pipeline first gives all state variables their initial values, then evaluates the
arguments of each base's constructor on the way down and runs the bodies on the way up. The IR
pipeline evaluates on the way down all arguments that a contract gives, and on the way up gives
each contract's variables their values before it runs its constructor.
"""

from __future__ import annotations

from collections.abc import Sequence

from dtnlint.language.body import Body, Lowered
from dtnlint.language.conversions import to
from dtnlint.language.functions import initialize, run
from dtnlint.language.instructions import Function, FunctionKey, Local, Opaque
from dtnlint.language.tree import Node, constructor_of


def construction(lowered: Lowered) -> Function:
    """The function that a creation of the concrete contract runs. Raises `Unreadable`."""
    node = lowered.concrete.node
    body = Body(lowered, node)
    own = constructor_of(node)
    parameters: tuple[Local, ...] = ()
    if own is not None:
        parameters = tuple(body.declare(one) for one in own["parameters"]["parameters"])
    bases = lowered.concrete.bases
    if lowered.via_ir:
        _ir(body, bases, 0)
    else:
        for base in reversed(bases):
            _initialize_all(body, base)
        _legacy(body, [base for base in bases if constructor_of(base)], 0)
    return Function(
        key=FunctionKey(node["id"], "construction"),
        name="constructor",
        contract=node["name"],
        signature=body.tree.slither_signature(own) if own is not None else "constructor()",
        parameters=parameters,
        results=(),
        blocks=body.finished(),
        span=body.where(own or node),
        payable=own is not None and own["stateMutability"] == "payable",
    )


def _initialize_all(body: Body, contract: Node) -> None:
    for member in contract["nodes"]:
        if member["id"] in body.lowered.variables and member.get("value"):
            initialize(body, member)


def _legacy(body: Body, bases: Sequence[Node], index: int) -> None:
    if index == len(bases):
        return
    contract = bases[index]
    constructor = constructor_of(contract)
    assert constructor is not None
    if contract is not body.concrete.node:
        _parameters(body, constructor, _given(body, contract["id"]))
    _legacy(body, bases, index + 1)
    run(body, constructor)


def _parameters(body: Body, constructor: Node, arguments: Sequence[Node]) -> None:
    """Give a base's constructor its arguments."""
    parameters = constructor["parameters"]["parameters"]
    if len(arguments) != len(parameters):
        _any_arguments(body, constructor)
        return
    for parameter, argument in zip(parameters, arguments, strict=True):
        value = to(body, argument, body.kind(parameter))
        body.put(argument, body.declare(parameter), value)


def _any_arguments(body: Body, constructor: Node) -> None:
    """What an abstract contract leaves to those that derive from it may be anything."""
    for parameter in constructor["parameters"]["parameters"]:
        local = body.declare(parameter)
        value = body.register(local.type)
        body.emit(
            Opaque(
                span=body.where(parameter),
                declaration=parameter["id"],
                results=(value,),
                reason="an argument that a derived contract gives",
                effects=frozenset(),
            )
        )
        body.put(parameter, local, value)


def _given(body: Body, base: int) -> Sequence[Node]:
    """The arguments that a base's constructor is given, by whichever contract."""
    for contract in body.concrete.bases:
        for number, arguments in _arguments_of(contract):
            if number == base:
                return arguments
    return ()


def _arguments_of(contract: Node) -> list[tuple[int, Sequence[Node]]]:
    """The arguments that a contract gives to constructors of its bases."""
    found = [
        (one["baseName"]["referencedDeclaration"], one["arguments"])
        for one in contract["baseContracts"]
        if one.get("arguments")
    ]
    constructor = constructor_of(contract)
    if constructor is not None:
        found += [
            (use["modifierName"]["referencedDeclaration"], use["arguments"])
            for use in constructor["modifiers"]
            if use.get("arguments")
        ]
    return found


def _ir(body: Body, bases: Sequence[Node], index: int) -> None:
    if index == len(bases):
        return
    contract = bases[index]
    order: list[int] = contract["linearizedBaseContracts"]
    given = {number: arguments for number, arguments in _arguments_of(contract) if number in order}
    for number in sorted(given, key=order.index):
        constructor = constructor_of(body.tree.nodes[number])
        if constructor is None:
            continue
        _parameters(body, constructor, given[number])
    _ir(body, bases, index + 1)
    _initialize_all(body, contract)
    constructor = constructor_of(contract)
    if constructor is not None:
        if any(one["id"] not in body.locals for one in constructor["parameters"]["parameters"]):
            _any_arguments(body, constructor)
        run(body, constructor)
