"""The concrete meaning of single instructions, on code made by hand."""

from __future__ import annotations

from typing import get_args

import pytest
from eth_abi.abi import encode

from dtnlint.language import instructions as lang
from dtnlint.language.types import (
    ADDRESS,
    BOOLEAN,
    WORD,
    Array,
    Boolean,
    Bytes,
    FixedBytes,
    Number,
    Reference,
    Region,
    StructType,
    Type,
)
from truth.interpreter import abi
from truth.interpreter.execution import HANDLERS
from truth.interpreter.layout import Layout
from truth.interpreter.outcomes import NotComparable, Reverted, panic
from truth.interpreter.storage import Storage, hashed
from truth.interpreter.values import FunctionNumbers, StoragePlace
from truth.interpreter.world import Account, Program, World, created_at

SPAN = lang.Span("a.sol", 0, 0)
KEY, MAKE = lang.FunctionKey(1), lang.FunctionKey(9, "construction")
ALICE, TARGET, OTHER = 0xA11CE, 0x7A6, 0x07E
SELECTOR = 0x12345678
BYTE, SIGNED = Number(8), Number(8, True)
PAIR = StructType("Pair", 5)
STRUCTS = {5: (("small", BYTE), ("flag", BOOLEAN), ("text", Bytes(True)), ("wide", WORD))}


def register(number: int, kind: Type = WORD) -> lang.Register:
    return lang.Register(number, kind)


def constant(value: int, kind: Type = WORD) -> lang.Constant:
    return lang.Constant(value, kind)


def code(
    blocks: list[tuple[list[lang.Instruction], lang.End]],
    parameters: tuple[Type, ...] = (),
    results: tuple[Type, ...] = (WORD,),
    payable: bool = False,
) -> lang.Code:
    """A contract of one external function; its results are the locals 100, 101, …"""
    body = lang.Function(
        KEY,
        "f",
        "C",
        "f()",
        tuple(lang.Local(i, "p", kind) for i, kind in enumerate(parameters)),
        tuple(result(i, kind) for i, kind in enumerate(results)),
        tuple(lang.Block(tuple(instructions), end) for instructions, end in blocks),
        SPAN,
        payable,
    )
    entry = lang.Entry(SELECTOR, KEY, "f", "f()", payable)
    return lang.Code("C", 1, (1,), {KEY: body}, (entry,), MAKE, (), STRUCTS)


def result(index: int = 0, kind: Type = WORD) -> lang.Local:
    return lang.Local(100 + index, "r", kind)


def put(value: lang.Operand, index: int = 0) -> lang.Put:
    return lang.Put(result(index, value.type), value, span=SPAN)


def world_of(*codes: lang.Code) -> World:
    world = World(Program({}))
    for address, one in zip((TARGET, OTHER), codes, strict=False):
        world.accounts[address] = Account(code=one)
    return world


def run(one: lang.Code, data: bytes = b"", value: int = 0) -> tuple[bool, bytes]:
    world = world_of(one)
    world.account(ALICE).balance = 10
    return world.transact(ALICE, TARGET, SELECTOR.to_bytes(4, "big") + data, value)


def straight(
    *instructions: lang.Instruction,
    parameters: tuple[Type, ...] = (),
    results: tuple[Type, ...] = (WORD,),
) -> lang.Code:
    return code([(list(instructions), lang.Return(span=SPAN))], parameters, results)


def answers(*words: int) -> tuple[bool, bytes]:
    return True, b"".join(abi.word_of(word % (1 << 256)) for word in words)


def test_every_instruction_type_has_a_meaning() -> None:
    ends = set(get_args(lang.End))
    assert set(lang.Instruction.__subclasses__()) - ends == set(HANDLERS)


@pytest.mark.parametrize(
    ("kind", "operator", "left", "right", "checked", "expected"),
    [
        (BYTE, "+", 255, 1, True, panic(0x11)),
        (BYTE, "+", 255, 1, False, 0),
        (BYTE, "-", 1, 2, True, panic(0x11)),
        (SIGNED, "-", 1, 2, True, -1),
        (SIGNED, "/", -7, 2, True, -3),
        (SIGNED, "%", -7, 2, True, -1),
        (SIGNED, "/", -128, -1, True, panic(0x11)),
        (SIGNED, "/", -128, -1, False, -128),
        (SIGNED, ">>", -7, 1, True, -4),
        (BYTE, "<<", 129, 1, True, 2),
        (BYTE, "<<", 1, 1 << 200, True, 0),
        (BYTE, "/", 1, 0, False, panic(0x12)),
        (BYTE, "**", 2, 8, True, panic(0x11)),
        (BYTE, "**", 2, 8, False, 0),
        (SIGNED, "**", -1, (1 << 256) - 1, True, -1),
        (WORD, "**", 3, 1 << 255, True, panic(0x11)),
    ],
)
def test_arithmetic_at_a_type(
    kind: Type, operator: str, left: int, right: int, checked: bool, expected: int | Reverted
) -> None:
    made = lang.Binary(
        register(0, kind),
        operator,  # type: ignore[arg-type]
        constant(left, kind),
        constant(right, kind if operator not in ("**", "<<", ">>") else WORD),
        checked,
        span=SPAN,
    )
    got = run(straight(made, put(made.result), results=(kind,)))
    assert got == ((False, expected.data) if isinstance(expected, Reverted) else answers(expected))


def test_yul_divides_by_zero() -> None:
    made = lang.Binary(register(0), "/", constant(7), constant(0), machine=True, span=SPAN)
    assert run(straight(made, put(made.result))) == answers(0)


@pytest.mark.parametrize(
    ("source", "value", "target", "expected"),
    [
        (WORD, 0x1FF, BYTE, 0xFF),
        (Number(16), 0xFF, SIGNED, -1),
        (SIGNED, -1, Number(16, True), -1),
        (Number(16), 0xABCD, FixedBytes(2), 0xABCD << 240),
        (FixedBytes(4), 0xABCDEF01 << 224, FixedBytes(2), 0xABCD << 240),
        (FixedBytes(2), 0xABCD << 240, Number(16), 0xABCD),
        (FixedBytes(2), 0xABCD << 240, WORD, 0xABCD << 240),
        (FixedBytes(20), 7 << 96, ADDRESS, 7),
    ],
)
def test_conversions_say_what_they_cut_off(
    source: Type, value: int, target: Type, expected: int
) -> None:
    made = lang.Convert(register(0, target), constant(value, source), span=SPAN)
    assert run(straight(made, put(made.result), results=(target,))) == answers(expected)


def test_two_names_of_one_object_in_memory_see_each_others_writes() -> None:
    pair = Reference(Array(WORD, 2), Region.MEMORY)
    place = Reference(WORD, Region.MEMORY)
    body = [
        lang.Allocate(register(0, pair), span=SPAN),
        lang.Put(lang.Local(1, "a", pair), register(0, pair), span=SPAN),
        lang.Put(lang.Local(2, "b", pair), register(0, pair), span=SPAN),
        lang.Get(register(1, pair), lang.Local(1, "a", pair), span=SPAN),
        lang.RefElement(register(2, place), register(1, pair), constant(1), span=SPAN),
        lang.Store(register(2, place), constant(42), span=SPAN),
        lang.Get(register(3, pair), lang.Local(2, "b", pair), span=SPAN),
        put(register(3, pair)),
    ]
    assert run(straight(*body, results=(pair,))) == answers(0, 42)


def test_an_index_beyond_the_end_reverts() -> None:
    pair, place = Reference(Array(WORD, 2), Region.MEMORY), Reference(WORD, Region.MEMORY)
    body = [
        lang.Allocate(register(0, pair), span=SPAN),
        lang.RefElement(register(1, place), register(0, pair), constant(2), span=SPAN),
    ]
    assert run(straight(*body)) == (False, panic(0x32).data)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (BYTE, [256]),
        (SIGNED, [0x80]),
        (BOOLEAN, [2]),
        (ADDRESS, [1 << 160]),
        (FixedBytes(2), [1]),
        (Bytes(), [1 << 64]),
        (Bytes(), [32, 1]),
        (Array(BYTE), [32, 1, 256]),
        (PAIR, [32, 1, 1, 128, 7]),
    ],
)
def test_what_the_coder_refuses(kind: Type, words: list[int]) -> None:
    data = b"".join(map(abi.word_of, words))
    held = kind if isinstance(kind, Number | Boolean | type(ADDRESS) | FixedBytes) else None
    parameter = held or Reference(kind, Region.MEMORY)
    assert run(straight(parameters=(parameter,)), data) == (False, b"")


def test_encoding_agrees_with_the_ecosystems() -> None:
    layout = Layout(STRUCTS, FunctionNumbers())
    kinds = (BYTE, PAIR, Array(Array(WORD, 2)), Array(Bytes(True), 2))
    data = encode(
        ["uint8", "(uint8,bool,string,uint256)", "uint256[2][]", "string[2]"],
        [7, (1, True, "x" * 40, 5), [[1, 2], [3, 4]], ["a", "b" * 33]],
    )
    trees = abi.decode(layout, kinds, data)
    assert trees == [7, [1, 1, b"x" * 40, 5], [[1, 2], [3, 4]], [b"a", b"b" * 33]]
    assert abi.encode(layout, kinds, trees) == data


def storage_of(slots: dict[int, int]) -> Storage:
    return Storage(
        Layout(STRUCTS, FunctionNumbers()),
        lambda place: slots.get(place.slot, 0),
        lambda place, word: slots.update({place.slot: word}),
    )


def test_storage_packs_fields_and_keeps_texts_short_or_long() -> None:
    slots: dict[int, int] = {}
    storage = storage_of(slots)
    storage.assign(PAIR, StoragePlace(3), [7, 1, b"x" * 40, 9])
    assert slots[3] == 0x0107
    assert slots[4] == 81
    assert slots[hashed(4)] == int.from_bytes(b"x" * 32, "big")
    storage.assign(PAIR, StoragePlace(3), [7, 1, b"short", 9])
    assert slots[hashed(4)] == slots[hashed(4) + 1] == 0
    assert slots[4] == int.from_bytes(b"short".ljust(32, b"\0"), "big") | 10
    assert slots[5] == 9


def test_bytes_grow_out_of_their_slot_and_back() -> None:
    slots: dict[int, int] = {}
    storage = storage_of(slots)
    storage.assign(Bytes(), StoragePlace(0), b"a" * 31)
    place = storage.push(Bytes(), StoragePlace(0))
    storage.write(FixedBytes(1), place, ord("b") << 248)
    assert storage.tree(Bytes(), StoragePlace(0)) == b"a" * 31 + b"b"
    assert slots[0] == 65
    storage.pop(Bytes(), StoragePlace(0))
    assert storage.tree(Bytes(), StoragePlace(0)) == b"a" * 31
    assert slots[hashed(0)] == 0


def test_a_shorter_array_leaves_nothing_behind() -> None:
    slots: dict[int, int] = {}
    storage = storage_of(slots)
    storage.assign(Array(BYTE), StoragePlace(0), list(range(40)))
    storage.assign(Array(BYTE), StoragePlace(0), [1])
    assert slots == {0: 1, hashed(0): 1, hashed(0) + 1: 0}


def caller(view: bool, *, fails_as: int = 77) -> lang.Code:
    """Stores 5 itself, calls the other one in a try, and tells which way out it took."""
    callee = lang.CalleeFunction("C", "f", "f()", SELECTOR, 1, (), (WORD,), view)
    call = lang.ExternalCall((register(0),), constant(OTHER, ADDRESS), callee, (), span=SPAN)
    failure = register(1, Reference(Bytes(), Region.MEMORY))
    store = lang.SlotStore(constant(1), constant(5), span=SPAN)
    return code(
        [
            ([store], lang.Try(call, 1, 2, failure, span=SPAN)),
            ([put(register(0))], lang.Return(span=SPAN)),
            ([put(constant(fails_as))], lang.Return(span=SPAN)),
        ]
    )


def callee(end: lang.End) -> lang.Code:
    return code([([lang.SlotStore(constant(0), constant(3), span=SPAN), put(constant(8))], end)])


def test_a_try_goes_both_ways_and_undoes_what_failed() -> None:
    data = SELECTOR.to_bytes(4, "big")
    world = world_of(caller(False), callee(lang.Return(span=SPAN)))
    assert world.transact(ALICE, TARGET, data) == answers(8)
    assert world.account(OTHER).storage == {0: 3}
    world = world_of(caller(False), callee(lang.Revert(span=SPAN)))
    assert world.transact(ALICE, TARGET, data) == answers(77)
    assert world.account(OTHER).storage == {}
    assert world.account(TARGET).storage == {1: 5}


def test_a_static_call_changes_nothing() -> None:
    world = world_of(caller(True), callee(lang.Return(span=SPAN)))
    assert world.transact(ALICE, TARGET, SELECTOR.to_bytes(4, "big")) == answers(77)


def test_no_code_is_not_caught() -> None:
    world = world_of(caller(False))
    assert world.transact(ALICE, TARGET, SELECTOR.to_bytes(4, "big")) == (False, b"")
    assert world.account(TARGET).storage == {}


def test_value_comes_where_it_may() -> None:
    balance = lang.Environment(register(0), "msg.value", span=SPAN)
    taking = code([([balance, put(register(0))], lang.Return(span=SPAN))], payable=True)
    assert run(taking, value=4) == answers(4)
    assert run(straight(balance, put(register(0))), value=4) == (False, b"")
    assert run(taking, value=11) == (False, b"")


def test_what_cannot_be_told_is_not_comparable() -> None:
    opaque = lang.Opaque((), "bytes of code", frozenset(), span=SPAN)
    with pytest.raises(NotComparable, match="bytes of code"):
        run(straight(opaque))


def test_where_contracts_are_created() -> None:
    # The first contract of the account 0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0:
    # https://ethereum.stackexchange.com/q/760
    creator = 0x6AC7EA33F8831EA9DCC53393AAA88B25A785DBF0
    assert created_at(creator, 0) == 0xCD234A471B72BA2F1CCF0A70FCABA648A5EECD8D
