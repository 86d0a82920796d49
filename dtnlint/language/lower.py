"""From solc's syntax trees to the language: all that one concrete contract can run.

What cannot be read is one opaque instruction, with the reason; nothing is raised.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from dtnlint.language import calls, expressions, functions, members, statements
from dtnlint.language.body import Body, Lowered, Unreadable
from dtnlint.language.construction import construction
from dtnlint.language.instructions import (
    Code,
    Entry,
    Function,
    FunctionKey,
    StateVariable,
)
from dtnlint.language.kinds import UnknownType
from dtnlint.language.layout import places
from dtnlint.language.tree import Concrete, Node, Tree

Body.expressions = {**expressions.EXPRESSIONS, **members.MEMBERS, **calls.CALLS}
Body.places = {**expressions.PLACES, **members.MEMBER_PLACES, **calls.CALL_PLACES}
Body.statements = statements.STATEMENTS

_T = TypeVar("_T")

_DEEP = 60_000
_STACK = 512 * 1024 * 1024


def lower_contract(
    asts: Mapping[str, Any] | Tree,
    declaration: int,
    *,
    version: str = "",
    via_ir: bool | None = False,
) -> Code:
    """Lower the contract of a definition's number.

    `asts` are the trees of its compilation, or an index over them that serves several
    contracts. The compiler's `version` decides nothing so far: what 0.8.0 to 0.8.37 evaluate
    differently is the pipelines' difference.
    """
    tree = asts if isinstance(asts, Tree) else Tree(asts)
    node = tree.nodes[declaration]
    try:
        return _with_room(lambda: _lower(tree, node, via_ir=via_ir))
    except Exception as error:
        return _nothing_known(tree, node, via_ir=via_ir, reason=_why(error))


def _lower(tree: Tree, node: Node, *, via_ir: bool | None) -> Code:
    lowered = Lowered(tree, Concrete(tree, node), via_ir, {}, {}, set(), [])
    lowered.variables = _variables(lowered)
    return _code(lowered, tuple(_entries(lowered)))


def _nothing_known(tree: Tree, node: Node, *, via_ir: bool | None, reason: str) -> Code:
    """A contract that may do anything."""
    key = FunctionKey(node["id"], "construction")
    return Code(
        contract=node["name"],
        declaration=node["id"],
        linearization=tuple(node["linearizedBaseContracts"]),
        functions={key: functions.unreadable(tree, key, node, reason)},
        entries=(),
        construction=key,
        variables=(),
        structs={},
        via_ir=via_ir,
        unreadable={key: reason},
    )


def _code(lowered: Lowered, entries: tuple[Entry, ...]) -> Code:
    tree, node = lowered.tree, lowered.concrete.node
    made: dict[FunctionKey, Function] = {}
    failed: dict[FunctionKey, str] = {}
    creation = FunctionKey(node["id"], "construction")
    made[creation] = _tried(lowered, creation, node, lambda: construction(lowered), failed)
    lowered.needed.extend(entry.function for entry in entries)
    while lowered.needed:
        key = lowered.needed.pop()
        if key in made:
            continue
        found = tree.nodes[key.declaration]
        lower = functions.getter if key.part == "getter" else functions.function

        def run(found: Node = found, lower: Callable[..., Function] = lower) -> Function:
            return lower(lowered, found)

        made[key] = _tried(lowered, key, found, run, failed)
    return Code(
        contract=node["name"],
        declaration=node["id"],
        linearization=lowered.concrete.linearization,
        functions=made,
        entries=entries,
        construction=creation,
        variables=tuple(lowered.variables.values()),
        structs=tree.structs(),
        via_ir=lowered.via_ir,
        unreadable=failed,
    )


def _tried(
    lowered: Lowered,
    key: FunctionKey,
    node: Node,
    run: Callable[[], Function],
    failed: dict[FunctionKey, str],
) -> Function:
    """Lower a body, or say why it cannot be."""
    try:
        return _with_room(run)
    except Exception as error:
        failed[key] = _why(error)
    return functions.unreadable(lowered.tree, key, node, failed[key])


def _why(error: Exception) -> str:
    if isinstance(error, (Unreadable, UnknownType)):
        return str(error)
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return f"a tree that is not understood ({type(error).__name__}: {error})"[:200]


def _with_room(run: Callable[[], _T]) -> _T:
    """Run something; what is nested too deeply for the usual stack gets a larger one."""
    try:
        return run()
    except RecursionError:
        return _deeply(run)


def _deeply(run: Callable[[], _T]) -> _T:
    outcome: list[_T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            outcome.append(run())
        except BaseException as error:
            errors.append(error)

    limit, stack = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(max(limit, _DEEP))
    try:
        # Where time runs out meanwhile, nobody waits for it.
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(stack)
    for error in errors:
        raise error
    return outcome[0]


# -- what a contract declares --------------------------------------------------------------


def _variables(lowered: Lowered) -> dict[int, StateVariable]:
    """The contract's variables, from the most basic contract on, with their places."""
    stored: list[tuple[Node, Node]] = []
    transient: list[tuple[Node, Node]] = []
    immutable: list[tuple[Node, Node]] = []
    for base in reversed(lowered.concrete.bases):
        for member in base["nodes"]:
            if member["nodeType"] != "VariableDeclaration" or member["constant"]:
                continue
            if member["mutability"] == "immutable":
                immutable.append((base, member))
            elif member.get("storageLocation") == "transient":
                transient.append((base, member))
            else:
                stored.append((base, member))
    found: dict[int, StateVariable] = {}
    first = _base_slot(lowered)
    for listed, start, moving in ((stored, first, False), (transient, 0, True)):
        helds = [lowered.tree.kind(member).held for _, member in listed]
        lowered.tree.structs()
        lying, _ = places([held for held in helds if held is not None], lowered.tree.structs())
        for (base, member), held, (slot, offset) in zip(listed, helds, lying, strict=True):
            assert held is not None
            found[member["id"]] = StateVariable(
                name=member["name"],
                contract=base["name"],
                type=held,
                declaration=member["id"],
                slot=(start + slot) % (1 << 256),
                offset=offset,
                transient=moving,
            )
    for base, member in immutable:
        held = lowered.tree.kind(member).held
        assert held is not None
        found[member["id"]] = StateVariable(
            member["name"], base["name"], held, member["id"], -1, 0, immutable=True
        )
    return found


def _base_slot(lowered: Lowered) -> int:
    """Where storage begins: ``layout at …`` of the contract itself, else 0."""
    layout = lowered.concrete.node.get("storageLayout")
    if not layout:
        return 0
    body = Body(lowered, lowered.concrete.node)
    value = body.operand(layout["baseSlotExpression"])
    number = getattr(value, "value", None)
    if not isinstance(number, int):
        raise Unreadable("storage that begins at a computed slot")
    return number


def _entries(lowered: Lowered) -> Iterator[Entry]:
    """What messages from outside run, by selector; an overriding function comes first."""
    seen: set[int] = set()
    special: set[str] = set()
    for base in lowered.concrete.bases:
        for member in base["nodes"]:
            kind = member["nodeType"]
            if kind == "VariableDeclaration" and member["visibility"] == "public":
                function = lowered.tree.callee(member["id"])
                if function.selector not in seen:
                    seen.add(function.selector)
                    yield Entry(
                        function.selector,
                        FunctionKey(member["id"], "getter"),
                        member["name"],
                        function.signature,
                        payable=False,
                        kind="getter",
                    )
            elif kind == "FunctionDefinition" and member["implemented"]:
                yield from _entry(lowered, member, seen, special)


def _entry(lowered: Lowered, member: Node, seen: set[int], special: set[str]) -> Iterator[Entry]:
    kind = member["kind"]
    payable = member["stateMutability"] == "payable"
    if kind in ("receive", "fallback"):
        if kind not in special:
            special.add(kind)
            yield Entry(None, FunctionKey(member["id"]), kind, f"{kind}()", payable, kind)
    elif kind == "function" and member["visibility"] in ("public", "external"):
        function = lowered.tree.callee(member["id"])
        if function.selector not in seen:
            seen.add(function.selector)
            yield Entry(
                function.selector,
                FunctionKey(member["id"]),
                member["name"],
                function.signature,
                payable,
            )
