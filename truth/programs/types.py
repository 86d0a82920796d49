"""The types that drawn programs use, and literals of them."""

from __future__ import annotations

from dataclasses import dataclass

from truth.programs.source import Source


@dataclass(frozen=True)
class Type:
    """A type of Solidity's.

    `kind` is one of uint, int, bool, address, bytesN, enum, price, bytes, string, array, struct,
    mapping.
    """

    kind: str
    size: int = 0
    """Bits of a number, bytes of fixed ones, members of an enum."""
    element: Type | None = None
    """Of an array, or a mapping's values."""
    length: int | None = None
    key: Type | None = None
    name: str = ""
    fields: tuple[tuple[str, Type], ...] = ()

    @property
    def is_value(self) -> bool:
        """Whether it has no location."""
        return self.kind not in ("bytes", "string", "array", "struct", "mapping")

    @property
    def has_mapping(self) -> bool:
        """Whether it is of storage only."""
        if self.kind == "mapping":
            return True
        return any(one.has_mapping for _, one in self.fields) or bool(
            self.kind == "array" and self.element and self.element.has_mapping
        )

    def __str__(self) -> str:
        match self.kind:
            case "uint" | "int":
                return f"{self.kind}{self.size}"
            case "bytesN":
                return f"bytes{self.size}"
            case "enum" | "struct":
                return self.name
            case "price":
                return "Price"
            case "array":
                return f"{self.element}[{'' if self.length is None else self.length}]"
            case "function":
                return f"function(uint256) {self.name} returns (uint256)"
            case "mapping":
                return f"mapping({self.key} => {self.element})"
        return self.kind

    def at(self, location: str) -> str:
        """As a declaration has it: values without a location."""
        return str(self) if self.is_value else f"{self} {location}"


def uint(bits: int = 256) -> Type:
    """An unsigned number."""
    return Type("uint", bits)


def fixed(size: int) -> Type:
    """Fixed bytes."""
    return Type("bytesN", size)


def array(element: Type, length: int | None = None) -> Type:
    """An array."""
    return Type("array", element=element, length=length)


WORD, BYTE, BOOL, ADDRESS = uint(), uint(8), Type("bool"), Type("address")
BYTES, STRING, PRICE = Type("bytes"), Type("string"), Type("price", 64)
COLOR = Type("enum", 3, name="Color")
INTERNAL = Type("function", name="internal")
EXTERNAL = Type("function", name="external")
ROWS = array(array(BYTE))
PAIRS = array(array(Type("int", 16), 2))
LINES = array(STRING)
"""Arrays in arrays."""
NUMBERS = (
    WORD,
    WORD,
    BYTE,
    uint(16),
    uint(64),
    uint(128),
    Type("int", 8),
    Type("int", 16),
    Type("int", 256),
)
VALUES = (*NUMBERS, BOOL, BOOL, ADDRESS, fixed(1), fixed(4), fixed(20), fixed(32), COLOR, PRICE)


def literal(kind: Type, source: Source) -> str:
    """A literal of a type of values."""
    match kind.kind:
        case "uint":
            large = source.chance(0.04)
            return f"type({kind}).max" if large else f"{kind}({source.small()})"
        case "int":
            if source.chance(0.04):
                return f"type({kind}).{source.pick(('min', 'max'))}"
            return f"{kind}({source.pick(('', '', '-'))}{source.small()})"
        case "bool":
            return source.pick(("true", "false"))
        case "address":
            return source.pick(("address(0)", "address(0x1234)", "msg.sender", "address(this)"))
        case "bytesN":
            digits = "".join(source.pick("0123456789abcdef") for _ in range(2 * kind.size))
            return f'{kind}(hex"{digits}")'
        case "enum":
            return f"Color.{source.pick('ABC')}"
        case "price":
            return f"Price.wrap({source.small()})"
    raise ValueError(f"{kind} has no literals")
