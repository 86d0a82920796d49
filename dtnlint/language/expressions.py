"""Expressions that are no calls: literals, names, members, elements, operators, assignments.

The order in which operands are evaluated is the pipeline's: the legacy one evaluates the right
operand of a binary operator first, the IR one the left; both an assignment's right side before
its left one, and both write the parts of a tuple from the last to the first.
"""

from __future__ import annotations

from collections.abc import Callable

from dtnlint.language.arithmetic import compare, compute, inverted
from dtnlint.language.body import (
    Body,
    OpenBlock,
    Place,
    Unreadable,
    Value,
    place_of,
)
from dtnlint.language.conversions import constant, convert, convert_all, convert_to, to
from dtnlint.language.instructions import (
    Call,
    Constant,
    Environment,
    FunctionConstant,
    FunctionKey,
    Local,
    Make,
    Operand,
    RefElement,
    RefVariable,
    Register,
    Slice,
    StateVariable,
    Unary,
)
from dtnlint.language.kinds import Kind
from dtnlint.language.tree import Node
from dtnlint.language.types import (
    ADDRESS,
    BOOLEAN,
    WORD,
    Bytes,
    FixedBytes,
    Number,
    Reference,
    Region,
    Type,
)
from dtnlint.language.writing import assign, erase, write

TEXT = Bytes(text=True)
SHIFTS = frozenset(("<<", ">>", "**"))
COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))


# -- literals and names ------------------------------------------------------------------


def literal(body: Body, node: Node) -> Value:
    """A number, a text, a boolean or an address."""
    kind = body.kind(node)
    if kind.number is not None:
        return constant(kind.number, kind)
    if kind.what == "text":
        return Constant(bytes.fromhex(node["hexValue"]), TEXT)
    if kind.type == BOOLEAN:
        return Constant(int(node["value"] == "true"), BOOLEAN)
    if kind.type == ADDRESS:
        return Constant(int(node["value"], 16), ADDRESS)
    raise Unreadable("a literal of an unknown kind")


def identifier(body: Body, node: Node) -> Value:
    """A name that is read."""
    number = node["referencedDeclaration"]
    local = body.locals.get(number)
    if local is not None:
        return body.get(node, local)
    variable = body.lowered.variables.get(number)
    if variable is not None:
        return body.read(node, variable_place(body, node, variable))
    if node["name"] == "this" and number not in body.tree.nodes:
        return environment(body, node, "this", body.kind(node).type)
    return declared(body, node, number, virtual=True)


def declared(body: Body, node: Node, number: int, *, virtual: bool = False) -> Value:
    """The value of what is declared: a constant, or a pointer to an internal function."""
    definition = body.tree.nodes.get(number)
    if definition is None:
        return None
    if definition["nodeType"] == "VariableDeclaration":
        return constant_variable(body, definition)
    if definition["nodeType"] == "FunctionDefinition":
        kind = body.kind(node)
        if kind.function == "internal":
            target = body.concrete.function(number) if virtual else definition
            return function_constant(body, node, target)
    return None


def function_constant(body: Body, node: Node, target: Node) -> Value:
    """A pointer to an internal function."""
    kind = body.kind(node)
    if kind.type is None:
        return None
    return FunctionConstant(body.call_needs(FunctionKey(target["id"])), kind.type)


def identifier_place(body: Body, node: Node) -> Place:
    """A name that is written."""
    number = node["referencedDeclaration"]
    local = body.locals.get(number)
    if local is not None:
        return local
    variable = body.lowered.variables.get(number)
    if variable is None:
        raise Unreadable(f"a write to {node['name']}")
    return variable_place(body, node, variable)


def variable_place(body: Body, node: Node, variable: StateVariable) -> Register:
    """The place of a state variable."""
    region = Region.TRANSIENT if variable.transient else Region.STORAGE
    result = body.register(Reference(variable.type, region))
    body.emit(
        RefVariable(span=body.where(node), declaration=node["id"], result=result, variable=variable)
    )
    return result


def constant_variable(body: Body, definition: Node) -> Value:
    """A constant's expression, evaluated where it is named."""
    number = definition["id"]
    known = body.lowered.constants.get(number)
    if known is not None:
        return known
    if not definition.get("value"):
        raise Unreadable(f"the constant {definition['name']} without a value")
    body.copy()
    before, checked = body.point(), body.checked
    body.checked = True
    value, kind = body.operand(definition["value"]), body.kind(definition)
    if kind.region is None or not isinstance(value, Constant):
        # A text becomes an object in memory only where it is needed as one.
        value = convert(body, definition["value"], value, kind)
    body.checked = checked
    if isinstance(value, Constant) and body.point() == before:
        value = Constant(value.value, value.type, definition["name"])
        body.lowered.constants[number] = value
    return value


def environment(
    body: Body, node: Node, name: str, type_: Type | None, *arguments: Operand
) -> Register:
    """What only the machine knows."""
    if type_ is None:
        raise Unreadable(f"{name} of an unknown type")
    result = body.register(type_)
    body.emit(
        Environment(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            name=name,
            arguments=arguments,
        )
    )
    return result


# -- elements ----------------------------------------------------------------------------


def index_access(body: Body, node: Node) -> Value:
    """``base[index]`` that is read."""
    base_kind = body.kind(node["baseExpression"])
    if base_kind.what == "type":
        return None
    if isinstance(base_kind.type, FixedBytes):
        return _byte_of(body, node, base_kind.type)
    place = index_place(body, node)
    assert isinstance(place, Register)
    return body.read(node, place)


def index_place(body: Body, node: Node) -> Place:
    """``base[index]`` that is written."""
    base_node, index_node = node["baseExpression"], node["indexExpression"]
    kind = body.kind(base_node)
    base = body.operand(base_node)
    key: Operand
    if kind.what == "mapping":
        key_kind, held = kind.items[0], kind.items[1].held
        key = body.operand(index_node)
        if key_kind.region is None:
            key = convert(body, index_node, key, key_kind)
    elif kind.what in ("array", "bytes"):
        key = convert_to(body, index_node, body.operand(index_node), WORD)
        held = kind.items[0].held if kind.what == "array" else FixedBytes(1)
    else:
        raise Unreadable(f"an element of a {kind.what}")
    if held is None or kind.region is None:
        raise Unreadable("an element of an unknown type")
    if not isinstance(base.type, Reference):
        base = convert(body, base_node, base, kind)
    result = body.register(place_of(held, kind.region))
    body.emit(
        RefElement(span=body.where(node), declaration=node["id"], result=result, base=base, key=key)
    )
    return result


def _byte_of(body: Body, node: Node, type_: FixedBytes) -> Operand:
    """One byte of fixed bytes, which must be there."""
    word = body.operand(node["baseExpression"])
    index_node = node["indexExpression"]
    index = convert_to(body, index_node, body.operand(index_node), WORD)
    inside = compare(body, node, "<", index, Constant(type_.size, WORD))
    require(body, node, inside, 0x32)
    bits = compute(body, node, "*", index, Constant(8, WORD), WORD, checked=False)
    moved = compute(body, node, "<<", word, bits, type_, checked=False)
    return convert_to(body, node, moved, FixedBytes(1))


def require(body: Body, node: Node, condition: Operand, code: int) -> None:
    """Panic with a code unless a condition holds."""
    if isinstance(condition, Constant) and condition.value:
        return
    good, bad = body.block(), body.block()
    body.branch(node, condition, good, bad)
    body.go_on(bad)
    body.fail(node, code)
    body.go_on(good)


def index_range(body: Body, node: Node) -> Value:
    """``base[start:end]`` of calldata."""
    kind = body.kind(node)
    base = body.operand(node["baseExpression"])
    bounds: list[Operand | None] = []
    for part in ("startExpression", "endExpression"):
        bound = node.get(part)
        bounds.append(None if bound is None else convert_to(body, bound, body.operand(bound), WORD))
    if kind.type is None:
        raise Unreadable("a slice of an unknown type")
    result = body.register(kind.type)
    body.emit(
        Slice(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            base=base,
            start=bounds[0],
            end=bounds[1],
        )
    )
    return result


# -- tuples and array literals -----------------------------------------------------------


def tuple_expression(body: Body, node: Node) -> Value:
    """``(a, b)``, ``(a)`` or ``[a, b]``."""
    components = node["components"]
    if node.get("isInlineArray"):
        return _inline_array(body, node)
    if len(components) == 1 and components[0] is not None:
        return body.value(components[0])
    return [None if one is None else body.value(one) for one in components]


def tuple_place(body: Body, node: Node) -> Place:
    """``(a, , b)`` that is written."""
    components = node["components"]
    if len(components) == 1 and components[0] is not None:
        return body.place(components[0])
    return [None if one is None else body.place(one) for one in components]


def _inline_array(body: Body, node: Node) -> Operand:
    kind = body.kind(node)
    element = kind.items[0]
    nodes = node["components"]
    if body.via_ir:
        values = [body.operand(one) for one in nodes]
        items = [convert(body, one, v, element) for one, v in zip(nodes, values, strict=True)]
    else:
        items = [to(body, one, element) for one in nodes]
    assert kind.type is not None
    result = body.register(kind.type)
    body.emit(
        Make(span=body.where(node), declaration=node["id"], result=result, items=tuple(items))
    )
    return result


# -- operators ---------------------------------------------------------------------------


def binary(body: Body, node: Node) -> Value:
    """``a + b`` and its like."""
    kind = body.kind(node)
    if kind.number is not None:
        return constant(kind.number, kind)
    operator = node["operator"]
    if operator in ("&&", "||"):
        return _short_circuit(body, node)
    left_node, right_node = node["leftExpression"], node["rightExpression"]
    if node.get("function"):
        return _operator_call(body, node, (left_node, right_node))
    common = body.tree.kind_of(node["commonType"]["typeIdentifier"])
    right_kind = body.kind(right_node) if operator in SHIFTS else common
    if body.via_ir:
        left = to(body, left_node, common)
        right = to(body, right_node, right_kind)
    else:
        right = to(body, right_node, right_kind)
        left = to(body, left_node, common)
    if operator in COMPARISONS:
        return compare(body, node, operator, left, right)
    assert common.type is not None
    return compute(body, node, operator, left, right, common.type)


def _operator_call(body: Body, node: Node, operands: tuple[Node, ...]) -> Value:
    """An operator that a user-defined type defines is a call, in both pipelines in order."""
    function = body.tree.nodes[node["function"]]
    parameters = [body.kind(one) for one in function["parameters"]["parameters"]]
    arguments = [to(body, one, kind) for one, kind in zip(operands, parameters, strict=True)]
    kind = body.kind(function["returnParameters"]["parameters"][0])
    assert kind.type is not None
    result = body.register(kind.type)
    body.emit(
        Call(
            span=body.where(node),
            declaration=node["id"],
            results=(result,),
            function=body.call_needs(FunctionKey(function["id"])),
            arguments=tuple(arguments),
        )
    )
    return result


def _short_circuit(body: Body, node: Node) -> Operand:
    result = body.made(BOOLEAN, node["operator"])
    rest, after = body.block(), body.block()
    left = body.operand(node["leftExpression"])
    body.put(node, result, left)
    if node["operator"] == "&&":
        body.branch(node, left, rest, after)
    else:
        body.branch(node, left, after, rest)
    body.go_on(rest)
    right = body.operand(node["rightExpression"])
    body.put(node, result, right)
    body.into(after)
    return body.get(node, result)


def jump_on(body: Body, node: Node, true: OpenBlock, false: OpenBlock) -> None:
    """Evaluate a condition for where it leads: ``&&``, ``||`` and ``!`` are branches."""
    kind = node["nodeType"]
    if kind == "TupleExpression" and len(node["components"]) == 1:
        jump_on(body, node["components"][0], true, false)
    elif kind == "UnaryOperation" and node["operator"] == "!" and not node.get("function"):
        jump_on(body, node["subExpression"], false, true)
    elif kind == "BinaryOperation" and node["operator"] in ("&&", "||"):
        rest = body.block()
        if node["operator"] == "&&":
            jump_on(body, node["leftExpression"], rest, false)
        else:
            jump_on(body, node["leftExpression"], true, rest)
        body.go_on(rest)
        jump_on(body, node["rightExpression"], true, false)
    elif kind == "Conditional":
        first, second = body.block(), body.block()
        jump_on(body, node["condition"], first, second)
        body.go_on(first)
        jump_on(body, node["trueExpression"], true, false)
        body.go_on(second)
        jump_on(body, node["falseExpression"], true, false)
    else:
        condition = body.operand(node)
        if isinstance(condition, Constant):
            body.jump(true if condition.value else false)
        else:
            body.branch(node, condition, true, false)


def conditional(body: Body, node: Node) -> Value:
    """``c ? a : b``, of tuples too."""
    kind = body.kind(node)
    if kind.number is not None:
        return constant(kind.number, kind)
    kinds = kind.items if kind.what == "tuple" else (kind,)
    # A choice between modules or types has no value; what its condition does is done.
    types = [one.type for one in kinds if one.type is not None]
    valued = len(types) == len(kinds)
    results = [body.made(type_, "?:") for type_ in types] if valued else []
    true, false, after = body.block(), body.block(), body.block()
    jump_on(body, node["condition"], true, false)
    for block, part in ((true, "trueExpression"), (false, "falseExpression")):
        body.go_on(block)
        value = body.value(node[part])
        values = convert_all(body, node[part], value, kinds) if valued else []
        for local, value in zip(results, values, strict=True):
            body.put(node[part], local, value)
        body.into(after)
    found = [body.get(node, local) for local in results]
    if not valued:
        return None
    return found if kind.what == "tuple" else found[0]


def unary(body: Body, node: Node) -> Value:
    """``-a``, ``a++``, ``delete a`` and their like."""
    kind = body.kind(node)
    if kind.number is not None:
        return constant(kind.number, kind)
    operator = node["operator"]
    inner = node["subExpression"]
    if node.get("function"):
        return _operator_call(body, node, (inner,))
    if operator == "delete":
        erase(body, node, body.place(inner))
        return None
    if operator in ("++", "--"):
        place = body.place(inner)
        while isinstance(place, list) and len(place) == 1:
            place = place[0]
        if not isinstance(place, (Local, Register)) or not isinstance(kind.type, Number):
            raise Unreadable("a count of something that is no number")
        before = body.read(inner, place)
        after = compute(body, node, operator[0], before, Constant(1, kind.type), kind.type)
        write(body, node, place, after)
        return after if node["prefix"] else before
    value = to(body, inner, kind)
    assert kind.type is not None
    known = inverted(operator, value, kind.type) if isinstance(value, Constant) else None
    if known is not None:
        return Constant(known, kind.type)
    result = body.register(kind.type)
    body.emit(
        Unary(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            operator=operator,
            value=value,
            checked=body.checked,
        )
    )
    return result


# -- writing -----------------------------------------------------------------------------


def assignment(body: Body, node: Node) -> Value:
    """``a = b``, ``a += b``, ``(a, b) = (b, a)``."""
    left_node, right_node = node["leftHandSide"], node["rightHandSide"]
    operator = node["operator"]
    value = body.value(right_node)
    left_kind = body.kind(left_node)
    if operator == "=":
        value = _ahead(body, right_node, value, left_kind)
        place = body.place(left_node)
        return assign(body, node, place, value)
    operator = operator[:-1]
    if value is None or isinstance(value, list) or left_kind.type is None:
        raise Unreadable("a tuple in a compound assignment")
    if operator not in SHIFTS:
        value = convert(body, right_node, value, left_kind)
    place = body.place(left_node)
    while isinstance(place, list) and len(place) == 1:
        place = place[0]
    if not isinstance(place, (Local, Register)):
        raise Unreadable("a compound assignment to a tuple")
    before = body.read(left_node, place)
    after = compute(body, node, operator, before, value, left_kind.type)
    write(body, node, place, after)
    return after


def _ahead(body: Body, node: Node, value: Value, target: Kind) -> Value:
    """Convert a right side before the left one is evaluated: what is copied to memory is
    copied now, what is copied to storage is copied when it is written.
    """
    if target.what == "tuple":
        values = value if isinstance(value, list) else [value]
        if len(values) != len(target.items):
            raise Unreadable("a tuple of another length than what it is given to")
        return [
            one if kind.what == "nothing" else _ahead(body, node, one, kind)
            for one, kind in zip(values, target.items, strict=True)
        ]
    if isinstance(value, list):
        if len(value) != 1:
            raise Unreadable("several values for one place")
        return _ahead(body, node, value[0], target)
    return None if value is None else convert(body, node, value, target)


def nothing(body: Body, node: Node) -> Value:
    """A type's name: no value."""
    return None


EXPRESSIONS: dict[str, Callable[[Body, Node], Value]] = {
    "Literal": literal,
    "Identifier": identifier,
    "IndexAccess": index_access,
    "IndexRangeAccess": index_range,
    "TupleExpression": tuple_expression,
    "BinaryOperation": binary,
    "UnaryOperation": unary,
    "Assignment": assignment,
    "Conditional": conditional,
    "ElementaryTypeNameExpression": nothing,
    "NewExpression": nothing,
}
PLACES: dict[str, Callable[[Body, Node], Place]] = {
    "Identifier": identifier_place,
    "IndexAccess": index_place,
    "TupleExpression": tuple_place,
}
