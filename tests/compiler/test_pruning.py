"""What Slither is spared makes no difference to what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

import dtnlint.compiler
from dtnlint import catalogue
from dtnlint.analysis import Question, analyse
from dtnlint.compiler import Compiled, compile_closures, load_each
from dtnlint.findings.intake import Locator
from dtnlint.sources import plan

ROOT = Path(__file__).resolve().parent.parent.parent

HEAD = "// SPDX-License-Identifier: AGPL-3.0-or-later\npragma solidity ^0.8.20;\n"
TOOLBOX = (
    HEAD
    + """
type Fee is uint256;
function doubled(Fee fee) pure returns (Fee) { return Fee.wrap(Fee.unwrap(fee) * factor()); }
function factor() pure returns (uint256) { return 2; }
function unused() pure returns (uint256) { return 3; }
using {doubled} for Fee global;

struct Slot { uint256 id; Mark mark; }
enum Mark { Off, On }
error Shut(Mark mark);
event Unused(uint256 id);

library Slots {
    function clear(Slot storage slot) internal { slot.id = 0; }
}
interface Unrelated { function nothing() external; }
contract UnrelatedToo is Unrelated {
    function nothing() external {}
}
abstract contract Base { function base() internal virtual {} }
"""
)
CONSUMER = (
    HEAD
    + """
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import "./Toolbox.sol";

contract Consumer is WithDtnAi, Base {
    using Slots for Slot;

    Slot public slot;

    function open(Fee fee) external {
        if (slot.mark == Mark.On) revert Shut(slot.mark);
        fee.doubled();
        slot.id = ai.startUserSession();
    }

    function close() external {
        ai.closeUserSession(slot.id);
        slot.clear();
    }
}
"""
)


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    folder = tmp_path_factory.mktemp("project")
    (folder / "Toolbox.sol").write_text(TOOLBOX)
    (folder / "Consumer.sol").write_text(CONSUMER)
    (compiled,) = compile_closures(plan([folder / "Consumer.sol"], cwd=folder).closures)
    assert isinstance(compiled, Compiled)
    return compiled


def names(compiled: Compiled, *, whole: bool) -> set[str]:
    (loaded,) = load_each(compiled, whole=whole)
    assert not isinstance(loaded, dtnlint.sources.Problem)
    (unit,) = loaded.slither.compilation_units
    return {one.name for one in (*unit.contracts, *unit.functions_top_level)}


def test_what_a_target_cannot_reach_is_left_out(consumer: Compiled) -> None:
    every, reached = names(consumer, whole=True), names(consumer, whole=False)
    assert every - reached >= {"Unrelated", "UnrelatedToo", "unused"}
    assert reached >= {"Consumer", "Base", "Slots", "WithDtnAi", "IDtnAi", "doubled", "factor"}


def test_findings_are_the_same_with_and_without(
    consumer: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [ROOT / "tests" / "contracts" / "money", ROOT / "sample_contracts"]
    closures = plan(folders, cwd=ROOT).closures
    results = [consumer, *(one for one in compile_closures(closures) if isinstance(one, Compiled))]
    rules = catalogue.installed().entries
    question = Question(Locator(ROOT), (catalogue.ALL,), (), ())
    spared = [analyse(compiled, question, rules) for compiled in results]
    monkeypatch.setattr(
        dtnlint.compiler, "load_each", lambda compiled, *, whole: load_each(compiled, whole=True)
    )
    assert spared == [analyse(compiled, question, rules) for compiled in results]
    assert any(part.analysed.findings for parts in spared for part in parts)
    assert not any(part.analysed.notifications for parts in spared for part in parts)
