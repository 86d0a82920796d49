"""The real forge breaks nothing that is proved of a share of consumers, and breaks wrong claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from truth.forge.campaign import Budget, Came, campaign

pytestmark = [pytest.mark.xdist_group("replay"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LIFECYCLE = ROOT / "tests" / "contracts" / "lifecycle"
SHARE = (
    *sorted((ROOT / "sample_contracts" / "contracts").glob("*.sol")),
    LIFECYCLE / "flags" / "bits.sol",
    LIFECYCLE / "callbacks" / "cancelled.sol",
    LIFECYCLE / "construction" / "immutable.sol",
    LIFECYCLE / "trycatch" / "two_clauses.sol",
    LIFECYCLE / "reentrancy" / "view_call.sol",
    ROOT / "tests" / "replay" / "contracts" / "elsewhere.sol",
    Path(__file__).with_name("contracts") / "keyed.sol",
)
BUDGET = Budget(runs=8, depth=48)


def test_forge_breaks_nothing_that_is_proved(tmp_path: Path) -> None:
    pytest.importorskip("pyrevm")
    ran = list(campaign(SHARE, tmp_path, BUDGET))
    assert [one for one in ran if one.came not in (Came.HELD, Came.EMPTY)] == []
    assert len([one for one in ran if one.came is Came.HELD]) >= 10


def test_forge_breaks_what_is_claimed_by_force(tmp_path: Path) -> None:
    pytest.importorskip("pyrevm")
    ran = list(campaign(SHARE, tmp_path, Budget(runs=32, depth=64), forced=True))
    broken = {one.contract for one in ran if one.came is Came.BROKEN}
    assert {"Shop", "Oracle"} <= broken, ran


def test_forge_goes_on_with_the_keys_that_were_used(tmp_path: Path) -> None:
    """What breaks the claims is done by one account, to one key, in three transactions."""
    pytest.importorskip("pyrevm")
    share = (LIFECYCLE / "mappings" / "records.sol",)
    ran = list(campaign(share, tmp_path, Budget(runs=16, depth=64), forced=True))
    broken = {one.contract for one in ran if one.came is Came.BROKEN}
    assert "RecordsWrong" in broken, ran
    (tmp_path / "right").mkdir()
    ran = list(campaign(share, tmp_path / "right", Budget(runs=16, depth=64)))
    assert {one.came for one in ran} == {Came.HELD}, ran
