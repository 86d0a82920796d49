"""Bytes, lines and columns: what solc counts against what people count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtnlint.findings.finding import BUNDLED, Location
from dtnlint.findings.source_text import Position, SourceText, display_width, read_sources


def position(text: str, needle: str) -> Position:
    data = text.encode()
    return SourceText(data).position(data.index(needle.encode()))


def test_lines_and_columns_count_from_one() -> None:
    assert position("ab\ncd", "a") == Position(1, 1, 1)
    assert position("ab\ncd", "d") == Position(2, 2, 2)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending_ends_one_line(newline: str) -> None:
    text = newline.join(["one", "two", "", "x here"])
    assert position(text, "here") == Position(4, 3, 3)
    assert SourceText(text.encode()).line(2) == "two"
    assert SourceText(text.encode()).lines == 4


def test_columns_are_characters_and_utf16_units_not_bytes() -> None:
    assert position("/* é漢 */ x", "x") == Position(1, 10, 10)
    assert position("/* 😀 */ x", "x") == Position(1, 9, 10)


def test_a_byte_order_mark_takes_no_column() -> None:
    text = SourceText(b"\xef\xbb\xbfabc")
    assert text.position(4) == Position(1, 2, 2)
    assert text.line(1) == "abc"


def test_bytes_that_are_no_text_do_not_stop_anything() -> None:
    text = SourceText(b"\xff\xfe x\nnext")
    assert text.position(3).line == 1
    assert text.position(5).line == 2
    assert text.line(1) == "\ufffd\ufffd x"


def test_the_end_of_the_file_is_a_position_and_so_is_anything_beyond() -> None:
    text = SourceText(b"ab\n")
    assert text.position(3) == text.position(99) == Position(2, 1, 1)
    assert SourceText(b"").position(0) == Position(1, 1, 1)


def test_a_region_ends_after_its_last_character() -> None:
    region = SourceText("é = x;\n".encode()).region(Location("a.sol", 0, 2))
    assert (region.start.column, region.end.column) == (1, 2)


def test_a_region_that_ends_in_a_newline_stays_on_its_line() -> None:
    region = SourceText(b"abc\r\ndef").region(Location("a.sol", 0, 4))
    assert (region.end.line, region.end.column) == (1, 4)


@given(st.text(alphabet="ab\n\r é😀\t"), st.data())
def test_every_character_is_found_again_at_its_line_and_column(
    text: str, data: st.DataObject
) -> None:
    source = SourceText(text.encode())
    if not text:
        return
    index = data.draw(st.integers(0, len(text) - 1))
    if text[index] in "\r\n":
        return
    place = source.position(len(text[:index].encode()))
    assert source.line(place.line)[place.column - 1] == text[index]


def test_width_is_what_a_terminal_uses() -> None:
    assert display_width("abc") == 3
    assert display_width("漢字") == 4
    assert display_width("e\u0301") == 1
    assert display_width("a\u200bb") == 2


def test_files_that_are_gone_or_not_in_the_project_are_left_out(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "A.sol").write_bytes(b"x")
    found = read_sources(tmp_path, ["A.sol", "Gone.sol", f"{BUNDLED}x.sol"])
    assert found == {"A.sol": SourceText(b"x")}
