"""solc's type identifiers, read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dtnlint.language.kinds import Definitions, Kind, UnknownType, read
from dtnlint.language.types import (
    ADDRESS,
    BOOLEAN,
    WORD,
    Array,
    Bytes,
    ContractType,
    Enumeration,
    InternalFunction,
    Mapping,
    Number,
    Reference,
    Region,
    StructType,
    Type,
)

_DEFINITIONS = Definitions(
    enum=lambda number: Enumeration(f"E{number}", ("A", "B")),
    struct_name=lambda number: f"S{number}",
    underlying=lambda number: "t_uint8",
)
_S = Reference(StructType("S16", 16), Region.STORAGE)


def kind(identifier: str) -> Kind:
    return read(identifier, _DEFINITIONS)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("t_int24", Number(24, signed=True)),
        ("t_address_payable", ADDRESS),
        ("t_userDefinedValueType$_U_$51", Number(8)),
        ("t_contract$_a$$$b_$7", ContractType("a$b", 7)),
        ("t_struct$_S__$16_storage_ptr", _S),
        ("t_string_calldata_ptr", Reference(Bytes(text=True), Region.CALLDATA)),
        ("t_bytes_calldata_ptr_slice", Reference(Bytes(), Region.CALLDATA)),
        (
            "t_mapping$_t_address_$_t_mapping$_t_uint256_$_t_bool_$_$",
            Reference(Mapping(ADDRESS, Mapping(WORD, BOOLEAN)), Region.STORAGE),
        ),
        (
            "t_array$_t_array$_t_uint256_$dyn_memory_ptr_$3_memory_ptr",
            Reference(Array(Array(WORD), 3), Region.MEMORY),
        ),
        (
            "t_function_internal_view$_t_struct$_S_$16_storage_ptr_$_t_uint256_$returns$_t_bool_$",
            InternalFunction((_S, WORD), (BOOLEAN,)),
        ),
    ],
)
def test_what_a_register_holds(identifier: str, expected: Type) -> None:
    assert kind(identifier).type == expected


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("t_tuple$__$", []),
        ("t_tuple$_t_bool_$", [BOOLEAN]),
        ("t_tuple$__$_t_bool_$", [None, BOOLEAN]),
        ("t_tuple$_t_bool_$__$_t_uint256_$", [BOOLEAN, None, WORD]),
        ("t_tuple$_t_bool_$__$__$", [BOOLEAN, None, None]),
    ],
)
def test_components_and_holes_of_tuples(identifier: str, expected: list[Type | None]) -> None:
    assert [one.type for one in kind(identifier).items] == expected


def test_a_bound_argument_is_no_parameter() -> None:
    found = kind(
        "t_function_internal_nonpayable$_t_struct$_S_$16_storage_ptr_$_t_uint256_$returns$__$"
        "attached_to$_t_struct$_S_$16_storage_ptr_$"
    )
    assert [one.type for one in found.items] == [WORD]
    assert [one.type for one in found.first] == [_S]


def test_options_end_a_function_type() -> None:
    found = kind("t_function_external_payable$_t_uint256_$returns$_t_bool_$gasvalue")
    assert (found.function, found.mutability) == ("external", "payable")
    assert [one.type for one in found.results] == [BOOLEAN]


@pytest.mark.parametrize(
    ("identifier", "number", "type_"),
    [
        ("t_rational_256_by_1", Fraction(256), Number(16)),
        ("t_rational_minus_128_by_1", Fraction(-128), Number(8, signed=True)),
        ("t_rational_minus_129_by_1", Fraction(-129), Number(16, signed=True)),
        ("t_rational_5_by_2", Fraction(5, 2), None),
    ],
)
def test_constants_have_the_narrowest_type(
    identifier: str, number: Fraction, type_: Type | None
) -> None:
    assert (kind(identifier).number, kind(identifier).type) == (number, type_)


@pytest.mark.parametrize(
    "identifier", ["t_novelty", "t_uint256_more", "t_array$_t_bool_$", "t_function_internal_pure$"]
)
def test_what_is_not_known_is_said(identifier: str) -> None:
    with pytest.raises(UnknownType, match="the type"):
        kind(identifier)
