"""What solc's type identifiers say: types of expressions, richer than what a register holds.

Identifiers name what they mean by declaration numbers, so that two types of one name stay two.
https://github.com/ethereum/solidity, `Type::richIdentifier`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from msgspec import Struct

from dtnlint.language.types import (
    ADDRESS,
    BOOLEAN,
    Array,
    Bytes,
    ContractType,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    InternalFunction,
    Mapping,
    Number,
    Reference,
    Region,
    StructType,
    Type,
)


class Kind(Struct, eq=False):
    """A type as solc has it."""

    what: str
    """`value`, `rational`, `text`, `struct`, `array`, `bytes`, `mapping`, `tuple`, `function`,
    `type`, `contract`, `super`, `magic`, `module`, `modifier`, `nothing`."""
    type: Type | None = None
    """What a register of it holds; None where there is no such thing."""
    held: Type | None = None
    """What a place of it holds: of objects the object itself, else as `type`."""
    region: Region | None = None
    items: tuple[Kind, ...] = ()
    """Components, parameters, an array's element, a mapping's key and value, what a type is."""
    results: tuple[Kind, ...] = ()
    first: tuple[Kind, ...] = ()
    """Of a function, the argument that it has already."""
    declaration: int = 0
    function: str = ""
    """Which kind of function."""
    mutability: str = ""
    number: Fraction | None = None
    name: str = ""


NOTHING = Kind("nothing")

_HEAD = re.compile(
    r"""t_(?:
    (?P<integer>u?int)(?P<bits>\d+)
    |bytes(?P<size>\d+)
    |(?P<bool>bool)
    |(?P<address>address(?:_payable)?)
    |rational_(?P<minus>minus_)?(?P<over>\d+)_by_(?P<under>\d+)
    |stringliteral_(?P<text>[0-9a-f]+)
    |(?P<blob>bytes|string)(?P<blob_suffix>(?:_(?:storage|memory|calldata|transient|ptr|slice))+)
    |(?P<user>contract|super|enum|userDefinedValueType|struct)\$_(?P<name>.*?)_\$(?P<id>\d+)
        (?P<user_suffix>(?:_(?:storage|memory|calldata|transient|ptr))*)
    |(?P<list>array|mapping|tuple|type|modifier|function_(?P<function>[a-z0-9]+)_(?P<mutability>[a-z]+))
        (?=\$)
    |magic_meta_type_(?P<meta>)
    |magic_(?P<magic>[a-z]+)
    |module_(?P<module>\d+)
    |(?P<other>error|inaccessibledynamictype|fixed\w+|ufixed\w+)
    )""",
    re.VERBOSE,
)
_AFTER_ARRAY = re.compile(
    r"(?P<length>dyn|\d+)(?P<suffix>(?:_(?:storage|memory|calldata|transient|ptr|slice))*)"
)
_AFTER_FUNCTION = re.compile(r"(?:gas|value|salt)*")
_REGIONS = {region.value: region for region in Region}


class UnknownType(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """An identifier that this reading does not know."""


class Definitions(Struct):
    """How names of the user's are looked up while identifiers are read."""

    enum: Callable[[int], Enumeration]
    struct_name: Callable[[int], str]
    underlying: Callable[[int], str]


def read(identifier: str, definitions: Definitions) -> Kind:
    """Read an identifier. Raises `UnknownType`."""
    kind, end = _Reader(identifier, definitions).one(0)
    if end != len(identifier):
        raise UnknownType(f"the type {identifier}")
    return kind


def value(held: Type, what: str = "value") -> Kind:
    """A kind that a register holds as it is."""
    return Kind(what, held, held)


def referring(what: str, held: Type, region: Region, items: tuple[Kind, ...] = ()) -> Kind:
    """A kind of which a register holds a reference."""
    return Kind(what, Reference(held, region), held, region, items)


def narrowest(number: Fraction) -> Type | None:
    """The type that a constant has by itself: the smallest that holds it."""
    if number.denominator != 1:
        return None
    integer = number.numerator
    bits = integer.bit_length() if integer >= 0 else (~integer).bit_length() + 1
    return Number(max(8, (bits + 7) // 8 * 8), integer < 0)


def rational(number: Fraction) -> Kind:
    """The kind of a constant."""
    mobile = narrowest(number)
    return Kind("rational", mobile, mobile, number=number)


class _Reader:
    def __init__(self, text: str, definitions: Definitions) -> None:
        self.text = text
        self.definitions = definitions

    def one(self, at: int) -> tuple[Kind, int]:
        match = _HEAD.match(self.text, at)
        if match is None:
            raise UnknownType(f"the type {self.text[at:]}")
        end = match.end()
        found = match.groupdict()
        if found["integer"]:
            return value(Number(int(found["bits"]), found["integer"] == "int")), end
        if found["size"]:
            return value(FixedBytes(int(found["size"]))), end
        if found["bool"]:
            return value(BOOLEAN), end
        if found["address"]:
            return value(ADDRESS), end
        if found["over"]:
            number = Fraction(int(found["over"]), int(found["under"]))
            return rational(-number if found["minus"] else number), end
        if found["text"]:
            return Kind("text", Bytes(text=True), Bytes(text=True)), end
        if found["blob"]:
            return self._blob(found["blob"], found["blob_suffix"]), end
        if found["user"]:
            return self._user(found), end
        if found["list"]:
            return self._list(found, end)
        if found["meta"] is not None:
            inner, end = self.one(end)
            return Kind("magic", items=(inner,), name="type"), end
        if found["magic"]:
            return Kind("magic", name=found["magic"]), end
        if found["module"]:
            return Kind("module", declaration=int(found["module"])), end
        if found["other"] in ("error", "inaccessibledynamictype"):
            return Kind("nothing", name=found["other"]), end
        raise UnknownType(f"the type {found['other']}")

    def _blob(self, name: str, suffix: str) -> Kind:
        return referring("bytes", Bytes(name == "string"), _region(suffix))

    def _user(self, found: dict[str, str]) -> Kind:
        number = int(found["id"])
        which = found["user"]
        if which == "struct":
            held = StructType(self.definitions.struct_name(number), number)
            kind = referring("struct", held, _region(found["user_suffix"]))
        elif which == "enum":
            kind = value(self.definitions.enum(number))
        elif which == "userDefinedValueType":
            inner = read(self.definitions.underlying(number), self.definitions)
            kind = Kind("value", inner.type, inner.held)
        elif which == "super":
            kind = Kind("super")
        else:
            name = found["name"].replace("$$$", "$")
            kind = value(ContractType(name, number), "contract")
            kind.name = name
        kind.declaration = number
        return kind

    def _list(self, found: dict[str, str], at: int) -> tuple[Kind, int]:
        which = found["list"]
        items, end = self.several(at)
        if which == "array":
            after = _AFTER_ARRAY.match(self.text, end)
            if after is None:
                raise UnknownType(f"the type {self.text}")
            length = None if after["length"] == "dyn" else int(after["length"])
            element = items[0].held
            if element is None:
                raise UnknownType(f"the type {self.text}")
            kind = referring("array", Array(element, length), _region(after["suffix"]), items)
            return kind, after.end()
        if which == "mapping":
            key, held = items[0].held, items[1].held
            if key is None or held is None:
                raise UnknownType(f"the type {self.text}")
            return referring("mapping", Mapping(key, held), Region.STORAGE, items), end
        if which == "type" and items and items[0].what == "super":
            return items[0], end
        if which in ("tuple", "type", "modifier"):
            return Kind(which, items=items), end
        return self._function(found["function"], found["mutability"], items, end)

    def _function(
        self, function: str, mutability: str, parameters: tuple[Kind, ...], at: int
    ) -> tuple[Kind, int]:
        if not self.text.startswith("returns", at):
            raise UnknownType(f"the type {self.text}")
        results, end = self.several(at + len("returns"))
        options = _AFTER_FUNCTION.match(self.text, end)
        end = options.end() if options else end
        first: tuple[Kind, ...] = ()
        for word in ("attached_to", "bound_to"):
            if self.text.startswith(word, end):
                first, end = self.several(end + len(word))
                parameters = parameters[1:]
        held: Type | None = None
        if function in ("internal", "external"):
            types = (
                tuple(_held(kind) for kind in parameters),
                tuple(_held(kind) for kind in results),
            )
            held = InternalFunction(*types) if function == "internal" else ExternalFunction(*types)
        return Kind(
            "function",
            held,
            held,
            items=parameters,
            results=results,
            first=first,
            function=function,
            mutability=mutability,
        ), end

    def several(self, at: int) -> tuple[tuple[Kind, ...], int]:
        """Read a list; it begins with ``$_`` and ends with ``_$``."""
        text = self.text
        if not text.startswith("$_", at):
            raise UnknownType(f"the type {text}")
        at += 2
        items: list[Kind] = []
        begins_with_hole = text.startswith(("_$_t_", "_$__$"), at)
        if text.startswith("_$", at) and not begins_with_hole:
            return (), at + 2
        while True:
            if text.startswith("_$", at):
                items.append(NOTHING)
            else:
                kind, at = self.one(at)
                items.append(kind)
            if not text.startswith("_$", at):
                raise UnknownType(f"the type {text}")
            if text.startswith("_$_t_", at) or text.startswith("_$__$", at):
                at += 3
                continue
            return tuple(items), at + 2


def _held(kind: Kind) -> Type:
    if kind.type is None:
        raise UnknownType(f"a {kind.what} in a function's type")
    return kind.type


def _region(suffix: str) -> Region:
    for word in suffix.split("_"):
        if word in _REGIONS:
            return _REGIONS[word]
    return Region.STORAGE
