"""Draws whole programs: libraries, a helper, a diamond of bases, and the contract under test."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from truth.programs.expressions import Expressions
from truth.programs.scope import Function, Program, Scope, Variable
from truth.programs.source import Source
from truth.programs.statements import Statements
from truth.programs.types import (
    ADDRESS,
    BOOL,
    BYTE,
    BYTES,
    EXTERNAL,
    INTERNAL,
    LINES,
    PAIRS,
    ROWS,
    STRING,
    VALUES,
    WORD,
    Type,
    array,
    fixed,
)

_TRANSIENT = 28
_FREE_IMMUTABLES = 21
"""Before, no way through a constructor may leave one without its value."""
MAIN = "P"
"""The contract under test."""

_HEAD = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "common.sol";

enum Color { A, B, C }
type Price is uint64;
using {addedPrices as +, samePrices as ==, otherPrice as ~, doubled} for Price global;
function addedPrices(Price a, Price b) pure returns (Price) {
    return Price.wrap(Price.unwrap(a) + Price.unwrap(b));
}
function samePrices(Price a, Price b) pure returns (bool) {
    return Price.unwrap(a) % 3 == Price.unwrap(b) % 3;
}
function otherPrice(Price a) pure returns (Price) { return Price.wrap(~Price.unwrap(a) >> 9); }
function spread(uint256 a) pure returns (uint256) { unchecked { return a * 77 + 1; } }
function doubled(Price a) pure returns (Price) { return a + a; }
// declarations
"""


COMMON = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IDouble {
    function double(uint256 a) external returns (uint256);
    function half(uint256 a) external view returns (uint256);
}
library Near {
    function mixed(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked { return a * 31 + b; }
    }
    function total(uint256[] storage list, uint256 start) internal view returns (uint256 sum) {
        sum = start;
        unchecked { for (uint256 i = 0; i < list.length; i++) sum += list[i]; }
    }
}
library Far {
    function fill(uint256[] storage list, uint256 value) external {
        require(list.length < 40);
        list.push(value);
        if (value > 1) list.push(list[0]);
    }
    function grown(uint256[] storage list) external returns (uint256[] storage) {
        list.push();
        return list;
    }
    function sum(uint256[] calldata list) public pure returns (uint256 all) {
        unchecked { for (uint256 i = list.length; i > 0; --i) all = all * 3 + list[i - 1]; }
    }
}
contract Helper {
    uint256 internal value;
    uint256 internal immutable first;
    error Seven(uint256 given);
    constructor(uint256 given) payable {
        require(given != 3, "three");
        if (given == 7) revert Seven(given);
        first = given;
        value = given;
    }
    function put(uint256 given) external {
        if (given == 7) revert Seven(given);
        assert(given != 5);
        unchecked { value += given ^ first; }
    }
    function kept(uint256 by) external view returns (uint256) { return value / by; }
    function back(IDouble to, uint256 given) external returns (uint256) {
        unchecked { value++; }
        return to.double(given) + to.half(value);
    }
}
"""
"""The file `common.sol`, which all programs import."""


@dataclass
class _Part:
    """A contract while it is drawn."""

    name: str
    head: str
    lines: list[str] = field(default_factory=list)
    state: list[Variable] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.lines += text.split("\n")

    def __str__(self) -> str:
        inner = "\n".join("    " + line for line in self.lines)
        return f"{self.head} {{\n{inner}\n}}"


@dataclass(frozen=True)
class Drawn:
    """A drawn program."""

    text: str
    constructs: Counter[str]


def draw(seed: int, minor: int = 37) -> Drawn:
    """The program of a seed, for the compiler 0.8.`minor`; 20 is the first that is served."""
    writer = _Writer(Source(f"program {seed}", minor))
    text = writer.program()
    return Drawn(text, writer.source.drawn)


class _Writer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.numbers = 0
        self.modifiers: list[tuple[str, tuple[Type, ...]]] = []
        self.made = Program(source, self._structs())

    def _fresh(self, prefix: str) -> str:
        self.numbers += 1
        return f"{prefix}{self.numbers}"

    # -- types, events and errors

    def _structs(self) -> tuple[Type, ...]:
        def fields(kinds: list[Type]) -> tuple[tuple[str, Type], ...]:
            return tuple((f"f{i}", kind) for i, kind in enumerate(kinds))

        pick = self.source.pick
        small = Type("struct", name="S", fields=fields([pick(VALUES) for _ in range(3)]))
        parts = [small, array(BYTE), STRING, pick(VALUES), array(Type("int", 16), 3)]
        large = Type("struct", name="T", fields=fields([*self.source.shuffled(parts)[:4], BYTE]))
        inner = Type("mapping", key=BYTE, element=WORD)
        deep = Type("struct", name="M", fields=fields([pick(VALUES), inner, small]))
        return small, large, deep

    def _declarations(self) -> str:
        lines = []
        for struct in self.made.structs:
            inner = " ".join(f"{kind} {name};" for name, kind in struct.fields)
            lines.append(f"struct {struct.name} {{ {inner} }}")
        for i in range(2):
            kinds = tuple(self._any_type() for _ in range(self.source.number(0, 2)))
            self.made.errors.append((f"Bad{i}", kinds))
            lines.append(f"error Bad{i}({', '.join(map(str, kinds))});")
        return "\n".join(lines)

    def _events(self) -> str:
        lines = []
        for i in range(2):
            kinds = tuple(self._any_type() for _ in range(self.source.number(0, 3)))
            self.made.events.append((f"Event{i}", kinds))
            inner = ", ".join(
                f"{kind}{' indexed' if self.source.chance(0.4) else ''}" for kind in kinds
            )
            anonymous = " anonymous" if self.source.chance(0.2) else ""
            lines.append(f"event Event{i}({inner}){anonymous};")
        return "\n".join(lines)

    def _any_type(self) -> Type:
        if self.source.chance(0.7):
            return self.source.pick(VALUES)
        objects = (BYTES, STRING, array(WORD), array(BYTE), *self.made.source_types)
        return self.source.pick(objects)

    # -- state

    def _scope(self, *, messages: bool = True, functions: list[Function] | None = None) -> Scope:
        return Scope(self.made, messages=messages, functions=functions, calm=not messages)

    def _state(self, part: _Part, count: int) -> None:
        for _ in range(count):
            kind = self.source.pick(self._state_types())
            self._variable(part, kind)

    def _state_types(self) -> list[Type]:
        small, large, deep = self.made.structs
        pick = self.source.pick
        keyed = Type("mapping", key=pick((BYTE, ADDRESS, STRING, fixed(4))), element=pick(VALUES))
        return [
            *VALUES,
            array(WORD),
            array(BYTE),
            array(Type("int", 16), 3),
            array(small),
            array(deep),
            BYTES,
            STRING,
            ROWS,
            PAIRS,
            LINES,
            array(INTERNAL, 2),
            Type("mapping", key=BYTE, element=INTERNAL),
            Type("mapping", key=ADDRESS, element=EXTERNAL),
            small,
            large,
            deep,
            keyed,
            Type("mapping", key=BYTE, element=small),
            Type("mapping", key=ADDRESS, element=array(BYTE)),
            Type("mapping", key=BOOL, element=Type("mapping", key=BYTE, element=large)),
        ]

    def _variable(self, part: _Part, kind: Type) -> None:
        name = self._fresh("v")
        visibility = self.source.pick(("public", "internal"))
        if "internal" in str(kind):
            visibility = "internal"
        if kind.is_value and self.source.minor >= _TRANSIENT and self.source.chance(0.15):
            part.add(f"{kind} transient {name};")
            self._declared(part, Variable(name, kind, "transient"))
            return
        constant = self._constant(kind) if self.source.chance(0.1) else ""
        if constant:
            part.add(f"{kind} {visibility} constant {name} = {constant};")
            self._declared(part, Variable(name, kind, "constant", assignable=False))
            return
        value = ""
        if self.source.chance(0.5):
            made = Expressions(self._scope(messages=False, functions=[]))
            value = self._initial(kind, made)
        part.add(f"{kind} {visibility} {name}{value};")
        self._declared(part, Variable(name, kind, "state"))

    def _constant(self, kind: Type) -> str:
        """A constant's value; empty where the type has none that is known beforehand."""
        if not kind.is_value or kind.kind in ("price", "enum", "function", "address"):
            return ""
        scope = Scope(self.made, effects=False, reads=False, functions=[], calm=True)
        return Expressions(scope).value(kind, 0)

    def _initial(self, kind: Type, made: Expressions) -> str:
        if kind == array(BYTE):
            self.source.drawn["initial value: array of another length"] += 1
            return " = [uint8(3), 1, 2]"
        if kind == array(WORD):
            self.source.drawn["initial value: array converted"] += 1
            return f" = [{made.value(BYTE, 1)}, {made.value(BYTE, 1)}]"
        if kind == WORD and self.source.chance(0.6):
            self.source.drawn["initial value: call"] += 1
            return f" = bump({made.value(WORD, 1)})"
        if kind.is_value:
            self.source.drawn["initial value"] += 1
            return f" = {made.value(kind, 2)}"
        if kind in (BYTES, STRING) or kind in self.made.source_types:
            return f" = {made.object(kind, 1)}"
        return ""

    def _declared(self, part: _Part, variable: Variable) -> None:
        part.state.append(variable)
        self.made.state.append(variable)

    # -- functions

    def _function(self, part: _Part, visibility: str) -> None:
        name = self._fresh("fn")
        external, internal = visibility != "internal", visibility != "external"
        view = self.source.chance(0.15)
        payable = external and not view and self.source.chance(0.15)
        count = self.source.number(0, 3)
        parameters = tuple(self._parameter(visibility, view) for _ in range(count))
        results = tuple(self._any_type() for _ in range(self.source.pick((0, 1, 1, 1, 2))))
        scope = Scope(
            self.made,
            effects=not view,
            payable=payable and external and not internal,
            room=max(1, 6 - count - len(results)),
            results=results,
        )
        scope.variables = [
            Variable(one, kind, "value" if kind.is_value else location.removeprefix("inner "))
            for one, kind, location in parameters
        ]
        named = self.source.chance(0.4)
        texts = []
        for kind in results:
            text = kind.at("memory")
            if named:
                result = self._fresh("r")
                scope.variables.append(
                    Variable(result, kind, "value" if kind.is_value else "memory")
                )
                text += f" {result}"
            texts.append(text)
        given = ", ".join(
            f"{kind.at(location.removeprefix('inner '))} {one}"
            for one, kind, location in parameters
        )
        head = f"function {name}({given}) {visibility}"
        head += " view" if view else " payable" if payable else ""
        head += self._used_modifiers(scope) if not view else ""
        head += f" returns ({', '.join(texts)})" if results else ""
        statements = Statements(scope)
        body = statements.block(self.source.number(1, 5))
        if results and not (named and self.source.chance(0.5)):
            body.append(statements.returned())
        part.add(head + " {")
        part.add("\n".join("    " + line for line in body))
        part.add("}")
        made = Function(name, parameters, results, internal, external, view, payable)
        part.functions.append(made)
        self.made.functions.append(made)
        self.source.drawn[f"function: {visibility}"] += 1

    def _parameter(self, visibility: str, view: bool) -> tuple[str, Type, str]:
        name = self._fresh("p")
        if self.source.chance(0.05):
            self.source.drawn["parameter: pointer"] += 1
            return name, INTERNAL if visibility == "internal" else EXTERNAL, "value"
        if self.source.chance(0.65):
            return name, self.source.pick(VALUES), "value"
        kinds = (BYTES, STRING, array(WORD), array(BYTE), *self.made.source_types)
        kind = self.source.pick(kinds)
        if visibility == "external":
            return name, kind, self.source.pick(("calldata", "calldata", "memory"))
        if visibility == "internal" and not view and self.source.chance(0.4):
            return name, kind, self.source.pick(("storage", "storage", "inner calldata"))
        return name, kind, "memory"

    def _used_modifiers(self, scope: Scope) -> str:
        text = ""
        while self.modifiers and self.source.chance(0.3):
            name, kinds = self.source.pick(self.modifiers)
            made = Expressions(scope)
            text += f" {name}({', '.join(made.value(kind, 1) for kind in kinds)})"
            self.source.drawn["modifier used"] += 1
            scope.room -= len(kinds)
        return text

    def _modifier(self, part: _Part) -> None:
        name = self._fresh("guard")
        kinds = tuple(self.source.pick(VALUES) for _ in range(self.source.number(0, 1)))
        names = [self._fresh("a") for _ in kinds]
        scope = self._scope()
        scope.room, scope.modifier = 1, True
        scope.variables = [Variable(n, k, "value") for n, k in zip(names, kinds, strict=True)]
        statements = Statements(scope)
        before = statements.block(self.source.number(0, 2))
        hole = "_;"
        way = self.source.number(0, 5)
        if way == 0:
            hole = f"if ({statements.made.value(BOOL, 1)}) {{ _; }}"
        elif way == 1:
            hole = "_; _;"
        self.source.drawn[
            ("modifier: conditional", "modifier: twice", "modifier")[min(way, 2)]
        ] += 1
        after = statements.block(self.source.number(0, 2))
        given = ", ".join(f"{kind} {one}" for one, kind in zip(names, kinds, strict=True))
        part.add(f"modifier {name}({given}) {{")
        part.add("\n".join("    " + line for line in [*before, hole, *after]))
        part.add("}")
        self.modifiers.append((name, kinds))

    def _hook(self, part: _Part, override: str) -> None:
        scope = self._scope(messages=False, functions=[])
        scope.results = (WORD,)
        scope.variables = [Variable("a", WORD, "value")]
        statements = Statements(scope)
        body = statements.block(self.source.number(0, 1))
        value = statements.made.value(WORD, 1)
        if override:
            value = self.source.pick((f"super.hook({value})", f"super.hook(a) ^ {value}"))
        part.add(f"function hook(uint256 a) internal virtual{override} returns (uint256) {{")
        part.add("\n".join("    " + line for line in [*body, f"return {value};"]))
        part.add("}")

    # -- contracts

    def program(self) -> str:
        """The whole file."""
        head = _HEAD.replace("// declarations", self._declarations())
        base = self._base()
        sides = []
        if self.source.chance(0.5):
            left = self._side("B")
            sides = [left, self._side("C", left)]
        self.source.drawn["diamond" if sides else "one base"] += 1
        main = self._main(base, sides)
        return head + "\n".join(map(str, (base, *sides, main))) + "\n"

    def _base(self) -> _Part:
        part = _Part("A", "abstract contract A is IDouble")
        part.add(self._events())
        part.add("using Near for uint256;\nusing Near for uint256[];")
        part.add("uint256 public trail = 1;\nHelper internal helper;")
        self._declared(part, Variable("trail", WORD, "state"))
        set_pointers = ""
        for kind, value in ((INTERNAL, "twice"), (EXTERNAL, "this.double")):
            name = self._fresh("v")
            if self.source.chance(0.7):
                set_pointers += f" {name} = {value};"
            part.add(f"{kind} internal {name};")
            self._declared(part, Variable(name, kind, "state"))
        self._state(part, self.source.number(2, 4))
        value = Expressions(self._scope(messages=False, functions=[])).value(WORD, 2)
        part.add(
            f"constructor(uint256 a) {{ unchecked {{ trail = trail * 5 + a; }} "
            f"trail ^= {value};{set_pointers} }}"
        )
        part.add(
            "function twice(uint256 a) internal virtual returns (uint256) "
            "{ unchecked { trail += a; return a * 2; } }\n"
            "function bump(uint256 a) internal returns (uint256) "
            "{ unchecked { trail = trail * 31 + a; } return a; }\n"
            "function negated(uint256 a) internal pure returns (uint256) { return ~a; }\n"
            "function over(uint256 a) internal returns (uint256) { return bump(a) ^ 1; }\n"
            "function over(bytes32 a) internal returns (uint256) { return bump(uint256(a)) ^ 2; }\n"
            "function over(int256 a, bool b) internal returns (uint256) "
            "{ return b ? bump(uint256(a)) : 3; }\n"
            "function pair(uint8 a, uint256 b) internal returns (uint256, uint8) "
            "{ return (bump(b), a); }\n"
            "function down(uint8 n) internal returns (uint256 all) { unchecked { n &= 7; "
            "if (n == 0) return 1; trail += n; all = down(n - 1) * 3; trail ^= all; } }\n"
            "uint256[] internal listA;\nuint256[] internal listB = [4, 5];\n"
            "function chosen(bool a) internal returns (uint256[] storage) "
            "{ bump(3); if (a) return listA; return listB; }\n"
            "function secret(uint256 a) private returns (uint256) { return bump(a) + 1; }\n"
            "modifier watched(uint256 a) virtual { bump(a); _; bump(trail); }\n"
            "function seen(uint256 a) internal watched(a) watched(bump(a ^ 9)) returns (uint256 r) "
            "{ r = secret(a); a = 1; }\n"
            "function double(uint256 a) external virtual returns (uint256) "
            "{ bump(a); return a * 2; }\n"
            "function half(uint256 a) external view returns (uint256) { return a / 2; }"
        )
        part.functions += _GIVEN
        self.made.functions += _GIVEN
        self._hook(part, "")
        self._modifier(part)
        self._function(part, "internal")
        return part

    def _side(self, name: str, other: _Part | None = None) -> _Part:
        """A base that derives from A; what the other one declares is not in its sight."""
        part = _Part(name, f"abstract contract {name} is A")
        part.add("using Near for uint256;\nusing Near for uint256[];")
        if other is not None:
            self.made.state = [one for one in self.made.state if one not in other.state]
            self.made.functions = [one for one in self.made.functions if one not in other.functions]
        self._state(part, self.source.number(1, 2))
        value = Expressions(self._scope(messages=False, functions=[])).value(WORD, 1)
        part.add(
            f"constructor(uint256 b) {{ unchecked {{ trail = trail * 7 + b; }} trail ^= {value}; }}"
        )
        self._hook(part, " override")
        self._function(part, self.source.pick(("internal", "public")))
        return part

    def _main(self, base: _Part, sides: list[_Part]) -> _Part:
        self.made.state = [one for part in (base, *sides) for one in part.state]
        self.made.functions = [one for part in (base, *sides) for one in part.functions]
        order = self.source.shuffled([part.name for part in sides] or ["A"])
        made = Expressions(self._scope(messages=False, functions=[]))
        given = {part.name: f"bump({made.value(WORD, 1)})" for part in (base, *sides)}
        listed = []
        for name in order:
            if self.source.chance(0.3):
                del given[name]
                listed.append(f"{name}(spread({self.source.small()}) ^ block.number)")
            else:
                listed.append(name)
        part = _Part(MAIN, f"contract {MAIN} is {', '.join(listed)}")
        part.add("using Near for uint256;\nusing Near for uint256[];")
        part.add("uint256 public immutable fixedWord;\nint16 internal immutable fixedSmall;")
        self._state(part, self.source.number(2, 4))
        self._constructor(part, given)
        for name, kind in (("fixedWord", WORD), ("fixedSmall", Type("int", 16))):
            self._declared(part, Variable(name, kind, "immutable", assignable=False))
        self._hook(part, " override(B, C)" if sides else " override")
        if self.source.chance(0.5):
            part.add("modifier watched(uint256 a) override { if (a > 3) { _; } trail ^= a; }")
        part.add("function secret(bytes32 a) private returns (uint256) { return bump(2); }")
        part.add(
            "function own(uint256 a) internal returns (uint256) { return secret(bytes32(a)); }"
        )
        own = Function("own", (("a", WORD, "value"),), (WORD,))
        part.functions.append(own)
        self.made.functions.append(own)
        self._modifier(part)
        for visibility in self.source.shuffled(
            ["internal", "public", *["external"] * self.source.number(1, 3)]
        ):
            self._function(part, visibility)
        self._receive(part)
        return part

    def _constructor(self, part: _Part, given: dict[str, str]) -> None:
        kind = self._any_type()
        scope = self._scope(messages=False)
        scope.functions = [one for one in _GIVEN if one.internal]
        if self.source.chance(0.3):
            scope.functions = [one for one in self.made.functions if one.internal]
        scope.variables = [
            Variable("k", WORD, "value"),
            Variable("extra", kind, "value" if kind.is_value else "memory"),
        ]
        scope.room = 2
        calls = "".join(
            f" {name}({text})" for name, text in self.source.shuffled(list(given.items()))
        )
        used, body = "", list[str]()
        if self.source.minor >= _FREE_IMMUTABLES:
            used = self._used_modifiers(scope) if self.source.chance(0.4) else ""
            body = Statements(scope).block(self.source.number(0, 2))
        payable = " payable" if self.source.chance(0.5) else ""
        lines = ["fixedWord = k ^ 5;", "fixedSmall = -3;", *body]
        part.add(f"constructor(uint256 k, {kind.at('memory')} extra){payable}{calls}{used} {{")
        part.add("\n".join("    " + line for line in lines))
        part.add("}")

    def _receive(self, part: _Part) -> None:
        scope = self._scope()
        scope.room, scope.payable, scope.data = 2, True, False
        body = Statements(scope).block(self.source.number(0, 1))
        part.add("\n".join(["receive() external payable {", *body, "}"]))
        if self.source.chance(0.4):
            self.source.drawn["fallback"] += 1
            part.add("fallback() external payable { bump(msg.value); }")
        elif self.source.chance(0.6):
            self.source.drawn["fallback with bytes"] += 1
            part.add(
                "fallback(bytes calldata all) external payable returns (bytes memory) "
                '{ bump(all.length); return bytes.concat(all, hex"01"); }'
            )


_GIVEN = [
    Function("twice", (("a", WORD, "value"),), (WORD,)),
    Function("bump", (("a", WORD, "value"),), (WORD,)),
    Function("negated", (("a", WORD, "value"),), (WORD,), view=True),
    Function("over", (("a", WORD, "value"),), (WORD,), overloaded=True),
    Function("over", (("a", fixed(32), "value"),), (WORD,), overloaded=True),
    Function(
        "over", (("a", Type("int", 256), "value"), ("b", BOOL, "value")), (WORD,), overloaded=True
    ),
    Function("pair", (("a", BYTE, "value"), ("b", WORD, "value")), (WORD, BYTE)),
    Function("seen", (("a", WORD, "value"),), (WORD,)),
    Function("hook", (("a", WORD, "value"),), (WORD,)),
    Function("double", (("a", WORD, "value"),), (WORD,), internal=False, external=True),
    Function("half", (("a", WORD, "value"),), (WORD,), False, True, view=True),
]
