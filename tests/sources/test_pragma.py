"""Version pragmas mean what solc takes them to mean."""

from __future__ import annotations

import pytest
from semantic_version import NpmSpec, Version  # type: ignore[import-untyped]

from dtnlint.sources.pragma import allows, newest_allowed


@pytest.mark.parametrize(
    ("pragma", "allowed", "refused"),
    [
        ("^0.8.0", "0.8.0 0.8.37", "0.7.6 0.9.0"),
        ("0.8.19", "0.8.19", "0.8.18 0.8.20"),
        ("=0.8.19", "0.8.19", "0.8.20"),
        ("~0.8.4", "0.8.4 0.8.30", "0.8.3 0.9.0"),
        (">=0.8.4 <0.8.20", "0.8.4 0.8.19", "0.8.3 0.8.20"),
        (">=0.8.4<0.8.20", "0.8.4 0.8.19", "0.8.3 0.8.20"),
        ("> 0.8.4 <= 0.8.20", "0.8.5 0.8.20", "0.8.4 0.8.21"),
        ("^ 0.8.4", "0.8.4 0.8.20", "0.8.3"),
        ("0.8.4 - 0.8.6", "0.8.4 0.8.6", "0.8.3 0.8.7"),
        ("^0.7.0 || ^0.8.10", "0.7.3 0.8.10", "0.8.9"),
        ("0.8.7||0.8.9", "0.8.7 0.8.9", "0.8.8"),
        ("0.8", "0.8.0 0.8.30", "0.9.0"),
        ("0.8.x", "0.8.0 0.8.30", "0.9.0"),
        ("*", "0.8.0 0.9.1", ""),
    ],
)
def test_ranges(pragma: str, allowed: str, refused: str) -> None:
    assert [v for v in allowed.split() if not allows([pragma], v)] == []
    assert [v for v in refused.split() if allows([pragma], v)] == []


def test_all_pragmas_of_a_closure_count() -> None:
    assert newest_allowed(frozenset({"^0.8.0", "<0.8.20", ">=0.8.5"})) == "0.8.19"
    assert newest_allowed(frozenset({"^0.8.0", "0.7.6"})) is None


def test_what_is_no_range_is_left_to_solc() -> None:
    assert allows(["zero point eight"], "0.8.0")


def test_the_short_way_agrees_with_the_library() -> None:
    versions = [f"0.{minor}.{patch}" for minor in (4, 7, 8, 9) for patch in (0, 4, 20, 37)]
    for operator in ("", "=", "^", ">="):
        for asked in versions:
            for given in [*versions, "1.0.0", "0.8.20-nightly.1"]:
                expected = NpmSpec(f"{operator}{asked}").match(Version(given))
                assert allows([f"{operator} {asked}"], given) is expected, (operator, asked, given)
