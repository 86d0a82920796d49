"""Concrete runs of generated consumers lie in what the verifier holds of them, and faults show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dtnlint.language.instructions import Delete, Store
from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.transfer import TABLE
from dtnlint.lifecycle.world import World
from dtnlint.sources.plan import plan
from truth.abstract.command import _Loaded, follow_files, loaded
from truth.abstract.follow import Followed, follow
from truth.generate import draw

pytestmark = [pytest.mark.xdist_group("abstract")]

SEED = 7
SOUND, FAULTY = 10, 5
"""How many consumers are followed as they are, and with each fault."""


@pytest.fixture(scope="module")
def consumers() -> list[_Loaded]:
    return list(loaded(draw(SEED)[:SOUND]))


def followed(consumers: list[_Loaded]) -> Followed:
    total = Followed()
    for one in consumers:
        total.add(follow(*one, SEED, 2, 8))
    return total


def test_every_state_is_described_and_no_proof_is_broken(consumers: list[_Loaded]) -> None:
    total = followed(consumers)
    assert [str(one) for one in total.unsound] == []
    assert total.programs == SOUND
    assert total.moments > 40 * SOUND
    assert total.succeeded > 4 * SOUND
    assert not total.not_comparable


def _unwritten(m: Any, where: Any, world: World, env: Any, step: Any) -> Any:
    """Storage keeps what it held."""
    return [(m.operands.flushed(world, env, where.live), {})]


def _unclosed(world: World, value: Any, site: int, **_: Any) -> typestate.Effect:
    """A close that every session lives through."""
    return typestate.Effect((world,))


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "stores do nothing": lambda patch: patch.setitem(TABLE, Store, _unwritten),
    "closes do nothing": lambda patch: patch.setattr(typestate, "close", _unclosed),
    "conditions hold": lambda patch: patch.setattr(
        World, "split", lambda self, value: iter([(self, True)])
    ),
    "every world covers every other": lambda patch: patch.setattr(
        World, "covers", lambda self, other: True
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_verifier_is_seen(
    fault: str, consumers: list[_Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS[fault](monkeypatch)
    assert followed(consumers[:FAULTY]).unsound


def test_a_delete_that_does_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn consumers seldom delete whole records; that of a number is a store of 0."""
    (closure,) = plan([Path(__file__).parent / "abstract" / "Deleting.sol"]).closures
    assert follow_files(closure, SEED, 2, 8).unsound == []
    monkeypatch.setitem(TABLE, Delete, _unwritten)
    assert follow_files(closure, SEED, 2, 8).unsound
