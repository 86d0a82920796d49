"""Inline assembly in the language: Yul's control flow, variables and functions.

Functions are laid out where they are called. Arguments are evaluated from right to left. A
variable of Solidity is read as its word and written through a conversion to its type: bits of a
narrow variable's word that do not belong to it are taken for clean, on which no assembly may rely.
What assembly does with single words is in `yul_builtins`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dtnlint.language.body import Body, OpenBlock, Unreadable
from dtnlint.language.instructions import (
    Branch,
    Compare,
    Constant,
    Convert,
    Effect,
    Get,
    Instruction,
    Length,
    Local,
    Opaque,
    Operand,
    PointerPart,
    Put,
    RefSlot,
    Register,
    Span,
)
from dtnlint.language.tree import Node
from dtnlint.language.types import (
    BOOLEAN,
    WORD,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    InternalFunction,
    Number,
    Reference,
    Region,
    Type,
)
from dtnlint.language.yul_memory import Stored

_MOST = 4000
"""Instructions of one block of assembly, its functions laid out."""
_ZERO = Constant(0, WORD)


class Flow(Struct, eq=False):
    """Where `break`, `continue` and `leave` lead."""

    after: OpenBlock | None = None
    next: OpenBlock | None = None
    leave: OpenBlock | None = None


class Scope(Struct, eq=False):
    """The names of a block and of those around it."""

    outer: Scope | None = None
    variables: dict[str, Local] = {}
    functions: dict[str, tuple[Node, Scope]] = {}

    def variable(self, name: str) -> Local | None:
        """The variable of a name."""
        if name in self.variables:
            return self.variables[name]
        return self.outer.variable(name) if self.outer else None

    def function(self, name: str) -> tuple[Node, Scope] | None:
        """The function of a name, and the scope in which it stands."""
        if name in self.functions:
            return self.functions[name]
        return self.outer.function(name) if self.outer else None


class Assembly:
    """One block of inline assembly that is being lowered."""

    def __init__(self, body: Body, node: Node) -> None:
        self.body = body
        self.node = node
        self.references: dict[str, Node] = {one["src"]: one for one in node["externalReferences"]}
        self.flow = Flow()
        self.stored = Stored()
        self._at = body.at
        self._inside: list[int] = []
        self._emitted = 0

    # -- what it is made with

    def emit(self, instruction: Instruction) -> None:
        """Add an instruction."""
        self.here()
        self._emitted += 1
        if self._emitted > _MOST:
            raise Unreadable("assembly that is too long, its functions laid out")
        self.body.emit(instruction)

    def here(self) -> Stored:
        """What is known where the next instruction will stand."""
        if self.body.at is not self._at:
            self._at = self.body.at
            self.stored.forget_all()
        return self.stored

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return self.body.where(node)

    def converted(self, node: Node, value: Operand, kind: Type) -> Operand:
        """A value as one of another type."""
        if value.type == kind:
            return value
        result = self.body.register(kind)
        self.emit(Convert(span=self.span(node), result=result, value=value))
        return result

    # -- variables

    def read(self, node: Node, scope: Scope) -> Operand:
        """The word that an identifier names."""
        own = scope.variable(node["name"])
        if own is None:
            return self._read_outer(node)
        known = self.here().values.get(own.number)
        if isinstance(known, Constant):
            return known
        result = self._get(node, own)
        if known is not None:
            self.stored.same(result, known)
        return result

    def _get(self, node: Node, local: Local) -> Register:
        result = self.body.register(local.type)
        self.emit(Get(span=self.span(node), result=result, local=local))
        return result

    def _read_outer(self, node: Node) -> Operand:
        reference = self._reference(node)
        number, suffix = reference["declaration"], _suffix(node)
        variable = self.body.lowered.variables.get(number)
        if variable is not None:
            if suffix not in ("slot", "offset") or variable.immutable:
                raise Unreadable("a state variable's value in assembly")
            place = variable.slot if suffix == "slot" else variable.offset
            return Constant(place, WORD, f"{variable.name}.{suffix}")
        local = self.body.locals.get(number)
        if local is None:
            return self._constant(node, number)
        if suffix == "offset" and _region(local.type) is Region.STORAGE:
            return _ZERO
        known = self._put_before(local)
        if known is not None and not suffix:
            return known
        value = self._get(node, local)
        if suffix == "length":
            result = self.body.register(WORD)
            self.emit(Length(span=self.span(node), result=result, array=value))
            return result
        if suffix in ("address", "selector"):
            return self._pointer_part(node, value, suffix)
        if isinstance(local.type, InternalFunction):
            raise Unreadable("an internal function's pointer in assembly")
        return self.converted(node, value, WORD)

    def _put_before(self, local: Local) -> Constant | None:
        """The constant that a local was given last, in this block: selectors come that way."""
        for instruction in reversed(self.body.at.instructions):
            if isinstance(instruction, Opaque) and "locals" in instruction.effects:
                return None
            if isinstance(instruction, Put) and instruction.local == local:
                return _word(instruction.value) if _plain(instruction.value) else None
        return None

    def _pointer_part(self, node: Node, value: Register, suffix: str) -> Operand:
        if not isinstance(value.type, ExternalFunction):
            raise Unreadable(f"{suffix} of what is no external function")
        kind = FixedBytes(4) if suffix == "selector" else Number(160)
        part = self.body.register(kind)
        self.emit(
            PointerPart(
                span=self.span(node),
                result=part,
                pointer=value,
                part="selector" if suffix == "selector" else "address",
            )
        )
        if suffix == "selector":
            return self.converted(node, self.converted(node, part, Number(32)), WORD)
        return self.converted(node, part, WORD)

    def _constant(self, node: Node, number: int) -> Operand:
        declared = self.body.tree.nodes.get(number)
        value = (declared or {}).get("value")
        if declared is None or value is None or not declared.get("constant"):
            raise Unreadable(f"`{node['name']}` in assembly")
        kind = self.body.kind(declared).type
        if kind is None:
            raise Unreadable(f"`{node['name']}` in assembly")
        from dtnlint.language.conversions import convert_to

        found = convert_to(self.body, value, self.body.operand(value), kind)
        return self.converted(node, found, WORD) if not _plain(found) else _word(found)

    def _reference(self, node: Node) -> Node:
        found = self.references.get(node["src"])
        if found is None:
            raise Unreadable(f"`{node['name']}`, which assembly does not declare")
        return found

    def write(self, node: Node, value: Operand, scope: Scope) -> None:
        """Write a word to what an identifier names."""
        own = scope.variable(node["name"])
        if own is not None:
            self._put(node, own, value)
            return
        reference = self._reference(node)
        local = self.body.locals.get(reference["declaration"])
        if local is None:
            raise Unreadable(f"a write of `{node['name']}` in assembly")
        suffix = _suffix(node)
        if suffix:
            self._put(node, local, self._moved_reference(node, local, suffix, value))
        elif isinstance(local.type, InternalFunction | ExternalFunction):
            raise Unreadable("a function's pointer written in assembly")
        elif isinstance(local.type, Enumeration):
            # What names no member fails where it is used, which may be nowhere.
            raise Unreadable("an enum written in assembly")
        else:
            self._put(node, local, self.converted(node, value, local.type))

    def _moved_reference(self, node: Node, local: Local, suffix: str, value: Operand) -> Operand:
        region = _region(local.type)
        slot: Operand = value
        offset: Operand = _ZERO
        if region is Region.CALLDATA and suffix in ("offset", "length"):
            before = self._get(node, local)
            if suffix == "length":
                slot, offset = self.converted(node, before, WORD), value
            else:
                length = self.body.register(WORD)
                self.emit(Length(span=self.span(node), result=length, array=before))
                offset = length
        elif region is not Region.STORAGE or suffix != "slot":
            raise Unreadable(f"a write of `{node['name']}` in assembly")
        result = self.body.register(local.type)
        self.emit(RefSlot(span=self.span(node), result=result, slot=slot, offset=offset))
        return result

    def _put(self, node: Node, local: Local, value: Operand) -> None:
        self.emit(Put(span=self.span(node), local=local, value=value))
        self.stored.values[local.number] = value

    # -- statements

    def block(self, node: Node, scope: Scope) -> Scope:
        """Run a block; the scope that it opened."""
        inner = Scope(scope)
        for statement in node["statements"]:
            if statement["nodeType"] == "YulFunctionDefinition":
                inner.functions[statement["name"]] = (statement, inner)
        for statement in node["statements"]:
            self.statement(statement, inner)
        return inner

    def statement(self, node: Node, scope: Scope) -> None:
        """Run a statement."""
        match node["nodeType"]:
            case "YulBlock":
                self.block(node, scope)
            case "YulVariableDeclaration":
                self._declaration(node, scope)
            case "YulAssignment":
                values = self.values(node["value"], scope)
                names = node["variableNames"]
                # The last value lies on top, and is assigned first.
                for name, value in reversed(list(zip(names, values, strict=True))):
                    self.write(name, value, scope)
            case "YulExpressionStatement":
                self.values(node["expression"], scope)
            case "YulIf":
                self._if(node, scope)
            case "YulSwitch":
                self._switch(node, scope)
            case "YulForLoop":
                self._loop(node, scope)
            case "YulBreak":
                self._leave_to(self.flow.after)
            case "YulContinue":
                self._leave_to(self.flow.next)
            case "YulLeave":
                self._leave_to(self.flow.leave)
            case "YulFunctionDefinition":
                pass
            case other:
                raise Unreadable(f"a statement of assembly that is a {other}")

    def _leave_to(self, block: OpenBlock | None) -> None:
        if block is None:
            raise Unreadable("a way out of nothing")
        self.body.jump(block)

    def _declaration(self, node: Node, scope: Scope) -> None:
        names = node["variables"]
        value = node.get("value")
        values: list[Operand] = [_ZERO] * len(names)
        if value is not None:
            values = self.values(value, scope)
        for name, one in zip(names, values, strict=True):
            local = self.body.made(WORD, name["name"])
            self._put(name, local, one)
            scope.variables[name["name"]] = local

    def _if(self, node: Node, scope: Scope) -> None:
        inside, after = self.body.block(), self.body.block()
        self._branch(node["condition"], scope, inside, after)
        self.body.go_on(inside)
        self.block(node["body"], scope)
        self.body.into(after)

    def _switch(self, node: Node, scope: Scope) -> None:
        value = self.value(node["expression"], scope)
        after = self.body.block()
        default: Node | None = None
        for case in node["cases"]:
            if case["value"] == "default":
                default = case
                continue
            inside, other = self.body.block(), self.body.block()
            equal = self.body.register(BOOLEAN)
            wanted = self.value(case["value"], scope)
            self.emit(
                Compare(span=self.span(case), result=equal, operator="==", left=value, right=wanted)
            )
            self._fork(case, equal, inside, other)
            self.body.go_on(inside)
            self.block(case["body"], scope)
            self.body.into(after)
            self.body.go_on(other)
        if default is not None:
            self.block(default["body"], scope)
        self.body.into(after)

    def _loop(self, node: Node, scope: Scope) -> None:
        inner = self.block(node["pre"], scope)
        head, inside = self.body.block(), self.body.block()
        step, after = self.body.block(), self.body.block()
        self.body.into(head)
        self._branch(node["condition"], inner, inside, after)
        outer = self.flow
        self.flow = Flow(after, step, outer.leave)
        self.body.go_on(inside)
        self.block(node["body"], inner)
        self.body.into(step)
        self.flow = Flow(None, None, outer.leave)
        self.block(node["post"], inner)
        self.body.into(head)
        self.flow = outer
        self.body.go_on(after)

    def _branch(self, node: Node, scope: Scope, true: OpenBlock, false: OpenBlock) -> None:
        """Branch on a condition, whose negations swap the ways."""
        while node["nodeType"] == "YulFunctionCall" and node["functionName"]["name"] == "iszero":
            node, true, false = node["arguments"][0], false, true
        self.here()
        condition = self.condition(node, scope)
        self._fork(node, condition, true, false)

    def _fork(self, node: Node, condition: Operand, true: OpenBlock, false: OpenBlock) -> None:
        self.body.end(
            Branch(
                span=self.span(node),
                condition=condition,
                true=true.number,
                false=false.number,
            )
        )

    def condition(self, node: Node, scope: Scope) -> Operand:
        """An expression as a truth value."""
        from dtnlint.language.yul_builtins import COMPARISONS, comparison

        if node["nodeType"] == "YulFunctionCall":
            name = node["functionName"]["name"]
            if name in COMPARISONS and scope.function(name) is None:
                return comparison(self, node, self.arguments(node, scope))
        value = self.value(node, scope)
        if isinstance(value, Constant):
            return Constant(int(value.value != 0), BOOLEAN)
        return self.converted(node, value, BOOLEAN)

    # -- expressions

    def value(self, node: Node, scope: Scope) -> Operand:
        """Evaluate an expression of one word."""
        values = self.values(node, scope)
        if len(values) != 1:
            raise Unreadable("no single word where one is needed")
        return values[0]

    def values(self, node: Node, scope: Scope) -> list[Operand]:
        """Evaluate an expression."""
        match node["nodeType"]:
            case "YulLiteral":
                return [_literal(node)]
            case "YulIdentifier":
                return [self.read(node, scope)]
            case "YulFunctionCall":
                return self._call(node, scope)
        raise Unreadable(f"an expression of assembly that is a {node['nodeType']}")

    def arguments(self, node: Node, scope: Scope) -> list[Operand]:
        """Evaluate arguments, from right to left."""
        given = node["arguments"]
        # That a message gets all the gas there is says nothing.
        spared = 1 if gives_all_gas(node) else 0
        values = [self.value(one, scope) for one in reversed(given[spared:])][::-1]
        return [_ZERO] * spared + values

    def _call(self, node: Node, scope: Scope) -> list[Operand]:
        from dtnlint.language.yul_builtins import builtin

        name = node["functionName"]["name"]
        found = scope.function(name)
        arguments = self.arguments(node, scope)
        if found is None:
            return builtin(self, node, name, arguments)
        return self._inlined(node, *found, arguments)

    def _inlined(
        self, node: Node, function: Node, home: Scope, arguments: list[Operand]
    ) -> list[Operand]:
        place = id(function)
        if place in self._inside:
            raise Unreadable("a function of assembly that calls itself")
        scope = Scope(home)
        for name, value in zip(function.get("parameters", ()), arguments, strict=True):
            scope.variables[name["name"]] = local = self.body.made(WORD, name["name"])
            self._put(name, local, value)
        results = function.get("returnVariables", ())
        for name in results:
            scope.variables[name["name"]] = local = self.body.made(WORD, name["name"])
            self._put(name, local, _ZERO)
        outer, after = self.flow, self.body.block()
        self.flow = Flow(leave=after)
        self._inside.append(place)
        self.block(function["body"], scope)
        self._inside.pop()
        self.flow = outer
        if any(one["nodeType"] == "YulLeave" for one in _below(function["body"])):
            self.body.into(after)
        return [self.read(name, scope) for name in results]


def gives_all_gas(node: Node) -> bool:
    """Whether a call of assembly is a message that is given `gas()`."""
    if node["functionName"]["name"] not in ("call", "callcode", "delegatecall", "staticcall"):
        return False
    first = node["arguments"][0]
    return bool(first["nodeType"] == "YulFunctionCall" and first["functionName"]["name"] == "gas")


def _suffix(node: Node) -> str:
    """`slot` of ``x.slot``: names have no dots otherwise. Old compilers say it there alone."""
    suffix: str = node["name"].partition(".")[2]
    return suffix


def _region(kind: Type) -> Region | None:
    return kind.region if isinstance(kind, Reference) else None


def _plain(value: Operand) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, int)


def _word(value: Operand) -> Constant:
    """A constant as its word."""
    assert isinstance(value, Constant)
    assert isinstance(value.value, int)
    return Constant(value.value % (1 << 256), WORD, value.name)


def _literal(node: Node) -> Constant:
    if node["kind"] == "string":
        text = bytes.fromhex(node["hexValue"]) if "hexValue" in node else node["value"].encode()
        return Constant(int.from_bytes(text.ljust(32, b"\0"), "big"), WORD)
    if node["kind"] == "bool":
        return Constant(int(node["value"] == "true"), WORD)
    return Constant(int(node["value"], 0), WORD)


def _below(node: object) -> Iterator[Node]:
    """All nodes of a piece of assembly."""
    if isinstance(node, dict):
        if "nodeType" in node:
            yield node
        for one in node.values():
            yield from _below(one)
    elif isinstance(node, list):
        for one in node:
            yield from _below(one)


# -- what cannot be told ---------------------------------------------------------------------

_EFFECTS: dict[str, tuple[Effect, ...]] = {
    "sstore": ("storage",),
    "tstore": ("transient",),
    **dict.fromkeys(("call", "callcode", "create", "create2"), ("calls", "memory")),
    "delegatecall": ("calls", "memory", "storage", "transient"),
    "staticcall": ("calls", "memory"),
    **dict.fromkeys(("return", "stop", "revert", "invalid"), ("ends",)),
    "selfdestruct": ("ends", "calls"),
    **dict.fromkeys(
        (
            "mstore",
            "mstore8",
            "mcopy",
            "calldatacopy",
            "codecopy",
            "extcodecopy",
            "returndatacopy",
        ),
        ("memory",),
    ),
}


def _opaque(body: Body, node: Node, reason: str) -> Opaque:
    """A block of assembly as what it may touch."""
    effects: set[Effect] = set()
    written: dict[int, Local] = {}
    references = {one["src"]: one for one in node["externalReferences"]}
    for one in _below(node["AST"]):
        if one["nodeType"] == "YulFunctionCall":
            effects.update(_EFFECTS.get(one["functionName"]["name"], ()))
        elif one["nodeType"] == "YulAssignment":
            for name in one["variableNames"]:
                reference = references.get(name["src"])
                local = body.locals.get(reference["declaration"]) if reference else None
                if local is not None:
                    written[local.number] = local
    if written:
        effects.add("locals")
    return Opaque(
        span=body.where(node),
        declaration=node["id"],
        results=(),
        reason=reason,
        effects=frozenset(effects),
        locals=tuple(written.values()),
    )


def inline_assembly(body: Body, node: Node) -> None:
    """Lower a block of inline assembly; what cannot be told of it is one `Opaque`."""
    begun = body.point()
    try:
        assembly = Assembly(body, node)
        assembly.block(node["AST"], Scope())
    except Unreadable as why:
        body.back_to(begun)
        body.emit(_opaque(body, node, str(why)))
