"""Rules are found wherever they are installed, and chosen by name, family or all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from dtnlint import catalogue
from dtnlint.catalogue import installed, is_selected
from dtnlint.findings.finding import Confidence, Impact
from dtnlint.findings.rules import RuleInfo
from tests.cli.rules import AnyClose, AnyStart

RULE = RuleInfo(
    "dtn-double-close", "sessions", Impact.HIGH, Confidence.HIGH, "", "", "", "", "", ""
)


@pytest.mark.parametrize(
    ("select", "ignore", "chosen"),
    [
        (("all",), (), True),
        (("sessions",), (), True),
        (("dtn-double-close",), (), True),
        (("money",), (), False),
        ((), (), False),
        (("all",), ("all",), False),
        (("all",), ("sessions",), False),
        (("sessions",), ("dtn-double-close",), False),
        (("dtn-double-close",), ("sessions",), True),
        (("dtn-double-close",), ("dtn-double-close",), False),
        (("sessions",), ("all",), True),
    ],
)
def test_the_more_precise_word_decides(
    select: tuple[str, ...], ignore: tuple[str, ...], chosen: bool
) -> None:
    assert is_selected(RULE, select, ignore) is chosen


@dataclass
class Point:
    """An entry point of a rule pack."""

    name: str
    rules: list[Any] | None

    value = "acme_rules:RULES"
    module = "acme_rules"
    dist = SimpleNamespace(name="acme-rules")

    def load(self) -> list[Any]:
        if self.rules is None:
            raise ImportError("No module named 'acme'")
        return self.rules


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Point]]:
    points: list[Point] = []
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    known_again()
    yield points
    known_again()


def known_again() -> None:
    catalogue.installed.cache_clear()
    catalogue._points.cache_clear()


def test_packs_of_others_are_found(packs: list[Point]) -> None:
    packs += [Point("b", [AnyStart]), Point("a", [AnyClose])]
    known = installed()
    assert [entry.info.name for entry in known.entries] == ["dtn-any-close", "dtn-any-start"]
    assert known.notifications == ()
    assert known.selectors == ("all", "cli", "dtn-any-close", "dtn-any-start")


def test_a_broken_pack_hides_no_other(packs: list[Point]) -> None:
    packs += [Point("a", None), Point("b", [AnyStart])]
    known = installed()
    assert [entry.info.name for entry in known.entries] == ["dtn-any-start"]
    (told,) = known.notifications
    assert told.kind == "rule-pack"
    assert "'a' of the package acme-rules" in told.text
    assert "No module named 'acme'" in told.text


def test_of_two_rules_of_one_name_one_is_run(packs: list[Point]) -> None:
    packs += [Point("a", [AnyStart]), Point("b", [type("Other", (AnyStart,), {})])]
    known = installed()
    assert [entry.detector for entry in known.entries] == [AnyStart]
    (told,) = known.notifications
    assert "two rules dtn-any-start" in told.text


def test_dtnlint_s_own_rules_are_installed() -> None:
    known = installed()
    assert known.notifications == ()
    assert known.get("dtn-double-close") is known.get("double-close") is not None
    assert known.get("nothing") is None
