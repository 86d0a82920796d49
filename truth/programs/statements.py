"""Draws statements: declarations, assignments, loops, messages and what else a body is made of."""

from __future__ import annotations

from collections.abc import Callable

from truth.programs.assembly import assembly
from truth.programs.expressions import Expressions
from truth.programs.scope import Function, Scope, Variable
from truth.programs.types import (
    ADDRESS,
    BOOL,
    BYTE,
    BYTES,
    EXTERNAL,
    INTERNAL,
    LINES,
    PAIRS,
    PRICE,
    ROWS,
    STRING,
    VALUES,
    WORD,
    Type,
    array,
    fixed,
)

Lines = list[str]
_ERROR_IN_REQUIRE = 27
_DEEPEST = 3
"""Blocks in blocks: more make programs larger, not other."""
_OBJECTS = (
    BYTES,
    STRING,
    array(WORD),
    array(BYTE),
    array(Type("int", 16), 3),
    ROWS,
    PAIRS,
    LINES,
)


class Statements:
    """Statements of one body."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.source = scope.source
        self.made = Expressions(scope)

    def block(self, count: int) -> Lines:
        """Some statements."""
        lines: Lines = []
        for _ in range(count):
            lines += self.statement().split("\n")
        return lines

    def statement(self) -> str:
        """One statement."""
        ways: list[tuple[str, int, Callable[[], str | None]]] = [
            ("declaration", 4, self._declaration),
            ("memory variable", 2, self._memory_variable),
            ("memory alias", 2, self._memory_alias),
            ("assignment", 6, self._assignment),
            ("compound assignment", 3, self._compound),
            ("tuple assignment", 2, self._swap),
            ("require", 1, self._require),
            ("early return", 1, self._early_return),
            ("break or continue", 3 if self.scope.loops else 0, self._jump),
            ("inline assembly", 3, self._assembly),
        ]
        if self.scope.depth < _DEEPEST:
            ways += self._blocks()
        if self.scope.effects:
            ways += self._effects()
        if self.scope.messages and self.scope.effects:
            ways += self._messages()
        ways.append(("expression", 3, self._expression))
        return self.source.of(ways)

    def _blocks(self) -> list[tuple[str, int, Callable[[], str | None]]]:
        tries = self.scope.messages and self.scope.effects
        return [
            ("if", 3, self._if),
            ("loop", 3, self._loop),
            ("unchecked", 2, self._unchecked),
            ("block", 1, lambda: self._braces("", self.scope.inner(), 2)),
            ("try", 4 if tries else 0, self._try),
        ]

    def _effects(self) -> list[tuple[str, int, Callable[[], str | None]]]:
        return [
            ("object assignment", 4, self._object_assignment),
            ("storage pointer", 2, self._storage_pointer),
            ("storage pointer moved", 1, self._pointer_moved),
            ("delete", 2, self._delete),
            ("push", 4, self._push),
            ("pop", 1, self._pop),
            ("emit", 2, self._emit),
            ("tuple call", 3, self._tuple_call),
            ("function pointer", 2, self._function_pointer),
            ("function pointer assigned", 2, self._pointer_assigned),
            ("library call", 1, self._library_call),
            ("push to a result", 1, self._push_to_result),
            ("objects swapped", 1, self._swap_objects),
            ("abi.decode of given bytes", 1, self._decode),
        ]

    def _messages(self) -> list[tuple[str, int, Callable[[], str | None]]]:
        return [
            ("low-level call", 2, self._low_level),
            ("new", 2, self._new),
            ("helper's call", 2, self._helper),
            ("transfer", 1, self._transfer),
        ]

    def _line(self, text: str | None) -> str | None:
        return f"{text};" if text else None

    def _depth(self) -> int:
        return self.source.pick((1, 2, 2, 3))

    # -- locals

    def _declare(self, name: str, kind: Type, location: str) -> None:
        self.scope.variables.append(Variable(name, kind, location))
        self.scope.room -= 1

    def _declaration(self) -> str | None:
        if self.scope.room <= 0:
            return None
        kind = self.source.pick(VALUES)
        value = self.made.wide(kind, self._depth())
        name = self.scope.fresh("x")
        self._declare(name, kind, "value")
        return f"{kind} {name};" if self.source.chance(0.15) else f"{kind} {name} = {value};"

    def _memory_type(self) -> Type:
        return self.source.pick((*_OBJECTS, *self.scope.program.source_types))

    def _memory_variable(self) -> str | None:
        if self.scope.room <= 0:
            return None
        kind = self._memory_type()
        value = self.made.object(kind, self._depth())
        name = self.scope.fresh("m")
        self._declare(name, kind, "memory")
        if self.source.chance(0.15):
            return f"{kind} memory {name};"
        return f"{kind} memory {name} = {value};"

    def _memory_alias(self) -> str | None:
        """Two names of one object, or an object that gets part of another."""
        known = [one for one in self.scope.variables if one.location == "memory"]
        if not known:
            return None
        first = self.source.pick(known)
        second = self.source.pick([one for one in known if one.type == first.type])
        if second != first and self.source.chance(0.7):
            return f"{first.name} = {second.name};"
        if self.scope.room <= 0:
            return None
        name = self.scope.fresh("m")
        self._declare(name, first.type, "memory")
        return f"{first.type} memory {name} = {first.name};"

    def _storage_pointer(self) -> str | None:
        if self.scope.room <= 0:
            return None
        kind = self.source.pick((*_OBJECTS, *self.scope.program.structs))
        target = self.made.stored(kind, 2, write=True)
        if target is None:
            return None
        other = self.made.stored(kind, 2, write=True)
        if other is not None and self.source.chance(0.3):
            self.source.drawn["storage pointer: ?:"] += 1
            target = f"{self.made.value(BOOL, 1)} ? {target} : {other}"
        name = self.scope.fresh("p")
        self._declare(name, kind, "storage")
        return f"{kind} storage {name} = {target};"

    def _pointer_moved(self) -> str | None:
        known = [one for one in self.scope.variables if one.location == "storage"]
        if not known:
            return None
        pointer = self.source.pick(known)
        target = self.made.stored(pointer.type, 2, write=True)
        return self._line(target and f"{pointer.name} = {target}")

    def _function_pointer(self) -> str | None:
        if self.scope.room <= 0:
            return None
        kind = self.source.pick((INTERNAL, EXTERNAL) if self.scope.messages else (INTERNAL,))
        name = self.scope.fresh("f")
        self._declare(name, kind, "value")
        first, second = self.made.value(kind, 0), self.made.value(kind, 0)
        value = f"{self.made.value(BOOL, 1)} ? {first} : {second}"
        return f"{kind} {name} = {value};"

    def _pointer_assigned(self) -> str | None:
        kind = self.source.pick((INTERNAL, EXTERNAL) if self.scope.messages else (INTERNAL,))
        place = self.made.place(kind, 0)
        return self._line(place and f"{place} = {self.made.value(kind, 0)}")

    # -- assignments

    def _assignment(self) -> str | None:
        kind = self.source.pick(VALUES)
        place = self.made.place(kind, self._depth())
        return self._line(place and f"{place} = {self.made.wide(kind, self._depth())}")

    def _compound(self) -> str | None:
        kind = self.source.pick([one for one in VALUES if one.kind in ("uint", "int")])
        return self._line(self.made.compound(kind, self._depth(), False))

    def _object_assignment(self) -> str | None:
        kind = self.source.pick((*_OBJECTS, *self.scope.program.source_types))
        ways = self.scope.ways(kind, write=True)
        ways = [way for way in ways if way.root.location != "storage" or way.steps]
        if not ways:
            return None
        way = self.source.pick(ways)
        place = self.made.rendered(way, 2)
        if kind == array(WORD) and way.root.region == "storage" and self.source.chance(0.3):
            self.source.drawn["array converted"] += 1
            kind = array(BYTE)
        value = self.made.object(kind, self._depth())
        self.source.drawn[f"object assignment to {way.root.region}"] += 1
        return f"{place} = {value};"

    def _swap(self) -> str | None:
        """``(a, b) = (b, a)``, with holes."""
        kinds = [self.source.pick(VALUES) for _ in range(self.source.number(2, 3))]
        places = [self.made.place(kind, 1) for kind in kinds]
        values = [self.made.value(kind, 1) for kind in kinds]
        hole = self.source.number(0, 2)
        if any(place is None for place in places):
            return None
        if hole < len(places) and self.source.chance(0.4):
            self.source.drawn["tuple hole"] += 1
            places[hole] = ""
        return f"({', '.join(map(str, places))}) = ({', '.join(values)});"

    def _tuple_call(self) -> str | None:
        known = [one for one in self.scope.callable() if len(one.results) == 2]
        if not self.scope.messages:
            known = [one for one in known if one.internal]
        if not known:
            return None
        function = self.source.pick(known)
        prefix = "" if function.internal else "this."
        arguments = self.made.arguments(function, 2)
        if arguments is None:
            return None
        call = f"{prefix}{function.name}{arguments}"
        targets: list[str] = []
        declared: list[Variable] = []
        declaring = self.scope.room > 1 and self.source.chance(0.6)
        for kind in function.results:
            if self.source.chance(0.25):
                self.source.drawn["tuple hole"] += 1
                targets.append("")
            elif declaring:
                name = self.scope.fresh("t")
                declared.append(Variable(name, kind, "value" if kind.is_value else "memory"))
                targets.append(f"{kind.at('memory')} {name}")
            else:
                place = self.made.place(kind, 1) if kind.is_value else None
                targets.append(place or "")
        for variable in declared:
            self._declare(variable.name, variable.type, variable.location)
        if not any(targets):
            return f"{call};"
        return f"({', '.join(targets)}) = {call};"

    def _push_to_result(self) -> str:
        return f"chosen({self.made.value(BOOL, 1)}).push({self.made.value(WORD, 1)});"

    def _swap_objects(self) -> str | None:
        """Two objects in storage, each given the other: what is copied first matters."""
        kind = self.source.pick((*self.scope.program.source_types, array(WORD), STRING))
        ways = [way for way in self.scope.ways(kind, write=True) if way.root.location == "state"]
        if len(ways) < 2:
            return None
        first, second = (self.made.rendered(self.source.pick(ways), 1) for _ in range(2))
        return f"({first}, {second}) = ({second}, {first});"

    def _decode(self) -> str | None:
        if self.scope.room < 2:
            return None
        data = self.made.object(BYTES, 2)
        kinds = [self.source.pick(VALUES), self.source.pick((BYTES, STRING, array(BYTE)))]
        names = [self.scope.fresh("d") for _ in kinds]
        for name, kind in zip(names, kinds, strict=True):
            self._declare(name, kind, "value" if kind.is_value else "memory")
        if kinds[0].kind == "address":
            kinds[0] = Type("address payable")
            self.scope.variables.pop(-2)
        declared = ", ".join(
            f"{kind.at('memory')} {name}" for name, kind in zip(names, kinds, strict=True)
        )
        inner = ", ".join(str(kind).removesuffix(" payable") for kind in kinds)
        return f"({declared}) = abi.decode({data}, ({inner}));"

    def _delete(self) -> str | None:
        kind = self.source.pick((*VALUES, *_OBJECTS, *_OBJECTS, *self.scope.program.source_types))
        if kind == PRICE:
            return None
        ways = self.scope.ways(kind, write=True)
        ways = [w for w in ways if w.root.location != "storage" or w.steps]
        if not ways:
            return None
        return f"delete {self.made.rendered(self.source.pick(ways), 2)};"

    def _push(self) -> str | None:
        arrays = (array(WORD), array(BYTE), BYTES, ROWS, PAIRS, LINES)
        kinds = (*arrays, *map(array, self.scope.program.structs))
        kind = self.source.pick(kinds)
        place = self.made.stored(kind, 2, write=True)
        if place is None:
            return None
        element = fixed(1) if kind == BYTES else kind.element
        assert element is not None
        if self.source.chance(0.2):
            return f"{place}.push();"
        if element.has_mapping:
            field = self.source.pick([one for one in element.fields if one[1].is_value])
            return f"{place}.push().{field[0]} = {self.made.value(field[1], 2)};"
        if not element.is_value:
            return f"{place}.push({self.made.object(element, 2)});"
        value = self.made.value(element, self._depth())
        if self.source.chance(0.25):
            self.source.drawn["push() ="] += 1
            return f"{place}.push() = {value};"
        return f"{place}.push({value});"

    def _pop(self) -> str | None:
        kind = self.source.pick((array(WORD), array(BYTE), BYTES))
        place = self.made.stored(kind, 1, write=True)
        if place is None:
            return None
        if self.source.chance(0.8):
            return f"if ({place}.length > 0) {{ {place}.pop(); }}"
        return f"{place}.pop();"

    # -- control flow

    def _braces(self, head: str, scope: Scope, count: int) -> str:
        inner = Statements(scope).block(self.source.number(1, count))
        lines = "\n".join("    " + line for line in inner)
        return f"{head}{{\n{lines}\n}}"

    def _if(self) -> str:
        text = self._braces(f"if ({self.made.value(BOOL, self._depth())}) ", self.scope.inner(), 2)
        if self.source.chance(0.4):
            text += self._braces(" else ", self.scope.inner(), 2)
        return text

    def _loop(self) -> str | None:
        if self.scope.loops > 1 or self.scope.room <= 0:
            return None
        scope = self.scope.inner()
        scope.loops += 1
        scope.room -= 1
        name = self.scope.fresh("i")
        scope.variables.append(Variable(name, WORD, "value", assignable=False))
        end = f"{name} < {self.source.number(1, 4)}"
        if self.source.chance(0.3):
            end += f" && {Expressions(scope).value(BOOL, 1)}"
        way = self.source.number(0, 3)
        if way == 0:
            self.source.drawn["while"] += 1
            body = self._braces("", scope, 3)
            step = f"while ({name}++ < {self.source.number(1, 4)}) {body}"
            return f"{{\nuint256 {name};\n{step}\n}}"
        if way == 1:
            self.source.drawn["do while"] += 1
            body = self._braces("do ", scope, 3)
            # A `continue` leads to the condition, which counts.
            return f"{{\nuint256 {name};\n{body} while (++{name} < {self.source.number(1, 4)});\n}}"
        self.source.drawn["for"] += 1
        step = self.source.pick((f"{name}++", f"++{name}", f"{name} += 1"))
        return self._braces(f"for (uint256 {name} = 0; {end}; {step}) ", scope, 3)

    def _jump(self) -> str | None:
        if not self.scope.loops:
            return None
        word = self.source.pick(("break", "continue"))
        self.source.drawn[word] += 1
        return f"if ({self.made.value(BOOL, 1)}) {{ {word}; }}"

    def _unchecked(self) -> str | None:
        if self.scope.unchecked:
            return None
        scope = self.scope.inner()
        scope.unchecked = True
        return self._braces("unchecked ", scope, 2)

    def _early_return(self) -> str | None:
        if self.scope.modifier:
            return f"if ({self.made.value(BOOL, 1)}) {{ return; }}"
        return f"if ({self.made.value(BOOL, 1)}) {{ {self.returned()} }}"

    def returned(self) -> str:
        """A `return` of what the function gives."""
        values = []
        for kind in self.scope.results:
            if kind.is_value:
                values.append(self.made.wide(kind, 2))
            else:
                values.append(self.made.object(kind, 2))
        if len(values) > 1:
            return f"return ({', '.join(values)});"
        return f"return {values[0]};" if values else "return;"

    def _require(self) -> str:
        condition = f"({self.made.value(BOOL, 1)} || {self.made.value(BOOL, 1)})"
        way = self.source.number(0, 5 if self.source.minor >= _ERROR_IN_REQUIRE else 4)
        errors = self.scope.program.errors
        self.source.drawn[("require", "require text", "assert", "revert", "if", "error")[way]] += 1
        if way == 0:
            return f"require({condition});"
        if way == 1:
            return f'require({condition}, "refused for a reason");'
        if way == 2:
            return f"assert({condition});"
        if way == 3:
            return f'if (!{condition}) revert("no");'
        name, kinds = self.source.pick(errors)
        values = [
            self.made.value(kind, 1) if kind.is_value else self.made.object(kind, 1)
            for kind in kinds
        ]
        if way == 4:
            return f"if (!{condition}) {{ revert {name}({', '.join(values)}); }}"
        return f"require({condition}, {name}({', '.join(values)}));"

    def _expression(self) -> str:
        if self.scope.effects and self.source.chance(0.8):
            call = self.made.call(None, self._depth())
            if call is not None:
                return f"{call};"
        return f"{self.made.value(self.source.pick(VALUES), self._depth())};"

    def _emit(self) -> str:
        name, kinds = self.source.pick(self.scope.program.events)
        values = [
            self.made.value(kind, 2) if kind.is_value else self.made.object(kind, 2)
            for kind in kinds
        ]
        return f"emit {name}({', '.join(values)});"

    def _assembly(self) -> str:
        return assembly(self.scope)

    def _library_call(self) -> str | None:
        which = self.source.number(0, 2)
        target = self.made.stored(array(WORD), 1, write=True)
        if target is None or not self.scope.messages:
            return None
        if which == 0:
            return f"Far.fill({target}, {self.made.value(WORD, 1)});"
        if which == 1:
            return f"Far.grown({target}).push({self.made.value(WORD, 1)});"
        place = self.made.place(WORD, 1)
        return self._line(place and f"{place} = Far.sum({self.made.object(array(WORD), 1)})")

    # -- messages

    def _external(self) -> tuple[Function, str] | None:
        known = [one for one in self.scope.callable() if one.external]
        if not known:
            return None
        function = self.source.pick(known)
        arguments = self.made.arguments(function, 2)
        return (function, arguments) if arguments is not None else None

    def _try(self) -> str | None:
        if not self.scope.messages or not self.scope.effects:
            return None
        found = self._external()
        if found is None or self.scope.room < 2:
            return None
        function, arguments = found
        target = self.source.pick(("this", "this", "this", "P(payable(address(0)))"))
        if target != "this":
            target = f"P(payable({self.made.value(ADDRESS, 1)}))"
        call = f"{target}.{function.name}{self.made.options(function)}{arguments}"
        if self.source.chance(0.15):
            self.source.drawn["try new"] += 1
            call = f"new Helper({self.made.value(WORD, 1)})"
            function = Function("", (), ())
        scope = self.scope.inner()
        returns = ""
        if function.results and self.source.chance(0.8):
            names = [scope.fresh("r") for _ in function.results]
            pairs = list(zip(function.results, names, strict=True))
            for kind, name in pairs:
                scope.variables.append(Variable(name, kind, "value" if kind.is_value else "memory"))
            scope.room -= len(pairs)
            inner = ", ".join(f"{kind.at('memory')} {name}" for kind, name in pairs)
            returns = f" returns ({inner})"
        text = self._braces(f"try {call}{returns} ", scope, 2)
        return text + self._catches()

    def _catches(self) -> str:
        clauses = self.source.shuffled(["Error", "Panic", "bytes"])[: self.source.number(0, 3)]
        text = ""
        for clause in clauses:
            scope = self.scope.inner()
            scope.room -= 1
            name = scope.fresh("c")
            kind, head = {
                "Error": (STRING, f"Error(string memory {name})"),
                "Panic": (WORD, f"Panic(uint256 {name})"),
                "bytes": (BYTES, f"(bytes memory {name})"),
            }[clause]
            self.source.drawn[f"catch {clause}"] += 1
            scope.variables.append(Variable(name, kind, "value" if kind == WORD else "memory"))
            text += self._braces(f" catch {head} ", scope, 2)
        if not clauses or ("bytes" not in clauses and self.source.chance(0.6)):
            self.source.drawn["catch all"] += 1
            text += self._braces(" catch ", self.scope.inner(), 1)
        return text

    def _low_level(self) -> str | None:
        message = self.made.encoded_call(2)
        if message is None or self.scope.room < 3:
            return None
        kind = self.source.pick(("call", "call", "staticcall", "delegatecall"))
        self.source.drawn[kind] += 1
        ok, data = self.scope.fresh("ok"), self.scope.fresh("data")
        target = self.source.pick(("address(this)", "address(this)", "msg.sender"))
        options = ""
        if kind == "call" and self.source.chance(0.2):
            options = "{value: 1}"
        self._declare(ok, BOOL, "value")
        self._declare(data, BYTES, "memory")
        return f"(bool {ok}, bytes memory {data}) = {target}.{kind}{options}({message});"

    def _new(self) -> str | None:
        place = self.made.place(ADDRESS, 1)
        if place is None:
            return None
        salt, sent = f"salt: bytes32({self.made.value(WORD, 1)})", "value: bump(2)"
        both = "{" + ", ".join(self.source.shuffled([salt, sent])) + "}"
        options = self.source.pick(("", "", "{salt: bytes32(uint256(5))}", "{value: 1}", both))
        value = self.made.value(WORD, 1)
        return f"{place} = address(new Helper{options}({value}));"

    def _helper(self) -> str:
        value = self.made.value(WORD, 1)
        way = self.source.number(0, 3)
        if way == 0:
            return f"helper = new Helper({value});"
        if way == 1:
            return f"if (address(helper).code.length > 0) {{ helper.put({value}); }}"
        if way == 2:
            return (
                f"if (address(helper).code.length > 0) {{ trail ^= helper.back(this, {value}); }}"
            )
        return f"trail += helper.kept({value});"

    def _transfer(self) -> str:
        target = self.source.pick(("msg.sender", "address(this)", "address(uint160(0x99))"))
        value = f"{self.made.value(WORD, 0)} % 3"
        if self.source.chance(0.5):
            return f"payable({target}).transfer({value});"
        return f"trail += payable({target}).send({value}) ? 1 : 2;"
