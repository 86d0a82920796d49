"""A share of the campaign of random edits, and that the campaign sees what it looks for."""

from __future__ import annotations

import pytest

from truth.editing import command
from truth.editing.command import edited

SHARE = 50


def test_what_is_shown_after_a_share_of_the_random_edits_is_what_a_fresh_check_finds() -> None:
    assert edited(seed=3, count=SHARE) == []


def test_findings_that_are_not_shown_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_PATIENCE", 5.0)
    shown = command.Editing._shown
    monkeypatch.setattr(command.Editing, "_shown", lambda self: set(sorted(shown(self))[1:]))
    (fault,) = edited(seed=3, count=1)
    assert fault.startswith("after 1 edits: shown too much [], too little [(")
