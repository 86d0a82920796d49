"""Statements: declarations, branches, loops, `try`, and how a function is left."""

from __future__ import annotations

from collections.abc import Callable

from dtnlint.language.body import Body, Loop, Unreadable
from dtnlint.language.builtins import emit, error
from dtnlint.language.calls import external
from dtnlint.language.conversions import convert, convert_all
from dtnlint.language.expressions import jump_on
from dtnlint.language.instructions import (
    Caught,
    Create,
    Decode,
    Effect,
    Local,
    Opaque,
    Register,
    Try,
)
from dtnlint.language.kinds import UnknownType
from dtnlint.language.tree import Node
from dtnlint.language.types import BOOLEAN, WORD, Bytes, Reference, Region
from dtnlint.language.writing import zero
from dtnlint.language.yul import inline_assembly

EVERYTHING: frozenset[Effect] = frozenset(
    ("storage", "transient", "memory", "locals", "calls", "ends")
)
_FAILURE = Reference(Bytes(), Region.MEMORY)
_TEXT = Reference(Bytes(text=True), Region.MEMORY)


def _block(body: Body, node: Node) -> None:
    for statement in node["statements"]:
        body.statement(statement)


def _unchecked(body: Body, node: Node) -> None:
    checked = body.checked
    body.checked = False
    _block(body, node)
    body.checked = checked


def _expression(body: Body, node: Node) -> None:
    body.value(node["expression"])


def _variables(body: Body, node: Node) -> None:
    declarations = node["declarations"]
    first = node.get("initialValue")
    if first is None:
        for declaration in declarations:
            declare_zero(body, declaration)
        return
    value = body.value(first)
    if len(declarations) == 1 and not isinstance(value, list):
        declaration = declarations[0]
        if value is None:
            raise Unreadable("a variable of no value")
        converted = convert(body, first, value, body.kind(declaration))
        body.put(node, body.declare(declaration), converted)
        return
    values = value if isinstance(value, list) else [value]
    if len(values) != len(declarations):
        raise Unreadable("a tuple of another length than its variables")
    for declaration, one in zip(declarations, values, strict=True):
        if declaration is not None:
            converted = convert(body, first, one, body.kind(declaration))
            body.put(declaration, body.declare(declaration), converted)


def declare_zero(body: Body, declaration: Node) -> Local:
    """Declare a variable that begins as zero."""
    local = body.declare(declaration)
    held = local.type
    if not isinstance(held, Reference) or held.region is Region.MEMORY:
        body.put(declaration, local, zero(body, declaration, held))
    return local


# -- branches and loops ------------------------------------------------------------------


def _if(body: Body, node: Node) -> None:
    true, after = body.block(), body.block()
    other = node.get("falseBody")
    false = body.block() if other else after
    jump_on(body, node["condition"], true, false)
    body.go_on(true)
    body.statement(node["trueBody"])
    body.into(after)
    if other:
        body.go_on(false)
        body.statement(other)
        body.into(after)


def _while(body: Body, node: Node) -> None:
    head, inside, after = body.block(), body.block(), body.block()
    body.into(head)
    jump_on(body, node["condition"], inside, after)
    body.go_on(inside)
    _looped(body, node["body"], Loop(after, head))
    body.into(head)
    body.go_on(after)


def _do_while(body: Body, node: Node) -> None:
    inside, head, after = body.block(), body.block(), body.block()
    body.into(inside)
    _looped(body, node["body"], Loop(after, head))
    body.into(head)
    jump_on(body, node["condition"], inside, after)
    body.go_on(after)


def _for(body: Body, node: Node) -> None:
    if node.get("initializationExpression"):
        body.statement(node["initializationExpression"])
    head, inside, following, after = (body.block() for _ in range(4))
    body.into(head)
    if node.get("condition"):
        jump_on(body, node["condition"], inside, after)
    else:
        body.jump(inside)
    body.go_on(inside)
    _looped(body, node["body"], Loop(after, following))
    body.into(following)
    if node.get("loopExpression"):
        body.statement(node["loopExpression"])
    body.into(head)
    body.go_on(after)


def _looped(body: Body, statement: Node, loop: Loop) -> None:
    body.loops.append(loop)
    body.statement(statement)
    body.loops.pop()


def _break(body: Body, node: Node) -> None:
    body.jump(body.loops[-1].after)


def _continue(body: Body, node: Node) -> None:
    body.jump(body.loops[-1].next)


# -- leaving -----------------------------------------------------------------------------


def _return(body: Body, node: Node) -> None:
    expression = node.get("expression")
    if expression is not None:
        value = body.value(expression)
        kinds = tuple(body.result_kinds)
        if kinds:
            values = convert_all(body, expression, value, kinds)
            for local, one in zip(body.results, values, strict=True):
                body.put(node, local, one)
    assert body.leave is not None
    body.jump(body.leave)


def _emit(body: Body, node: Node) -> None:
    emit(body, node["eventCall"])


def _revert(body: Body, node: Node) -> None:
    body.end(error(body, node["errorCall"]))


def _placeholder(body: Body, node: Node) -> None:
    if body.placeholder is None:
        raise Unreadable("a placeholder outside of a modifier")
    body.placeholder(node)


# -- try ---------------------------------------------------------------------------------


def _try(body: Body, node: Node) -> None:
    call = external(body, node["externalCall"])
    good, bad, after = body.block(), body.block(), body.block()
    failure = body.register(_FAILURE)
    body.end(
        Try(
            span=body.where(node),
            declaration=node["id"],
            call=call,
            succeeded=good.number,
            failed=bad.number,
            failure=failure,
        )
    )
    success, *clauses = node["clauses"]
    body.go_on(good)
    results = (call.result,) if isinstance(call, Create) else call.results
    parameters = success.get("parameters")
    if parameters:
        for declaration, result in zip(parameters["parameters"], results, strict=True):
            value = convert(body, declaration, result, body.kind(declaration))
            body.put(declaration, body.declare(declaration), value)
    body.statement(success["block"])
    body.into(after)
    body.go_on(bad)
    _clauses(body, node, clauses, failure)
    body.into(after)


def _clauses(body: Body, node: Node, clauses: list[Node], failure: Register) -> None:
    """What catches a failure: a text and a panic first, then anything."""
    after = body.block()
    rest = None
    for name in ("Error", "Panic"):
        clause = next((one for one in clauses if one["errorName"] == name), None)
        if clause is None:
            continue
        caught = body.register(BOOLEAN)
        span, number = body.where(clause), clause["id"]
        body.emit(Caught(span=span, declaration=number, result=caught, kind=name, data=failure))
        taken, rest = body.block(), body.block()
        body.branch(clause, caught, taken, rest)
        body.go_on(taken)
        result = body.register(_TEXT if name == "Error" else WORD)
        body.emit(Decode(span=span, declaration=number, results=(result,), data=failure, skip=4))
        _clause(body, clause, result)
        body.into(after)
        body.go_on(rest)
    fallback = next((one for one in clauses if one["errorName"] == ""), None)
    if fallback is None:
        body.rethrow(node, failure)
    else:
        _clause(body, fallback, failure)
    body.into(after)


def _clause(body: Body, clause: Node, caught: Register) -> None:
    parameters = clause.get("parameters")
    if parameters:
        for declaration in parameters["parameters"]:
            body.put(declaration, body.declare(declaration), caught)
    body.statement(clause["block"])


# -- what cannot be told -----------------------------------------------------------------


def _or_opaque(lower: Callable[[Body, Node], None]) -> Callable[[Body, Node], None]:
    """Lower a statement, or say that it may do anything."""

    def run(body: Body, node: Node) -> None:
        begun = body.point()
        known, checked = dict(body.locals), body.checked
        try:
            lower(body, node)
        except (Unreadable, UnknownType) as why:
            body.back_to(begun)
            body.locals, body.checked = known, checked
            for declaration in node.get("declarations", ()):
                if declaration is not None:
                    body.declare(declaration)
            body.emit(
                Opaque(
                    span=body.where(node),
                    declaration=node["id"],
                    results=(),
                    reason=str(why),
                    effects=EVERYTHING,
                    locals=tuple(body.locals.values()),
                )
            )

    return run


STATEMENTS: dict[str, Callable[[Body, Node], None]] = {
    "Block": _block,
    "UncheckedBlock": _unchecked,
    "ExpressionStatement": _or_opaque(_expression),
    "VariableDeclarationStatement": _or_opaque(_variables),
    "IfStatement": _if,
    "WhileStatement": _while,
    "DoWhileStatement": _do_while,
    "ForStatement": _for,
    "Break": _break,
    "Continue": _continue,
    "Return": _return,
    "EmitStatement": _or_opaque(_emit),
    "RevertStatement": _revert,
    "TryStatement": _try,
    "PlaceholderStatement": _placeholder,
    "InlineAssembly": inline_assembly,
}
