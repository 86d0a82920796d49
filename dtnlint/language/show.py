"""Prints lowered code beside the lines of the source that it stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dtnlint.language.instructions import (
    CalleeFunction,
    Code,
    Constant,
    Function,
    FunctionConstant,
    FunctionKey,
    Instruction,
    Local,
    Register,
    Span,
    StateVariable,
)
from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    Bytes,
    ContractType,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    InternalFunction,
    Number,
    Reference,
    StructType,
    Type,
)
from dtnlint.language.types import Mapping as MappingType

_QUIET = frozenset(("span", "declaration", "declaration_of", "named"))


class Sources:
    """The texts of source units, by line."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._contents = {unit: text.encode("utf-8") for unit, text in texts.items()}
        self._starts: dict[str, list[int]] = {}

    def line(self, span: Span) -> tuple[int, str]:
        """The number and the text of the line where a span begins; 0 where it is unknown."""
        content = self._contents.get(span.unit)
        if content is None:
            return 0, ""
        starts = self._starts.get(span.unit)
        if starts is None:
            starts = [0, *(i + 1 for i, byte in enumerate(content) if byte == 0x0A)]
            self._starts[span.unit] = starts
        number = bisect_right(starts, span.start)
        end = starts[number] if number < len(starts) else len(content)
        return number, content[starts[number - 1] : end].decode("utf-8", "replace").rstrip()


def shown(code: Code, sources: Sources) -> Iterator[str]:
    """All that a contract can run, line by line, the source's lines above what they become."""
    order = "IR" if code.via_ir else "legacy"
    yield f"{code.contract}: {len(code.functions)} functions, as solc's {order} pipeline runs them"
    yield ""
    for variable in code.variables:
        yield f"{_place(variable):>12}  {type_name(variable.type)} {variable.name}"
    for function in sorted(code.functions.values(), key=lambda one: _order(code, one)):
        yield ""
        yield from _function(code, function, sources)


def _place(variable: StateVariable) -> str:
    if variable.immutable:
        return "immutable"
    where = f"{variable.slot:#x}" if variable.slot > 9999 else str(variable.slot)
    offset = f"+{variable.offset}" if variable.offset else ""
    return f"{'transient' if variable.transient else 'slot'} {where}{offset}"


def _order(code: Code, function: Function) -> tuple[bool, str, int]:
    return function.key != code.construction, function.span.unit, function.span.start


def _function(code: Code, function: Function, sources: Sources) -> Iterator[str]:
    number, _ = sources.line(function.span)
    outside = [entry for entry in code.entries if entry.function == function.key]
    entry = "".join(
        f", {entry.kind}{f' {entry.selector:#010x}' if entry.selector is not None else ''}"
        for entry in outside
    )
    whose = f"{function.contract}." if function.contract else ""
    results = f" returns ({_locals(function.results)})" if function.results else ""
    name = f"{whose}{function.name}({_locals(function.parameters)}){results}"
    yield f"{name}  [{function.span.unit}:{number}{entry}]"
    if function.unreadable:
        yield f"  not lowered: {function.unreadable}"
    shown_line = (function.span.unit, number)
    for index, block in enumerate(function.blocks):
        yield f"  {index}:"
        for instruction in (*block.instructions, block.end):
            line, text = sources.line(instruction.span)
            if line and (instruction.span.unit, line) != shown_line:
                shown_line = instruction.span.unit, line
                yield f"{line:>5} | {text}"
            yield f"        {written(code, instruction)}"


def _locals(several: tuple[Local, ...]) -> str:
    return ", ".join(f"{type_name(one.type)} {_operand(one)}" for one in several)


# -- instructions ------------------------------------------------------------------------


def written(code: Code, instruction: Instruction) -> str:
    """One instruction, as ``r3 = binary + r1, r2``."""
    name = type(instruction).__name__
    results: list[str] = []
    rest: list[str] = []
    for part in instruction.__struct_fields__:
        value = getattr(instruction, part)
        if part in _QUIET or value is None or value == () or value is False:
            continue
        if part in ("result", "success", "returned", "failure"):
            results.append(_typed(value))
        elif part == "results":
            results += map(_typed, value)
        elif part == "checked":
            continue
        else:
            rest += _part(code, part, value)
    if getattr(instruction, "checked", True) is False:
        name += " unchecked"
    given = f"{', '.join(results)} = " if results else ""
    return f"{given}{name} {', '.join(rest)}".rstrip()


_BARE = frozenset(
    (
        "value",
        "left",
        "right",
        "place",
        "base",
        "key",
        "local",
        "source",
        "items",
        "arguments",
        "function",
        "operator",
        "condition",
        "array",
        "data",
        "kind",
        "name",
        "event",
        "variable",
        "reason",
    )
)


def _part(code: Code, part: str, value: Any) -> Iterator[str]:
    if part in ("types", "parameters"):
        yield f"as ({', '.join(map(type_name, value))})"
    elif part == "call":
        yield f"({written(code, value)})"
    elif part in ("true", "false", "target", "succeeded", "failed") and isinstance(value, int):
        yield f"{part} {value}"
    elif value is True:
        yield part
    elif isinstance(value, frozenset):
        yield f"{part} {' '.join(sorted(value))}"
    elif isinstance(value, tuple):
        inside = ", ".join(_operand(one, code) for one in value)
        yield f"({inside})" if part in _BARE else f"{part} ({inside})"
    elif part in _BARE:
        yield _operand(value, code)
    else:
        yield f"{part} {_operand(value, code)}"


def _typed(register: Register) -> str:
    return f"r{register.number}: {type_name(register.type)}"


def _operand(value: Any, code: Code | None = None) -> str:
    if isinstance(value, Register):
        return f"r{value.number}"
    if isinstance(value, Local):
        return f"{value.name or 'made'}#{value.number}"
    if isinstance(value, Constant):
        return _constant(value)
    if isinstance(value, FunctionConstant):
        return f"&{_operand(value.key, code)}"
    if isinstance(value, FunctionKey):
        found = code.functions.get(value) if code else None
        if found is None:
            return f"function {value.declaration}"
        return f"{found.contract}.{found.name}" if found.contract else found.name
    if isinstance(value, StateVariable):
        return f"{value.contract}.{value.name}"
    if isinstance(value, CalleeFunction):
        return f"{value.contract}.{value.signature}" if value.name else "by pointer"
    return str(value)


def _constant(constant: Constant) -> str:
    if isinstance(constant.value, bytes):
        return repr(constant.value.decode("utf-8", "backslashreplace"))
    if constant.name:
        return constant.name
    if isinstance(constant.type, Boolean):
        return "true" if constant.value else "false"
    if isinstance(constant.type, FixedBytes):
        width = 2 * constant.type.size
        return f"0x{constant.value >> (256 - 4 * width):0{width}x}"
    return str(constant.value) if abs(constant.value) < 1 << 64 else hex(constant.value)


# -- types ---------------------------------------------------------------------------------


def type_name(type_: Type) -> str:
    """A type, as the source would say it."""
    return _TYPES[type(type_)](type_)


def _function_type(type_: Any) -> str:
    where = "internal" if isinstance(type_, InternalFunction) else "external"
    results = ", ".join(map(type_name, type_.results))
    given = ", ".join(map(type_name, type_.parameters))
    return f"function({given}) {where}{f' returns ({results})' if results else ''}"


_TYPES: dict[type, Callable[[Any], str]] = {
    Number: lambda one: f"{'int' if one.signed else 'uint'}{one.bits}",
    Boolean: lambda one: "bool",
    Address: lambda one: "address",
    FixedBytes: lambda one: f"bytes{one.size}",
    Enumeration: lambda one: one.name,
    ContractType: lambda one: one.name,
    InternalFunction: _function_type,
    ExternalFunction: _function_type,
    Array: lambda one: f"{type_name(one.element)}[{'' if one.length is None else one.length}]",
    Bytes: lambda one: "string" if one.text else "bytes",
    MappingType: lambda one: f"mapping({type_name(one.key)} => {type_name(one.value)})",
    StructType: lambda one: one.name,
    Reference: lambda one: f"{type_name(one.type)} {one.region.value}",
}
