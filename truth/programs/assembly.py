"""Draws inline assembly over words: locals, slots, memory of its own, functions and messages."""

from __future__ import annotations

from dataclasses import dataclass, field

from dtnlint.replay.machine import selector
from truth.programs.scope import Scope, Variable
from truth.programs.source import Source
from truth.programs.types import WORD, Type

_BINARY = ("add", "sub", "mul", "div", "sdiv", "mod", "smod", "and", "or", "xor")
_MCOPY = 24
_OBJECT_WORDS = ("storage", "calldata", "memory")
_COMPARISONS = ("lt", "gt", "slt", "sgt", "eq")


@dataclass
class _Names:
    """What assembly can name where it stands."""

    read: list[str]
    write: list[str]
    stored: list[str]
    transient: list[str]
    functions: list[tuple[str, int, int]] = field(default_factory=list)
    """Names, and how many words go in and come out."""
    pointer: str = ""
    """A local that points to three words of memory."""
    effects: bool = True
    messages: bool = True
    in_loop: bool = False
    in_function: bool = False

    def inner(self, **changes: bool) -> _Names:
        made = _Names(
            list(self.read),
            list(self.write),
            self.stored,
            self.transient,
            list(self.functions),
            self.pointer,
            self.effects,
            self.messages,
            self.in_loop,
            self.in_function,
        )
        for name, value in changes.items():
            setattr(made, name, value)
        return made


def assembly(scope: Scope) -> str:
    """A block of inline assembly."""
    locals_ = [one for one in scope.variables if one.type == WORD and one.location == "value"]
    state = scope.program.state
    names = _Names(
        [one.name for one in locals_],
        [one.name for one in locals_ if one.assignable],
        [one.name for one in state if one.type == WORD and one.location == "state"],
        [one.name for one in state if one.type == WORD and one.location == "transient"],
        effects=scope.effects,
        messages=scope.messages,
    )
    if not scope.reads:
        names.stored, names.transient = [], []
    writer = _Writer(scope.source, scope)
    lines = writer.block(names, scope.source.number(2, 4), top=True)
    return "\n".join(["assembly {", *("    " + line for line in lines), "}"])


class _Writer:
    def __init__(self, source: Source, scope: Scope) -> None:
        self.source = source
        self.scope = scope

    def drawn(self, name: str) -> None:
        self.source.drawn[f"yul: {name}"] += 1

    # -- expressions

    def word(self, names: _Names, depth: int) -> str:
        """An expression of one word."""
        way = self.source.number(0, 13 if depth > 0 else 2)
        if way == 0 or (way <= 2 and not names.read):
            return self.literal()
        if way <= 2:
            return self.source.pick(names.read)
        a, b = self.word(names, depth - 1), self.word(names, depth - 1)
        if way <= 5:
            return self.call(self.source.pick(_BINARY), a, b)
        if way == 6:
            return self.call(self.source.pick(_COMPARISONS), a, b)
        if way == 7:
            name = self.source.pick(("iszero", "not"))
            return self.call(name, a)
        if way == 8:
            name = self.source.pick(("shl", "shr", "sar", "byte", "signextend"))
            return self.call(name, str(self.source.number(0, 35)), b)
        if way == 9:
            return self.call(self.source.pick(("addmod", "mulmod")), a, b, self.literal())
        if way == 10:
            return self._slot_read(names)
        if way == 11:
            return self._memory_read(names)
        if way == 12:
            return self._environment(a)
        single = [one for one in names.functions if one[2] == 1]
        if not single:
            return self.call("exp", a, self.literal())
        name, count, _ = self.source.pick(single)
        self.drawn("function called")
        return f"{name}({', '.join(self.word(names, depth - 1) for _ in range(count))})"

    def call(self, name: str, *arguments: str) -> str:
        self.drawn(name)
        return f"{name}({', '.join(arguments)})"

    def literal(self) -> str:
        return self.source.pick(
            (str(self.source.small()), hex(self.source.number(0, 300)), "not(0)", '"ab"', "true")
        )

    def _slot_read(self, names: _Names) -> str:
        if names.transient and self.source.chance(0.3):
            return self.call("tload", f"{self.source.pick(names.transient)}.slot")
        if not names.stored:
            return self.literal()
        return self.call("sload", f"{self.source.pick(names.stored)}.slot")

    def _memory_read(self, names: _Names) -> str:
        if not names.pointer:
            return self.literal()
        at = f"add({names.pointer}, {self.source.pick((0, 1, 32, 40, 64))})"
        if self.source.chance(0.3):
            return self.call("keccak256", names.pointer, self.source.pick(("0", "31", "64", "96")))
        return self.call("mload", at)

    def _environment(self, word: str) -> str:
        name = self.source.pick(
            ("caller", "address", "timestamp", "number", "calldatasize", "origin", "chainid")
        )
        if self.source.chance(0.4):
            return self.call("calldataload", f"and({word}, 63)")
        return self.call(name)

    def condition(self, names: _Names) -> str:
        if self.source.chance(0.2):
            return self.word(names, 1)
        name = self.source.pick(_COMPARISONS)
        text = self.call(name, self.word(names, 1), self.word(names, 1))
        return self.call("iszero", text) if self.source.chance(0.3) else text

    # -- statements

    def block(self, names: _Names, count: int, top: bool = False) -> list[str]:
        lines: list[str] = []
        if top and self.source.chance(0.8):
            lines += self._pointer(names)
        if top and self.source.chance(0.5):
            lines += self._function(names)
        for _ in range(count):
            lines += self.statement(names)
        return lines

    def _pointer(self, names: _Names) -> list[str]:
        name = self.scope.fresh("q")
        names.pointer = name
        first, second, third = (self.word(_Names([], [], [], []), 0) for _ in range(3))
        return [
            f"let {name} := mload(0x40)",
            f"mstore(0x40, add({name}, 96))",
            f"mstore({name}, {first})",
            f"mstore(add({name}, 32), {second})",
            f"mstore(add({name}, 64), {third})",
        ]

    def _function(self, names: _Names) -> list[str]:
        """A function, which may leave early; it sees no variables but its own."""
        count, results = self.source.number(1, 2), self.source.pick((1, 1, 2))
        name = self.scope.fresh("g")
        inputs = [self.scope.fresh("a") for _ in range(count)]
        outputs = [self.scope.fresh("o") for _ in range(results)]
        inner = names.inner(in_function=True, in_loop=False)
        inner.read, inner.write = [*inputs, *outputs], list(outputs)
        inner.pointer = ""
        body = self.block(inner, 2)
        names.functions.append((name, count, results))
        self.drawn("function")
        head = f"function {name}({', '.join(inputs)}) -> {', '.join(outputs)} {{"
        return [head, *("    " + line for line in body), "}"]

    def statement(self, names: _Names) -> list[str]:
        way = self.source.number(0, 15)
        if way >= 14:
            return self._object(names)
        if way <= 2 and names.write:
            return [f"{self.source.pick(names.write)} := {self.word(names, 2)}"]
        if way == 3:
            name = self.scope.fresh("v")
            line = f"let {name} := {self.word(names, 2)}"
            names.read.append(name)
            names.write.append(name)
            return [line]
        if way <= 5 and names.effects and names.stored:
            return [self._slot_write(names)]
        if way == 6 and names.pointer:
            return [self._memory_write(names)]
        if way == 7:
            self.drawn("if")
            return self._nested(f"if {self.condition(names)}", names.inner(), 2)
        if way == 8:
            return self._switch(names)
        if way == 9 and not names.in_loop:
            return self._loop(names)
        if way == 10 and (names.in_loop or names.in_function):
            return self._jump(names)
        if way == 11:
            pairs = [one for one in names.functions if one[2] == 2]
            if pairs and len(names.write) > 1:
                name, count, _ = self.source.pick(pairs)
                a, b = self.source.shuffled(names.write)[:2]
                given = ", ".join(self.word(names, 1) for _ in range(count))
                self.drawn("two results")
                return [f"{a}, {b} := {name}({given})"]
        if way in (12, 13) and names.effects:
            return self._message_or_end(names)
        return [f"pop({self.word(names, 2)})"]

    def _object(self, names: _Names) -> list[str]:
        """Something of a variable of Solidity's that is no word, and its words."""
        if names.in_function or not names.write:
            return [f"pop({self.word(names, 1)})"]
        target = self.source.pick(names.write)
        known = [one for one in self.scope.variables if one.location in _OBJECT_WORDS]
        narrow = [
            one
            for one in self.scope.variables
            if one.location == "value" and one.type.kind in ("uint", "int", "bool", "bytesN")
        ]
        if known and (not narrow or self.source.chance(0.7)):
            one = self.source.pick(known)
            self.drawn(f"{one.location} variable")
            return [self._of_object(one, target)]
        if not narrow:
            return [f"pop({self.word(names, 1)})"]
        one = self.source.pick(narrow)
        self.drawn("narrow variable")
        if one.assignable and self.source.chance(0.4):
            return [f"{one.name} := {self._fitting(one.type)}"]
        return [f"{target} := {self._clean(one)}"]

    def _clean(self, one: Variable) -> str:
        """A narrow variable's word without the bits that do not belong to it, which may be any."""
        kind = one.type
        if kind.kind == "int":
            return f"signextend({kind.size // 8 - 1}, {one.name})"
        if kind.kind == "bytesN":
            unused = 256 - 8 * kind.size
            return f"shl({unused}, shr({unused}, {one.name}))"
        mask = 1 if kind.kind == "bool" else (1 << kind.size) - 1
        return f"and({one.name}, {mask:#x})"

    def _fitting(self, kind: Type) -> str:
        """A word that is clean at a type: what is not is up to whoever reads it."""
        if kind.kind == "bytesN":
            return f"shl({256 - 8 * kind.size}, {self.source.small()})"
        if kind.kind == "bool":
            return self.source.pick(("0", "1"))
        return self.source.pick(
            (str(self.source.small()), "sub(0, 1)" if kind.kind == "int" else "9")
        )

    def _of_object(self, one: Variable, target: str) -> str:
        """Words of an object: of arrays their length, of what lies elsewhere its slot."""
        name, kind = one.name, one.type
        dynamic = kind.kind in ("bytes", "string") or (kind.kind == "array" and kind.length is None)
        if one.location == "storage":
            return self.source.pick(
                (
                    f"{target} := sload({name}.slot)",
                    f"{target} := {name}.offset",
                    f"{name}.slot := {name}.slot",
                )
            )
        if one.location == "calldata":
            if not dynamic:
                return f"{target} := calldataload({name})"
            words = (f"{target} := {name}.length", f"if {name}.length {{ {name}.length := 1 }}")
            return self.source.pick((*words, f"{target} := calldataload(sub({name}.offset, 32))"))
        if dynamic:
            room = 31 if kind.kind in ("bytes", "string") else 0
            return self.source.pick(
                (
                    f"{target} := mload({name})",
                    f"if gt(mload({name}), {room}) {{ {target} := mload(add({name}, 32)) }}",
                    f"if gt(mload({name}), 1) {{ mstore({name}, 1) }}",
                )
            )
        if kind.kind == "array" or kind.fields[0][1].kind in ("uint", "bool", "address"):
            return self.source.pick((f"{target} := mload({name})", f"mstore({name}, 1)"))
        return f"{target} := iszero({name})"

    def _slot_write(self, names: _Names) -> str:
        value = self.word(names, 2)
        if names.transient and self.source.chance(0.3):
            return self.call("tstore", f"{self.source.pick(names.transient)}.slot", value)
        return self.call("sstore", f"{self.source.pick(names.stored)}.slot", value)

    def _memory_write(self, names: _Names) -> str:
        at = f"add({names.pointer}, {self.source.pick((0, 5, 32, 64))})"
        way = self.source.number(0, 3)
        if way == 0:
            return self.call("mstore8", at, self.word(names, 1))
        if way == 1 and self.source.minor >= _MCOPY:
            return self.call("mcopy", at, f"add({names.pointer}, 16)", "20")
        if way == 2:
            return self.call("calldatacopy", at, str(self.source.number(0, 40)), "28")
        return self.call("mstore", at, self.word(names, 1))

    def _nested(self, head: str, names: _Names, count: int) -> list[str]:
        inner = self.block(names, self.source.number(1, count))
        return [f"{head} {{", *("    " + line for line in inner), "}"]

    def _switch(self, names: _Names) -> list[str]:
        self.drawn("switch")
        lines = [f"switch {self.word(names, 1)}"]
        for value in self.source.shuffled([0, 1, 2, 5])[: self.source.number(1, 3)]:
            lines += self._nested(f"case {value}", names.inner(), 1)
        if self.source.chance(0.6):
            lines += self._nested("default", names.inner(), 1)
        return lines

    def _loop(self, names: _Names) -> list[str]:
        self.drawn("for")
        name = self.scope.fresh("k")
        inner = names.inner(in_loop=True)
        inner.read.append(name)
        end = f"lt({name}, {self.source.number(1, 4)})"
        if self.source.chance(0.2):
            end = f"and({end}, {self.condition(names)})"
        head = f"for {{ let {name} := 0 }} {end} {{ {name} := add({name}, 1) }}"
        return self._nested(head, inner, 2)

    def _jump(self, names: _Names) -> list[str]:
        words = ["break", "continue"] if names.in_loop else []
        if names.in_function:
            words.append("leave")
        word = self.source.pick(words)
        self.drawn(word)
        return [f"if {self.condition(names)} {{ {word} }}"]

    def _message_or_end(self, names: _Names) -> list[str]:
        way = self.source.number(0, 5)
        if way == 0 and names.pointer:
            self.drawn("log")
            count = self.source.number(0, 3)
            topics = "".join(f", {self.word(names, 0)}" for _ in range(count))
            return [f"log{count}({names.pointer}, {self.source.number(0, 96)}{topics})"]
        if way == 1:
            ends = ("revert(0, 0)", "return(0, 0)", "stop()", "invalid()", "selfdestruct(origin())")
            end = self.source.pick(ends)
            if names.pointer and self.source.chance(0.5):
                area = f"{names.pointer}, {self.source.pick((0, 4, 32, 96))}"
                end = self.source.pick((f"revert({area})", f"return({area})"))
            self.drawn(end.partition("(")[0])
            return [f"if {self.condition(names)} {{ {end} }}"]
        if way <= 4 and names.pointer and names.messages and names.write:
            return self._message(names)
        if names.stored:
            return [self._slot_write(names)]
        return []

    def _message(self, names: _Names) -> list[str]:
        """A message to the contract itself, made by hand."""
        name = self.source.pick(("double(uint256)", "half(uint256)"))
        number = int.from_bytes(selector(name), "big")
        target = self.source.pick(names.write)
        pointer = names.pointer
        kind = self.source.pick(("call", "staticcall", "delegatecall"))
        self.drawn(kind)
        value = "0, " if kind == "call" else ""
        return [
            f"mstore({pointer}, shl(224, {number:#x}))",
            f"mstore(add({pointer}, 4), {self.word(names, 1)})",
            f"{target} := {kind}(gas(), address(), {value}{pointer}, 36, {pointer}, 32)",
            f"if {target} {{ {target} := mload({pointer}) }}",
            f"if lt(returndatasize(), 32) {{ {target} := returndatasize() }}",
            f"if gt(returndatasize(), 35) {{ returndatacopy({pointer}, 4, 32) }}",
        ]
