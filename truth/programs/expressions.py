"""Draws expressions of a type, with effects in every position."""

from __future__ import annotations

from collections.abc import Callable

from truth.programs.scope import Function, Scope, Way
from truth.programs.types import (
    ADDRESS,
    BOOL,
    BYTE,
    BYTES,
    COLOR,
    EXTERNAL,
    INTERNAL,
    LINES,
    NUMBERS,
    PAIRS,
    PRICE,
    ROWS,
    STRING,
    VALUES,
    WORD,
    Type,
    array,
    fixed,
    literal,
    uint,
)

Ways = list[tuple[str, int, Callable[[], "str | None"]]]

TEXTS = (
    '""',
    '"a"',
    '"hello"',
    '"thirty-one characters are in it"',
    '"this one is longer than what fits into a single slot"',
    'unicode"é"',
)


class Expressions:
    """Expressions of one body."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.source = scope.source

    # -- variables and their parts

    def rendered(self, way: Way, depth: int) -> str:
        """A way into a variable, its indices and keys drawn."""
        text = way.root.name
        if way.root.location in ("state", "immutable", "transient"):
            self.source.drawn[f"variable: {way.root.location}"] += 1
        for step, detail in way.steps:
            if step == "field":
                text += f".{detail}"
            elif step == "key":
                assert isinstance(detail, Type)
                text += f"[{self.key(detail, depth - 1)}]"
            else:
                text += f"[{self._index(detail, depth - 1)}]"
            self.source.drawn[f"access: {step}"] += 1
        return text

    def key(self, kind: Type, depth: int) -> str:
        """A mapping's key."""
        if not kind.is_value:
            return self.source.pick(TEXTS[:5])
        return self.value(kind, min(depth, 1)) if depth >= 0 else literal(kind, self.source)

    def _index(self, length: object, depth: int) -> str:
        if isinstance(length, int):
            if depth > 0 and self.source.chance(0.4):
                return f"{self.value(BYTE, depth)} % {length}"
            return str(self.source.number(0, length - 1))
        if depth > 0 and self.source.chance(0.25):
            return f"{self.value(BYTE, depth)} % 2"
        return self.source.pick(("0", "0", "0", "1"))

    def read(self, kind: Type, depth: int) -> str | None:
        """Something of a type that a variable holds."""
        way = self._likely(self.scope.ways(kind))
        return self.rendered(way, depth) if way else None

    def _likely(self, ways: list[Way]) -> Way | None:
        """One of several ways: seldom one that leads nowhere while an array is empty."""
        sure = [way for way in ways if ("index", None) not in way.steps]
        if self.scope.calm:
            return self.source.pick(sure) if sure else None
        if sure and self.source.chance(0.85):
            return self.source.pick(sure)
        if not ways or (not sure and self.source.chance(0.6)):
            return None
        return self.source.pick(ways)

    def place(self, kind: Type, depth: int) -> str | None:
        """Something of a type that can be written."""
        way = self._likely(self.scope.ways(kind, write=True))
        return self.rendered(way, depth) if way else None

    def stored(self, kind: Type, depth: int, *, write: bool = False) -> str | None:
        """A reference to an object in storage."""
        ways = [
            way
            for way in self.scope.ways(kind, write=write)
            if way.root.region == "storage" and way.root.location != "transient"
        ]
        way = self._likely(ways)
        return self.rendered(way, depth) if way else None

    # -- values

    def value(self, kind: Type, depth: int) -> str:
        """An expression of a type of values."""
        if kind.kind == "function":
            return self._pointer(kind)
        ways: Ways = [("variable", 5, lambda: self.read(kind, depth))]
        if depth > 0:
            ways += self._common(kind, depth)
            ways += self._by_kind(kind, depth)
        ways.append(("literal", 2, lambda: literal(kind, self.source)))
        return self.source.of(ways)

    def wide(self, kind: Type, depth: int) -> str:
        """An expression that converts to a type, perhaps not by itself."""
        narrower = [
            one
            for one in (*NUMBERS, fixed(1), fixed(4), fixed(20))
            if one.size < kind.size and one.kind == kind.kind
        ]
        if kind.kind in ("uint", "int", "bytesN") and narrower and self.source.chance(0.2):
            self.source.drawn["implicit conversion"] += 1
            return self.value(self.source.pick(narrower), depth)
        if kind == fixed(32) and self.source.chance(0.1):
            self.source.drawn["text as bytes"] += 1
            return '"a text in a word"'
        return self.value(kind, depth)

    def _by_kind(self, kind: Type, depth: int) -> Ways:
        match kind.kind:
            case "uint" | "int":
                return self._numbers(kind, depth)
            case "bool":
                return self._truths(depth)
            case "bytesN":
                return self._fixed(kind, depth)
            case "address":
                return self._addresses(depth)
            case "enum":
                return [
                    ("enum from number", 2, lambda: f"Color({self.value(BYTE, 0)} % 3)"),
                    (
                        "enum, perhaps none",
                        0 if self.scope.calm else 1,
                        lambda: f"Color({self.value(BYTE, depth - 1)})",
                    ),
                ]
            case "price":
                return [
                    (
                        "user type: wrap",
                        2,
                        lambda: f"Price.wrap({self.value(uint(64), depth - 1)})",
                    ),
                    (
                        "user type: operator",
                        2,
                        lambda: (
                            f"({self.value(PRICE, depth - 1)} + {self.value(PRICE, depth - 1)})"
                        ),
                    ),
                    (
                        "user type: method",
                        1,
                        lambda: f"{self.value(PRICE, 0)}.doubled()",
                    ),
                ]
        return []

    def _pointer(self, kind: Type) -> str:
        if kind == EXTERNAL:
            return self.source.pick(("this.double", "this.half"))
        return self.source.pick(("twice", "bump", "negated"))

    def _common(self, kind: Type, depth: int) -> Ways:
        def ternary() -> str:
            first, second = self.value(kind, depth - 1), self.value(kind, depth - 1)
            return f"({self.value(BOOL, depth - 1)} ? {first} : {second})"

        def assignment() -> str | None:
            place = self.place(kind, depth) if self.scope.effects else None
            return f"({place} = {self.wide(kind, depth - 1)})" if place else None

        def decoded() -> str | None:
            if kind == ADDRESS:
                return None
            return f"abi.decode(abi.encode({self.value(kind, depth - 1)}), ({kind}))"

        return [
            ("?:", 1, ternary),
            ("assignment as expression", 1, assignment),
            ("internal call", 3, lambda: self.call(kind, depth)),
            ("external self-call", 1, lambda: self.message(kind, depth)),
            ("abi.decode", 1, decoded),
        ]

    # -- calls

    def arguments(self, function: Function, depth: int) -> str | None:
        """A call's arguments, sometimes by name."""
        drawn: list[tuple[str, str]] = []
        for name, kind, location in function.parameters:
            if kind.is_value and not function.overloaded:
                text: str | None = self.wide(kind, depth - 1)
            else:
                text = self.argument(kind, location, depth)
            if text is None:
                return None
            drawn.append((name, text))
        if len(drawn) > 1 and not function.overloaded and self.source.chance(0.4):
            self.source.drawn["named arguments"] += 1
            inner = ", ".join(f"{name}: {text}" for name, text in self.source.shuffled(drawn))
            return "({" + inner + "})"
        return f"({', '.join(text for _, text in drawn)})"

    def argument(self, kind: Type, location: str, depth: int) -> str | None:
        """An argument for a parameter that lies somewhere."""
        if kind.is_value:
            return self.value(kind, depth - 1)
        if location == "storage":
            return self.stored(kind, depth - 1, write=True)
        if location == "inner calldata":
            ways = [w for w in self.scope.ways(kind) if w.root.location == "calldata"]
            return self.rendered(self.source.pick(ways), depth) if ways else None
        return self.object(kind, depth - 1)

    def call(self, result: Type | None, depth: int) -> str | None:
        """An internal call."""
        known = [one for one in self.scope.callable(result) if one.internal]
        if not known:
            return None
        function = self.source.pick(known)
        arguments = self.arguments(function, depth)
        if arguments is None:
            return None
        if function.overloaded:
            self.source.drawn["overload"] += 1
        return f"{function.name}{arguments}"

    def message(self, result: Type | None, depth: int) -> str | None:
        """A call of the contract's own from outside."""
        if not self.scope.messages:
            return None
        known = [one for one in self.scope.callable(result) if one.external]
        if not known:
            return None
        function = self.source.pick(known)
        arguments = self.arguments(function, depth)
        if arguments is None:
            return None
        return f"this.{function.name}{self.options(function)}{arguments}"

    def options(self, function: Function) -> str:
        """What goes in braces before the arguments."""
        given = []
        if function.payable and self.source.chance(0.5):
            self.source.drawn["call with value"] += 1
            given.append(f"value: {self.value(WORD, 1)} % 3")
        if self.source.chance(0.1):
            self.source.drawn["call with gas"] += 1
            gas = self.source.number(2_000_000, 9_000_000)
            given.append(f"gas: bump({gas})" if self.scope.effects else f"gas: {gas}")
        return f"{{{', '.join(self.source.shuffled(given))}}}" if given else ""

    # -- numbers

    def _numbers(self, kind: Type, depth: int) -> Ways:
        d = depth - 1
        ways: Ways = [
            ("arithmetic", 6, lambda: self._arithmetic(kind, d)),
            ("mixed widths", 2, lambda: self._mixed(kind, d)),
            ("~", 1, lambda: f"(~{self.value(kind, d)})"),
            ("shift", 2, lambda: self._shift(kind, d)),
            ("**", 1, lambda: self._power(kind, d)),
            ("conversion of numbers", 3, lambda: self._conversion(kind, d)),
            ("++ and --", 2, lambda: self._step(kind, d)),
            ("compound assignment as expression", 1, lambda: self.compound(kind, d, True)),
        ]
        if kind in (WORD, BYTE):
            ways.append(("bare literals", 2, lambda: self._bare(kind, d)))
        if kind.kind == "int":
            ways.append(("unary -", 2, lambda: f"(-{self.value(kind, d)})"))
        if kind == WORD:
            ways += self._words(d)
        return ways

    def _arithmetic(self, kind: Type, depth: int) -> str:
        left, right = self.value(kind, depth), self.value(kind, depth)
        operator = self.source.pick("&|^" if self.scope.calm else "+++-*/%&|^&|^")
        if operator in "/%" and self.source.chance(0.6):
            return f"({left} {operator} ({right} | 1))"
        if self.source.chance(0.3) and kind.kind == "uint":
            right = str(self.source.number(1, 9))
        if operator == "*" and self.source.chance(0.7):
            right = f"({right} & 3)"
        return f"({left} {operator} {right})"

    def _bare(self, kind: Type, depth: int) -> str:
        """Literals without a type of their own, which take one from what is beside them."""
        small = self.value(BYTE, depth)
        if kind == BYTE:
            return self.source.pick((f"({small} ^ 7)", f"(1 | {small})", f"(255 - {small})"))
        return self.source.pick(
            (
                f"(1 << ({small} & 7))",
                f"(2 ** ({small} & 7))",
                f"uint256(300 + {small})",
                f"({self.value(WORD, depth)} ^ (2 ** 10 - 24) * 3 / 2)",
                f"({self.value(WORD, depth)} | 0xff00)",
            )
        )

    def _power(self, kind: Type, depth: int) -> str:
        if self.scope.calm:
            return f"({self.value(kind, depth)} ** {self.source.pick('01')})"
        by = self.value(BYTE, 0) if self.source.chance(0.3) else self.source.pick("0123")
        return f"({self.value(kind, depth)} ** {by})"

    def _mixed(self, kind: Type, depth: int) -> str | None:
        narrower = [one for one in NUMBERS if one.kind == kind.kind and one.size < kind.size]
        if not narrower:
            return None
        pair = self.source.shuffled([kind, self.source.pick(narrower)])
        left, right = (self.value(one, depth) for one in pair)
        operator = self.source.pick("&|^" if self.scope.calm else "+-*&|^&|^")
        return f"({left} {operator} {right})"

    def _shift(self, kind: Type, depth: int) -> str:
        by = self.value(BYTE, 0) if self.source.chance(0.4) else str(self.source.number(0, 20))
        return f"({self.value(kind, depth)} {self.source.pick(('<<', '>>'))} {by})"

    def _conversion(self, kind: Type, depth: int) -> str:
        same = [one for one in NUMBERS if one.kind == kind.kind and one != kind]
        ways: Ways = [
            ("cast", 4, lambda: f"{kind}({self.value(self.source.pick(same), depth)})"),
            (
                "cast of sign",
                2,
                lambda: f"{kind}({self.value(Type(_other(kind.kind), kind.size), depth)})",
            ),
        ]
        if kind.kind == "uint":
            ways.append(("cast of enum", 1, lambda: f"{kind}({self.value(COLOR, depth)})"))
            if kind.size in (8, 256):
                size = fixed(kind.size // 8)
                ways.append(("cast of bytes", 1, lambda: f"{kind}({self.value(size, depth)})"))
            if kind.size == 64:
                ways.append(
                    ("user type: unwrap", 2, lambda: f"Price.unwrap({self.value(PRICE, depth)})")
                )
        return self.source.of(ways)

    def _step(self, kind: Type, depth: int) -> str | None:
        place = self.place(kind, depth) if self.scope.effects else None
        if place is None:
            return None
        step = self.source.pick(("++", "++", "++", "--"))
        return f"({place}{step})" if self.source.chance(0.5) else f"({step}{place})"

    def compound(self, kind: Type, depth: int, inner: bool) -> str | None:
        """``place += value`` and its like."""
        place = self.place(kind, depth) if self.scope.effects else None
        if place is None:
            return None
        operators = ("+", "+", "-", "*", *"|&^/%|&^", "<<", ">>")
        operator = self.source.pick("|&^" if self.scope.calm else operators)
        if operator in ("<<", ">>"):
            value = self.value(BYTE, 0)
        elif operator in ("/", "%"):
            value = f"({self.value(kind, depth)} | 1)"
        else:
            value = self.value(kind, depth)
        text = f"{place} {operator}= {value}"
        return f"({text})" if inner else text

    def _words(self, depth: int) -> Ways:
        def length() -> str | None:
            kinds = (array(WORD), array(BYTE), array(Type("int", 16), 3), BYTES, ROWS, PAIRS, LINES)
            kind = self.source.pick(kinds)
            array_text = self.read(kind, depth)
            return f"{array_text}.length" if array_text else None

        def through_pointer() -> str | None:
            kind = self.source.pick((INTERNAL, EXTERNAL))
            if kind == EXTERNAL and not self.scope.messages:
                return None
            if not self.scope.effects or self.scope.calm:
                return None
            pointer = self.read(kind, 0)
            return f"{pointer}({self.value(WORD, depth)})" if pointer else None

        def remainder() -> str:
            a, b = self.value(WORD, depth), self.value(WORD, 0)
            name = self.source.pick(("addmod", "mulmod"))
            return f"{name}({a}, {b}, {self.value(WORD, 0)} | 1)"

        def of_library() -> str | None:
            if not self.scope.effects:
                return None
            inner = self.object(array(WORD), depth)
            return f"Far.sum({inner})"

        def facts() -> str:
            return self.source.pick(
                (
                    "uint256(type(Color).max)",
                    "bytes(type(Helper).name).length",
                    "uint256(uint32(type(IDouble).interfaceId))",
                    "uint256(type(uint16).max)",
                    "uint256(1 ether / 1 gwei)",
                    "uint256(2 hours)",
                )
            )

        def library() -> str | None:
            if not self.scope.effects:
                return None
            return f"{self.value(WORD, 0)}.mixed({self.value(WORD, depth)})"

        def stored() -> str | None:
            kind = array(WORD)
            found = self.stored(kind, 0) if self.scope.effects else None
            return f"{found}.total({self.value(WORD, 0)})" if found else None

        return [
            ("length", 2, length),
            ("call through pointer", 3, through_pointer),
            ("addmod, mulmod", 1, remainder),
            ("using for", 2, library),
            ("library with storage", 2, stored),
            ("recursion", 1, lambda: self._effect(f"down({self.value(BYTE, depth)})")),
            ("storage result", 2, lambda: self._effect(self._chosen_list(depth))),
            ("library from outside", 1, of_library),
            ("facts about types, units", 1, facts),
            ("keccak256", 1, lambda: f"uint256(keccak256({self.object(BYTES, depth)}))"),
            ("number of address", 1, lambda: f"uint256(uint160({self.value(ADDRESS, depth)}))"),
            ("block", 1, lambda: self.source.pick(("block.number", "block.timestamp"))),
            ("balance", 1, lambda: f"{self.value(ADDRESS, 0)}.balance % 7"),
            ("msg.value", 1, lambda: "msg.value" if self.scope.payable else None),
            ("msg.data", 1, lambda: "msg.data.length" if self.scope.data else None),
            ("code.length", 1, lambda: "(address(this).code.length > 0 ? uint256(1) : 2)"),
        ]

    def _effect(self, text: str) -> str | None:
        return text if self.scope.effects and not self.scope.calm else None

    def _chosen_list(self, depth: int) -> str:
        return f"chosen({self.value(BOOL, depth)}).total({self.value(WORD, 0)})"

    # -- truths, bytes and addresses

    def _truths(self, depth: int) -> Ways:
        d = depth - 1

        def comparison() -> str:
            kind = self.source.pick(NUMBERS)
            operator = self.source.pick(("==", "!=", "<", "<=", ">", ">="))
            return f"({self.value(kind, d)} {operator} {self.value(kind, d)})"

        def mixed() -> str:
            kind, other = self.source.pick(NUMBERS), self.source.pick(NUMBERS)
            if kind.kind != other.kind:
                other = kind
            operator = self.source.pick(("==", "!=", "<", "<=", ">", ">="))
            return f"({self.value(kind, d)} {operator} {self.value(other, d)})"

        def of_bytes() -> str:
            kind = self.source.pick((fixed(1), fixed(4), fixed(32)))
            operator = self.source.pick(("<", ">="))
            return f"({self.value(kind, d)} {operator} {self.value(kind, d)})"

        def equality() -> str:
            kind = self.source.pick((ADDRESS, fixed(4), fixed(32), COLOR, BOOL))
            return f"({self.value(kind, d)} {self.source.pick(('==', '!='))} {self.value(kind, d)})"

        def of_user_types() -> str:
            return f"({self.value(PRICE, d)} == {self.value(PRICE, d)})"

        return [
            ("user type: comparison", 1, of_user_types),
            ("comparison", 5, comparison),
            ("comparison of widths", 2, mixed),
            ("comparison of bytes", 1, of_bytes),
            ("equality", 2, equality),
            ("&&", 3, lambda: f"({self.value(BOOL, d)} && {self.value(BOOL, d)})"),
            ("||", 3, lambda: f"({self.value(BOOL, d)} || {self.value(BOOL, d)})"),
            ("!", 2, lambda: f"(!{self.value(BOOL, d)})"),
        ]

    def _fixed(self, kind: Type, depth: int) -> Ways:
        d = depth - 1

        def of_bytes() -> str:
            return f"{kind}({self.object(BYTES, d)})"

        def of_other() -> str:
            other = self.source.pick((fixed(1), fixed(4), fixed(20), fixed(32)))
            return f"{kind}({self.value(other, d)})"

        def element() -> str | None:
            if kind.size != 1:
                return None
            if self.source.chance(0.5):
                return f"{self.value(fixed(4), d)}[{self.value(BYTE, 0)} % 4]"
            name = None if self.scope.calm else self.read(BYTES, 0)
            return f"{name}[{self._index(None, d)}]" if name else None

        def hashed() -> str | None:
            if kind.size != 32:
                return None
            inner = self.object(BYTES, d)
            return f"{self.source.pick(('keccak256', 'keccak256', 'sha256'))}({inner})"

        def selector() -> str | None:
            if kind.size != 4:
                return None
            if self.scope.messages and self.source.chance(0.3):
                pointer = self.read(EXTERNAL, 0)
                return f"{pointer}.selector" if pointer else "this.double.selector"
            return "msg.sig" if self.scope.data else None

        return [
            ("bytes: operator", 3, lambda: self._bitwise(kind, d)),
            ("bytes: shift", 2, lambda: self._shift(kind, d)),
            ("bytes: of bytes", 1, of_bytes),
            ("bytes: cut or padded", 2, of_other),
            ("bytes: of number", 1, lambda: f"{kind}({self.value(uint(8 * kind.size), d)})")
            if kind.size != 20
            else ("bytes: of address", 1, lambda: f"bytes20({self.value(ADDRESS, d)})"),
            ("bytes: element", 4, element),
            ("hash", 3, hashed),
            ("selector", 2, selector),
        ]

    def _bitwise(self, kind: Type, depth: int) -> str:
        if self.source.chance(0.2):
            return f"(~{self.value(kind, depth)})"
        operator = self.source.pick("&|^")
        return f"({self.value(kind, depth)} {operator} {self.value(kind, depth)})"

    def _addresses(self, depth: int) -> Ways:
        d = depth - 1

        def recovered() -> str:
            word = self.value(fixed(32), 0)
            return f"ecrecover({word}, {self.value(BYTE, 0)}, {word}, {self.value(fixed(32), 0)})"

        def of_pointer() -> str | None:
            pointer = self.read(EXTERNAL, 0) if self.scope.messages else None
            return f"{pointer}.address" if pointer else None

        return [
            ("address of number", 2, lambda: f"address(uint160({self.value(WORD, d)}))"),
            ("address of bytes", 1, lambda: f"address({self.value(fixed(20), d)})"),
            ("ecrecover", 1, recovered),
            ("tx.origin", 1, lambda: "tx.origin" if self.scope.reads else None),
            ("address of pointer", 2, of_pointer),
        ]

    # -- objects

    def object(self, kind: Type, depth: int) -> str:
        """An expression of a type of objects, wherever it lies."""
        ways: Ways = [("object: variable", 5, lambda: self.read(kind, depth))]
        match kind.kind:
            case "string":
                ways += self._texts(depth)
            case "bytes":
                ways += self._bytes(depth)
            case "struct":
                ways.append(("struct made", 3, lambda: self._made_struct(kind, depth)))
            case "array":
                ways.append(("array made", 2, lambda: self._made_array(kind, depth)))
        if depth > 0:
            ways.append(("object: ?:", 1, lambda: self._chosen(kind, depth - 1)))
            ways.append(("object: internal call", 2, lambda: self.call(kind, depth)))
            ways.append(("object: external self-call", 1, lambda: self.message(kind, depth)))
            ways.append(("object: decoded", 1, lambda: self._decoded(kind, depth)))
        ways.append(("object: made", 1, lambda: self._made(kind, depth)))
        return self.source.of(ways)

    def _chosen(self, kind: Type, depth: int) -> str:
        """One of two objects, as a copy in memory."""
        first, second = self._copied(kind, depth), self._copied(kind, depth)
        return f"({self.value(BOOL, depth)} ? {first} : {second})"

    def _copied(self, kind: Type, depth: int) -> str:
        ways = [way for way in self.scope.ways(kind) if way.root.location == "memory"]
        if ways and self.source.chance(0.6):
            return self.rendered(self.source.pick(ways), 0)
        return self._made(kind, depth)

    def _decoded(self, kind: Type, depth: int) -> str:
        return f"abi.decode(abi.encode({self.object(kind, depth - 1)}), ({kind}))"

    def _made(self, kind: Type, depth: int) -> str:
        if kind.kind == "string":
            return f"string({self.source.pick(TEXTS[:5])})"
        if kind.kind == "bytes":
            return f"bytes({self.source.pick(TEXTS[:5])})"
        if kind.kind == "struct":
            return self._made_struct(kind, depth)
        return self._made_array(kind, depth)

    def _made_struct(self, kind: Type, depth: int) -> str:
        values = [
            (name, self.value(one, depth - 1) if one.is_value else self.object(one, depth - 1))
            for name, one in kind.fields
        ]
        if self.source.chance(0.4):
            inner = ", ".join(f"{name}: {text}" for name, text in self.source.shuffled(values))
            return f"{kind}({{{inner}}})"
        return f"{kind}({', '.join(text for _, text in values)})"

    def _made_array(self, kind: Type, depth: int) -> str:
        assert kind.element is not None
        if kind.length is None:
            if depth > 0 and self.source.chance(0.2):
                return f"new {kind}({self.value(BYTE, depth - 1)} % 5)"
            return f"new {kind}({self.source.number(0, 3)})"
        element = kind.element
        items = [
            self.value(element, depth - 1) if element.is_value else self.object(element, depth - 1)
            for _ in range(kind.length)
        ]
        if element.is_value:
            items[0] = f"{element}({items[0]})"
        return f"[{', '.join(items)}]"

    def _texts(self, depth: int) -> Ways:
        d = depth - 1
        ways: Ways = [("text", 2, lambda: f"string({self.source.pick(TEXTS[:5])})")]
        if depth > 0:
            ways += [
                (
                    "string.concat",
                    1,
                    lambda: f"string.concat({self.object(STRING, d)}, {self.object(STRING, d)})",
                ),
                ("string of bytes", 1, lambda: f"string({self.object(BYTES, d)})"),
            ]
        return ways

    def _bytes(self, depth: int) -> Ways:
        if depth <= 0:
            return []
        d = depth - 1

        def encoded() -> str:
            items = [self._item(d, False) for _ in range(self.source.number(1, 3))]
            return f"abi.encode({', '.join(items)})"

        def packed() -> str:
            items = [self._item(d, True) for _ in range(self.source.number(1, 3))]
            return f"abi.encodePacked({', '.join(items)})"

        def sliced() -> str | None:
            if not self.scope.data or self.scope.calm:
                return None
            ways = [w for w in self.scope.ways(BYTES) if w.root.location == "calldata"]
            name = self.source.pick(ways).root.name if ways else "msg.data"
            low, high = self.source.number(0, 4), self.source.number(2, 8)
            return f"{name}[{self.source.pick((low, ''))}:{self.source.pick((high, ''))}]"

        def concatenated() -> str:
            return f"bytes.concat({self.object(BYTES, d)}, {self.value(fixed(4), d)})"

        def with_selector() -> str:
            items = [self.value(fixed(4), 0), self._item(d, False)]
            return f"abi.encodeWithSelector({', '.join(items)})"

        return [
            ("abi.encode", 2, encoded),
            ("abi.encodePacked", 2, packed),
            ("slice", 2, sliced),
            ("bytes.concat", 1, concatenated),
            ("bytes of string", 1, lambda: f"bytes({self.object(STRING, d)})"),
            ("abi.encodeWithSelector", 1, with_selector),
            ("new bytes", 1, lambda: f"new bytes({self.source.number(0, 40)})"),
            ("abi.encodeCall", 1, lambda: self.encoded_call(d)),
        ]

    def encoded_call(self, depth: int) -> str | None:
        """``abi.encodeCall`` of a function of the contract's own."""
        if not self.scope.messages:
            return None
        known = [one for one in self.scope.callable() if one.external and not one.overloaded]
        if not known:
            return None
        function = self.source.pick(known)
        drawn = [self.argument(kind, at, depth) for _, kind, at in function.parameters]
        inner = ", ".join(text for text in drawn if text is not None)
        return f"abi.encodeCall(this.{function.name}, ({inner}))"

    def _item(self, depth: int, packed: bool) -> str:
        if self.source.chance(0.7):
            return self.value(self.source.pick(VALUES), depth)
        kinds = [STRING, BYTES, array(WORD), array(BYTE)]
        if not packed:
            kinds += [ROWS, PAIRS, LINES]
            kinds += self.scope.program.source_types
        return self.object(self.source.pick(kinds), depth)


def _other(kind: str) -> str:
    return "int" if kind == "uint" else "uint"
