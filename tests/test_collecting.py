"""What a process does between one answer and the next question."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from dtnlint import catalogue, collecting
from dtnlint.shelf import Shelf
from dtnlint.sources.outline import outline


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_refers_to_itself_is_collected_after_each_answer() -> None:
    pauses = collecting.Pauses()
    gc.disable()
    try:
        for _ in range(3):
            ring = weakref.ref(Ring())
            assert ring() is not None
            pauses.tidy()
            assert ring() is None
    finally:
        gc.enable()
        gc.unfreeze()


def test_texts_are_forgotten_and_what_is_installed_is_not() -> None:
    rules = catalogue.installed()
    outline("contract Forgotten {}")
    assert outline.cache_info().currsize
    collecting.forget()
    assert not outline.cache_info().currsize
    assert catalogue.installed() is rules


def test_texts_are_forgotten_from_time_to_time() -> None:
    pauses = collecting.Pauses()
    try:
        for number in range(200):
            outline(f"contract Text{number} {{}}")
            pauses.tidy()
            assert outline.cache_info().currsize < 100
    finally:
        gc.unfreeze()


def test_rules_kept_in_one_folder_are_found_once(tmp_path: Path) -> None:
    first = catalogue.installed(Shelf(tmp_path), "1")
    assert catalogue.installed(Shelf(tmp_path), "1") is first
    assert catalogue.installed(Shelf(tmp_path / "other"), "1") is not first
