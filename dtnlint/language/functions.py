"""Functions: parameters, results, modifiers laid around the body, constructors, getters.

A modifier is a copy of its body for each use. In the IR pipeline it is a function around the
rest: each time that it comes to its placeholder, parameters are as they were and results zero.
Where it is not known which pipeline makes the code, and it matters, either may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dtnlint.language.arithmetic import compare
from dtnlint.language.body import Body, Lowered, Unreadable, is_object, place_of
from dtnlint.language.conversions import convert, to
from dtnlint.language.expressions import variable_place
from dtnlint.language.instructions import (
    Block,
    Function,
    FunctionKey,
    Length,
    Local,
    Opaque,
    Operand,
    RefElement,
    RefField,
    Register,
    Return,
)
from dtnlint.language.statements import EVERYTHING, declare_zero
from dtnlint.language.tree import Node, Tree, getter_kinds
from dtnlint.language.types import BOOLEAN, WORD, Array, Reference, Region
from dtnlint.language.writing import write


def function(lowered: Lowered, node: Node) -> Function:
    """Lower a function, with the modifiers laid around it. Raises `Unreadable`."""
    tree = lowered.tree
    home = tree.home.get(node["id"])
    body = Body(lowered, node)
    parameters = tuple(body.declare(one) for one in node["parameters"]["parameters"])
    results = node["returnParameters"]["parameters"]
    body.results = [declare_zero(body, one) for one in results]
    body.result_kinds = [body.kind(one) for one in results]
    run(body, node)
    return _made(body, node, parameters, home)


def _made(body: Body, node: Node, parameters: tuple[Local, ...], home: Node | None) -> Function:
    return Function(
        key=FunctionKey(node["id"]),
        name=node["name"] or node["kind"],
        contract=home["name"] if home else "",
        signature=body.tree.slither_signature(node),
        parameters=parameters,
        results=tuple(body.results),
        blocks=body.finished(),
        span=body.where(node),
        payable=node["stateMutability"] == "payable",
        view=node["stateMutability"] in ("view", "pure"),
    )


def unreadable(tree: Tree, key: FunctionKey, node: Node, reason: str) -> Function:
    """A function of which nothing is known but how it is called."""
    parameters = _any_locals(tree, node.get("parameters"), 1)
    results = _any_locals(tree, node.get("returnParameters"), 1 + len(parameters))
    opaque = Opaque(
        span=tree.span(node),
        declaration=node["id"],
        results=(),
        reason=reason,
        effects=EVERYTHING,
        locals=results,
    )
    home = tree.home.get(node["id"])
    built = key.part == "construction"
    name = "constructor" if built else node.get("name") or node.get("kind", "")
    plain = node["nodeType"] == "FunctionDefinition"
    return Function(
        key=key,
        name=name,
        contract=(home or node)["name"] if home or built else "",
        signature=tree.slither_signature(node) if plain else f"{name}()",
        parameters=parameters,
        results=results,
        blocks=(Block((opaque,), Return(span=tree.span(node))),),
        span=tree.span(node),
        payable=node.get("stateMutability") == "payable",
        unreadable=reason,
    )


def _any_locals(tree: Tree, listed: Node | None, first: int) -> tuple[Local, ...]:
    """Parameters or results, as words where their types are not known."""
    found = []
    for number, declaration in enumerate(listed["parameters"] if listed else (), first):
        try:
            type_ = tree.kind(declaration).type or WORD
        except Exception:
            type_ = WORD
        found.append(Local(number, declaration.get("name", ""), type_, declaration["id"]))
    return tuple(found)


# -- modifiers ---------------------------------------------------------------------------


def run(body: Body, node: Node) -> None:
    """Run a function's or a constructor's body, its modifiers around it."""
    uses = [
        use
        for use in node.get("modifiers", ())
        if _definition(body, use)["nodeType"] == "ModifierDefinition"
    ]
    again = _come_again(body, uses) and (
        body.via_ir or (body.via_ir is None and _pipelines_differ(node))
    )
    start = _Start(body, node) if again else None
    _layer(body, node, uses, start)


def _definition(body: Body, use: Node) -> Node:
    return body.tree.nodes[use["modifierName"]["referencedDeclaration"]]


def _modifier(body: Body, use: Node) -> Node:
    """The modifier that a use runs: by a plain name what overrides it, by ``A.m`` that of A."""
    path = use["modifierName"]
    if "." in path["name"]:
        return _definition(body, use)
    return body.concrete.modifier(path["referencedDeclaration"])


def _layer(body: Body, node: Node, uses: list[Node], start: _Start | None) -> None:
    body.copy()
    if not uses:
        if node.get("body") is None:
            raise Unreadable("a function without a body")
        _inside(body, node["body"], None)
        return
    use, rest = uses[0], uses[1:]
    definition = _modifier(body, use)
    outer = dict(body.locals)
    checked, body.checked = body.checked, True
    arguments = use.get("arguments") or ()
    for parameter, argument in zip(definition["parameters"]["parameters"], arguments, strict=True):
        value = to(body, argument, body.kind(parameter))
        body.put(argument, body.declare(parameter), value)
    body.checked = checked

    def inner(placeholder: Node) -> None:
        if start is None:
            _layer(body, node, rest, None)
        else:
            start.again(placeholder, lambda: _layer(body, node, rest, start))

    _inside(body, definition["body"], inner)
    body.locals = outer


def _inside(body: Body, block: Node, placeholder: Callable[[Node], None] | None) -> None:
    kept = body.leave, body.placeholder, body.loops, body.checked, body.locals
    after = body.block()
    body.leave, body.placeholder, body.loops = after, placeholder, []
    body.checked, body.locals = True, dict(body.locals)
    body.statement(block)
    body.into(after)
    body.leave, body.placeholder, body.loops, body.checked, body.locals = kept


def _come_again(body: Body, uses: list[Node]) -> bool:
    """Whether some modifier may come to its placeholder more than once."""
    return any(_placeholders(_modifier(body, use)["body"]) > 1 for use in uses)


def _pipelines_differ(node: Node) -> bool:
    """Whether it can matter with what a function that runs again begins: with what the first run
    has left in parameters and results, or without.
    """
    results = node["returnParameters"]["parameters"]
    if results and node["visibility"] != "external":
        return True  # what the call gives may be of either run
    parameters = {one["id"] for one in node["parameters"]["parameters"]}
    return _names({one["id"] for one in results}, node["body"]) or any(
        _names(parameters, written) for written in _written(node["body"])
    )


def _written(node: object) -> Iterator[object]:
    """What a tree assigns to; of assembly, all that it names."""
    if isinstance(node, list):
        for one in node:
            yield from _written(one)
    elif isinstance(node, dict):
        kind = node.get("nodeType")
        if kind == "Assignment":
            yield node["leftHandSide"]
        elif kind == "UnaryOperation":
            yield node["subExpression"]
        elif kind == "InlineAssembly":
            yield node
        yield from _written(list(node.values()))


def _names(declared: set[int], node: object) -> bool:
    """Whether a tree names one of some variables."""
    if isinstance(node, list):
        return any(_names(declared, one) for one in node)
    if not isinstance(node, dict):
        return False
    if node.get("nodeType") == "InlineAssembly":
        return any(one["declaration"] in declared for one in node["externalReferences"])
    return node.get("referencedDeclaration") in declared or _names(declared, list(node.values()))


_LOOPS = frozenset(("ForStatement", "WhileStatement", "DoWhileStatement"))


def _placeholders(node: object) -> int:
    if isinstance(node, list):
        return sum(map(_placeholders, node))
    if not isinstance(node, dict):
        return 0
    if node.get("nodeType") == "PlaceholderStatement":
        return 1
    found = sum(_placeholders(one) for one in node.values() if isinstance(one, (dict, list)))
    return 2 * found if node.get("nodeType") in _LOOPS else found


_PIPELINE = "solc's pipelines differ in what a function begins with that a modifier runs again"


class _Start:
    """What parameters and results are each time that a placeholder is reached: of the newer
    pipeline what they were at first, of the legacy one what the run before has left, and where
    it is not known which makes the code, one or the other.
    """

    def __init__(self, body: Body, node: Node) -> None:
        self.body = body
        self.parameters = [body.locals[one["id"]] for one in node["parameters"]["parameters"]]
        self.results: list[tuple[Local, Local]] = []
        for result in body.results:
            kept = body.made(result.type, result.name)
            body.put(node, kept, body.get(node, result))
            self.results.append((result, kept))

    def again(self, node: Node, run: Callable[[], None]) -> None:
        """Run what a placeholder stands for."""
        body = self.body
        kept = []
        for parameter in self.parameters:
            local = body.made(parameter.type, parameter.name)
            body.put(node, local, body.get(node, parameter))
            kept.append(local)
        self._restored(node, self.results)
        run()
        self._restored(node, list(zip(self.parameters, kept, strict=True)))

    def _restored(self, node: Node, pairs: list[tuple[Local, Local]]) -> None:
        """Give locals the values of others: for certain, or perhaps."""
        body = self.body
        if not pairs:
            return
        after = body.block()
        if body.via_ir is None:
            newer = body.register(BOOLEAN)
            body.emit(
                Opaque(
                    span=body.where(node),
                    declaration=node["id"],
                    results=(newer,),
                    reason=_PIPELINE,
                    effects=frozenset(),
                )
            )
            restoring = body.block()
            body.branch(node, newer, restoring, after)
            body.go_on(restoring)
        for local, kept in pairs:
            body.put(node, local, body.get(node, kept))
        body.into(after)


# -- getters -----------------------------------------------------------------------------


def getter(lowered: Lowered, node: Node) -> Function:
    """The function that reads a public variable."""
    home = lowered.tree.home[node["id"]]
    body = Body(lowered, node)
    kinds, results = getter_kinds(lowered.tree, node)
    parameters = []
    for number, kind in enumerate(kinds):
        assert kind.type is not None
        parameters.append(body.made(kind.type, f"key{number}" if number else "key"))
    body.results = [body.made(kind.type, name) for name, kind in results if kind.type]
    variable = lowered.variables.get(node["id"])
    if variable is None:
        value = to(body, node["value"], results[0][1])
        body.put(node, body.results[0], value)
    else:
        place = variable_place(body, node, variable)
        for parameter in parameters:
            place = _element(body, node, place, body.get(node, parameter))
        for local, (name, kind) in zip(body.results, results, strict=True):
            part = _field(body, node, place, name) if name else place
            body.put(node, local, convert(body, node, body.read(node, part), kind))
    return Function(
        key=FunctionKey(node["id"], "getter"),
        name=node["name"],
        contract=home["name"],
        signature=body.tree.callee(node["id"]).signature,
        parameters=tuple(parameters),
        results=tuple(body.results),
        blocks=body.finished(),
        span=body.where(node),
        view=True,
    )


def _element(body: Body, node: Node, place: Register, key: Operand) -> Register:
    reference = place.type
    assert isinstance(reference, Reference)
    held = reference.type
    if isinstance(held, Array):
        # Unlike an expression, a getter reverts without a reason.
        length: Operand
        result = body.register(WORD)
        body.emit(Length(span=body.where(node), declaration=node["id"], result=result, array=place))
        length = result
        good, bad = body.block(), body.block()
        body.branch(node, compare(body, node, "<", key, length), good, bad)
        body.go_on(bad)
        body.revert(node)
        body.go_on(good)
        inner = held.element
    else:
        inner = held.value  # type: ignore[union-attr]
    found = body.register(Reference(inner, Region.STORAGE))
    body.emit(
        RefElement(span=body.where(node), declaration=node["id"], result=found, base=place, key=key)
    )
    return found


def _field(body: Body, node: Node, place: Register, name: str) -> Register:
    reference = place.type
    assert isinstance(reference, Reference)
    fields = body.tree.fields(reference.type.declaration)  # type: ignore[union-attr]
    held = next(held for field, held in fields if field == name)
    result = body.register(place_of(held, Region.STORAGE))
    body.emit(
        RefField(
            span=body.where(node), declaration=node["id"], result=result, base=place, name=name
        )
    )
    return result


def initialize(body: Body, node: Node) -> None:
    """Write a state variable's initial value."""
    variable = body.lowered.variables[node["id"]]
    kind = body.kind(node)
    expression = node["value"]
    value = body.operand(expression)
    value = value if is_object(variable.type) else convert(body, expression, value, kind)
    write(body, node, variable_place(body, node, variable), value)
