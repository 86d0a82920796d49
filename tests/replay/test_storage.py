"""Values are found where solc puts them, as far as keys are known."""

from __future__ import annotations

from dtnlint.replay.storage import Place, contains, hashed, places

LAYOUT = {
    "storage": [
        {"label": "count", "type": "t_uint128", "slot": "0", "offset": 0},
        {"label": "open", "type": "t_bool", "slot": "0", "offset": 16},
        {"label": "byKey", "type": "t_mapping", "slot": "1", "offset": 0},
        {"label": "pool", "type": "t_array(t_uint256)dyn_storage", "slot": "2", "offset": 0},
        {"label": "pair", "type": "t_array(t_uint64)3_storage", "slot": "3", "offset": 0},
    ],
    "types": {
        "t_uint128": {"encoding": "inplace", "label": "uint128", "numberOfBytes": "16"},
        "t_uint64": {"encoding": "inplace", "label": "uint64", "numberOfBytes": "8"},
        "t_uint256": {"encoding": "inplace", "label": "uint256", "numberOfBytes": "32"},
        "t_bool": {"encoding": "inplace", "label": "bool", "numberOfBytes": "1"},
        "t_mapping": {
            "encoding": "mapping",
            "key": "t_uint256",
            "value": "t_struct",
            "label": "mapping(uint256 => struct Record)",
            "numberOfBytes": "32",
        },
        "t_struct": {
            "encoding": "inplace",
            "label": "struct Record",
            "numberOfBytes": "64",
            "members": [
                {"label": "id", "type": "t_uint256", "slot": "0", "offset": 0},
                {"label": "open", "type": "t_bool", "slot": "1", "offset": 0},
            ],
        },
        "t_array(t_uint256)dyn_storage": {
            "encoding": "dynamic_array",
            "base": "t_uint256",
            "label": "uint256[]",
            "numberOfBytes": "32",
        },
        "t_array(t_uint64)3_storage": {
            "encoding": "inplace",
            "base": "t_uint64",
            "label": "uint64[3]",
            "numberOfBytes": "32",
        },
    },
}


def found(length: int) -> dict[str, Place]:
    return {
        place.path: place
        for place in places(LAYOUT, lambda slot: length if slot == 2 else 0, (7,), ())
    }


def test_values_that_share_a_slot_are_told_apart() -> None:
    at = found(0)
    assert (at["count"].slot, at["count"].offset, at["count"].size) == (0, 0, 16)
    assert (at["open"].slot, at["open"].offset, at["open"].size) == (0, 16, 1)
    assert at["open"].value(1 << 128 | 5) == 1
    assert at["count"].value(1 << 128 | 5) == 5
    assert [at[f"pair[{i}]"].offset for i in range(3)] == [0, 8, 16]


def test_mappings_are_followed_for_the_keys_that_are_given() -> None:
    at = found(0)
    assert at["byKey[7].id"].slot == hashed(7, 1)
    assert at["byKey[7].open"].slot == hashed(7, 1) + 1
    assert at["byKey[7].open"].way == (("at", 1), ("of", 7), ("on", 1))


def test_arrays_are_followed_as_far_as_they_are_long() -> None:
    assert not [path for path in found(0) if path.startswith("pool[")]
    at = found(2)
    assert at["pool[1]"].slot == at["pool[0]"].slot + 1
    assert at["pool.length"].slot == 2


def test_a_value_is_found_in_a_word_wherever_it_is_packed() -> None:
    assert contains(0x5E5501, 0x5E5501)
    assert contains(0xFF5E5501AA, 0x5E5501)
    assert contains(0x5E5501 << 232, 0x5E5501)
    assert not contains(0x5E5502, 0x5E5501)
    assert not contains(0x5E5501 << 4, 0x5E5501), "no field begins within a byte"
