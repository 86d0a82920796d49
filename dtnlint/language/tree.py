"""The syntax trees of a closure, with what they declare found by number.

A number means one thing in all trees of one compilation; nothing is looked up by name, but
for overriding, where solc compares names and parameter types itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dtnlint.language.instructions import CalleeFunction, Span
from dtnlint.language.kinds import Definitions, Kind, UnknownType, read
from dtnlint.language.types import Array, Bytes, Enumeration, StructType, Type
from dtnlint.language.types import Mapping as MappingType

Node = dict[str, Any]
"""A node of solc's tree, as decoded from JSON."""


class Tree:
    """An index over the trees of one compilation, made once for all its contracts."""

    def __init__(self, asts: Mapping[str, Any]) -> None:
        self.nodes: dict[int, Node] = {}
        """What is declared at the top level or in a contract, by number."""
        self.home: dict[int, Node] = {}
        """The contract of what is declared in one."""
        self.unit_names: dict[str, str] = {}
        self._kinds: dict[str, Kind] = {}
        self._spans: dict[str, Span] = {}
        self._enums: dict[int, Enumeration] = {}
        self._callees: dict[int, CalleeFunction] = {}
        self._structs: dict[int, tuple[tuple[str, Type], ...]] = {}
        self._seen_structs: set[int] = set()
        self.definitions = Definitions(self.enumeration, self.struct_name, self._underlying)
        for unit, tree in asts.items():
            self.unit_names[tree["src"].rpartition(":")[2]] = unit
            for node in tree["nodes"]:
                self.nodes[node["id"]] = node
                if node["nodeType"] == "ContractDefinition":
                    for member in node["nodes"]:
                        self.nodes[member["id"]] = member
                        self.home[member["id"]] = node

    # -- places in the source ------------------------------------------------------------

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        text: str = node["src"] if "src" in node else node["nativeSrc"]
        found = self._spans.get(text)
        if found is None:
            start, length, unit = text.split(":")
            found = Span(self.unit_names.get(unit, ""), int(start), int(length))
            self._spans[text] = found
        return found

    # -- types ---------------------------------------------------------------------------

    def kind(self, node: Node) -> Kind:
        """The type of an expression or a variable. Raises `UnknownType`."""
        return self.kind_of(node["typeDescriptions"]["typeIdentifier"])

    def kind_of(self, identifier: str) -> Kind:
        """The type of an identifier. Raises `UnknownType`."""
        found = self._kinds.get(identifier)
        if found is None:
            found = read(identifier, self.definitions)
            self._kinds[identifier] = found
        return found

    def enumeration(self, number: int) -> Enumeration:
        """The enum of a definition."""
        found = self._enums.get(number)
        if found is None:
            node = self.nodes.get(number)
            if node is None:
                raise UnknownType("an enum that is declared nowhere")
            members = tuple(member["name"] for member in node["members"])
            found = self._enums[number] = Enumeration(node["canonicalName"], members)
        return found

    def struct_name(self, number: int) -> str:
        """The qualified name of a struct, which counts as used from now on."""
        self._seen_structs.add(number)
        node = self.nodes.get(number)
        if node is None:
            raise UnknownType("a struct that is declared nowhere")
        name: str = node["canonicalName"]
        return name

    def struct_kinds(self, number: int) -> list[tuple[str, Kind]]:
        """The fields of a struct, with their types as declared."""
        return [(member["name"], self.kind(member)) for member in self.nodes[number]["members"]]

    def fields(self, number: int) -> tuple[tuple[str, Type], ...]:
        """The fields of a struct, in order."""
        found = self._structs.get(number)
        if found is None:
            found = tuple(
                (name, kind.held) for name, kind in self.struct_kinds(number) if kind.held
            )
            self._structs[number] = found
        return found

    def structs(self) -> dict[int, tuple[tuple[str, Type], ...]]:
        """The fields of all structs that were used so far, and of those inside."""
        while True:
            missing = self._seen_structs.difference(self._structs)
            if not missing:
                return {number: self._structs[number] for number in sorted(self._structs)}
            for number in missing:
                self.fields(number)

    def _underlying(self, number: int) -> str:
        node = self.nodes.get(number)
        if node is None:
            raise UnknownType("a type that is declared nowhere")
        identifier: str = node["underlyingType"]["typeDescriptions"]["typeIdentifier"]
        return identifier

    # -- signatures ----------------------------------------------------------------------

    def canonical(self, held: Type) -> str:
        """A type as it stands in the signature of an external function, an event or an error."""
        return "".join(self._canonical(held))

    def _canonical(self, held: Type) -> Iterator[str]:
        name = type(held).__name__
        if name == "Number":
            yield f"{'int' if held.signed else 'uint'}{held.bits}"  # type: ignore[union-attr]
        elif name == "Boolean":
            yield "bool"
        elif name in ("Address", "ContractType"):
            yield "address"
        elif name == "FixedBytes":
            yield f"bytes{held.size}"  # type: ignore[union-attr]
        elif name == "Enumeration":
            yield "uint8"
        elif name in ("ExternalFunction", "InternalFunction"):
            yield "function"
        elif name == "Reference":
            yield from self._canonical(held.type)  # type: ignore[union-attr]
        elif isinstance(held, Bytes):
            yield "string" if held.text else "bytes"
        elif isinstance(held, Array):
            yield from self._canonical(held.element)
            yield f"[{'' if held.length is None else held.length}]"
        elif isinstance(held, StructType):
            inner = (self.canonical(field) for _, field in self.fields(held.declaration))
            yield f"({','.join(inner)})"
        elif isinstance(held, MappingType):
            yield f"mapping({self.canonical(held.key)} => {self.canonical(held.value)})"

    def signature(self, name: str, parameters: list[Node], *, library: bool = False) -> str:
        """``name(types)``, canonical; of a library, whose types keep their names."""
        written = self._library_type if library else self._parameter_type
        types = map(written, parameters)
        return f"{name}({','.join(types)})"

    def _parameter_type(self, parameter: Node) -> str:
        held = self.kind(parameter).held
        if held is None:
            raise UnknownType(f"the type of {parameter['name']}")
        return self.canonical(held)

    def _library_type(self, parameter: Node) -> str:
        kind = self.kind(parameter)
        stored = " storage" if parameter["storageLocation"] == "storage" else ""
        text: str = parameter["typeDescriptions"]["typeString"]
        if kind.what in ("struct", "array", "mapping") or (
            kind.what in ("value", "contract") and kind.declaration
        ):
            return _written_type(text) + stored
        return self._parameter_type(parameter) + stored

    def slither_signature(self, function: Node) -> str:
        """``name(types)`` as Slither's `full_name` has it: types by the names of the source."""
        types = (
            _written_type(parameter["typeDescriptions"].get("typeString") or "")
            for parameter in function["parameters"]["parameters"]
        )
        return f"{function['name'] or function['kind']}({','.join(types)})"

    def callee(self, number: int) -> CalleeFunction:
        """The function that an external call of a declaration names."""
        found = self._callees.get(number)
        if found is None:
            found = self._callees[number] = self._callee(self.nodes[number])
        return found

    def _callee(self, node: Node) -> CalleeFunction:
        home = self.home.get(node["id"])
        library = home is not None and home["contractKind"] == "library"
        selector = node.get("functionSelector")
        if node["nodeType"] == "VariableDeclaration":
            parameters, results = getter_kinds(self, node)
            types = tuple(kind.type for kind in parameters if kind.type)
            given = ",".join(self.canonical(one) for one in types)
            signature = f"{node['name']}({given})"
            returned = tuple(kind.type for _, kind in results if kind.type)
            view = True
        else:
            listed = node["parameters"]["parameters"]
            signature = self.signature(node["name"], listed, library=library)
            types = tuple(kind.type for kind in map(self.kind, listed) if kind.type)
            given_back = map(self.kind, node["returnParameters"]["parameters"])
            returned = tuple(kind.type for kind in given_back if kind.type)
            view = node["stateMutability"] in ("view", "pure")
        return CalleeFunction(
            contract=home["name"] if home else "",
            name=node["name"],
            signature=signature,
            selector=int(selector, 16) if selector else selector_of(signature),
            declaration=node["id"],
            parameters=types,
            results=returned,
            view=view,
        )


_WORDS = re.compile(r"\b(?:struct|enum|contract) | (?:payable|external|internal|view|pure)\b")


def _written_type(text: str) -> str:
    """A type as the source says it, without what solc adds."""
    return _WORDS.sub("", text).replace("function (", "function(").replace("returns (", "returns(")


def getter_kinds(tree: Tree, variable: Node) -> tuple[list[Kind], list[tuple[str, Kind]]]:
    """Parameters and results (with the field that each is) of a public variable's getter."""
    kind = tree.kind(variable)
    parameters: list[Kind] = []
    while kind.what in ("mapping", "array"):
        if kind.what == "mapping":
            parameters.append(in_memory(kind.items[0], tree))
            kind = kind.items[1]
        else:
            parameters.append(tree.kind_of("t_uint256"))
            kind = kind.items[0]
    if kind.what != "struct":
        return parameters, [("", in_memory(kind, tree))]
    return parameters, [
        (name, in_memory(field, tree))
        for name, field in tree.struct_kinds(kind.declaration)
        if field.what not in ("mapping", "array")
    ]


def in_memory(kind: Kind, tree: Tree) -> Kind:
    """The kind of a copy in memory."""
    from dtnlint.language.kinds import referring
    from dtnlint.language.types import Region

    if kind.region is None or kind.held is None or kind.region is Region.MEMORY:
        return kind
    made = referring(kind.what, kind.held, Region.MEMORY, kind.items)
    made.declaration = kind.declaration
    return made


def peeled(node: Node) -> Node:
    """What stands in parentheses."""
    while node["nodeType"] == "TupleExpression" and len(node["components"]) == 1:
        node = node["components"][0]
    return node


def constructor_of(contract: Node) -> Node | None:
    """A contract's own constructor."""
    for member in contract["nodes"]:
        if member["nodeType"] == "FunctionDefinition" and member["kind"] == "constructor":
            constructor: Node = member
            return constructor
    return None


def keccak(content: bytes) -> bytes:
    """Keccak-256, as the EVM has it."""
    from Crypto.Hash import keccak as made

    return bytes(made.new(digest_bits=256, data=content).digest())


def selector_of(signature: str) -> int:
    """The four bytes that name a function."""
    return int.from_bytes(keccak(signature.encode())[:4], "big")


class Concrete:
    """A concrete contract: in what order its bases come, and what overrides what."""

    def __init__(self, tree: Tree, node: Node) -> None:
        self.tree = tree
        self.node = node
        self.linearization: tuple[int, ...] = tuple(node["linearizedBaseContracts"])
        """Most derived first."""
        self.bases = [tree.nodes[number] for number in self.linearization]
        self._functions: list[tuple[int, dict[str, Node]]] = []
        self._modifiers: list[tuple[int, dict[str, Node]]] = []
        for base in self.bases:
            functions: dict[str, Node] = {}
            modifiers: dict[str, Node] = {}
            for member in base["nodes"]:
                if member["nodeType"] == "FunctionDefinition":
                    if member["kind"] == "function" and member["implemented"]:
                        functions[_parameters_key(member)] = member
                elif member["nodeType"] == "ModifierDefinition" and member.get("body"):
                    modifiers[member["name"]] = member
            self._functions.append((base["id"], functions))
            self._modifiers.append((base["id"], modifiers))
        self._virtual: dict[tuple[int, int], Node] = {}

    def function(self, number: int) -> Node:
        """The function that a call by a plain name runs, which may override what it names."""
        node = self.tree.nodes[number]
        home = self.tree.home.get(number)
        if home is None or not (node.get("virtual") or home["contractKind"] == "interface"):
            return node
        return self._resolved(node, 0)

    def super_function(self, number: int, contract: int) -> Node:
        """The function that ``super.f`` runs where it stands in a base contract."""
        start = self.linearization.index(contract) + 1
        return self._resolved(self.tree.nodes[number], start)

    def _resolved(self, node: Node, start: int) -> Node:
        place = (node["id"], start)
        found = self._virtual.get(place)
        if found is None:
            key = _parameters_key(node)
            found = next(
                (functions[key] for _, functions in self._functions[start:] if key in functions),
                node,
            )
            self._virtual[place] = found
        return found

    def modifier(self, number: int) -> Node:
        """The modifier that a use by a plain name runs."""
        node = self.tree.nodes[number]
        if not node.get("virtual"):
            return node
        name = node["name"]
        return next((own[name] for _, own in self._modifiers if name in own), node)


def _parameters_key(function: Node) -> str:
    """What an overriding function has in common with the overridden one."""
    words = [function["name"]]
    for parameter in function["parameters"]["parameters"]:
        identifier: str = parameter["typeDescriptions"]["typeIdentifier"]
        words.append(identifier.replace("_calldata", "_memory"))
    return "|".join(words)
