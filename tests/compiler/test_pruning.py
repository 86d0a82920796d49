"""What Slither is spared makes no difference to what is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import dtnlint.compiler
from dtnlint import catalogue
from dtnlint.analysis import Question, analyse
from dtnlint.compiler import Compiled, Options, Rejected, compile_closures, load_each
from dtnlint.findings.intake import Locator
from dtnlint.sources import Closure, plan

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
    function clear(Slot storage slot) internal { set(slot, 0); }
    function set(Slot storage slot, uint256 id) internal { slot.id = id; }
    function idle(Slot storage slot) internal { set(slot, 1); }
}
interface Unrelated { function nothing() external; }
contract UnrelatedToo is Unrelated {
    function nothing() external {}
}
abstract contract Base { function base() internal virtual {} }
"""
)
INDEX = HEAD + 'import "./Toolbox.sol"; import {Needless as Spare} from "./Needless.sol";'
NEEDLESS = HEAD + "contract Needless { function startUserSession() external {} }"
CONSUMER = (
    HEAD
    + """
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import "./Index.sol";

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
def closure(tmp_path_factory: pytest.TempPathFactory) -> Closure:
    folder = tmp_path_factory.mktemp("project")
    (folder / "Toolbox.sol").write_text(TOOLBOX)
    (folder / "Needless.sol").write_text(NEEDLESS)
    (folder / "Index.sol").write_text(INDEX)
    (folder / "Consumer.sol").write_text(CONSUMER)
    (only,) = plan([folder / "Consumer.sol"], cwd=folder).closures
    return only


@pytest.fixture(scope="module")
def consumer(closure: Closure) -> Compiled:
    (compiled,) = compile_closures([closure])
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


def test_what_is_left_reads_the_same(consumer: Compiled) -> None:
    def code(*, whole: bool) -> set[str]:
        (loaded,) = load_each(consumer, whole=whole)
        assert not isinstance(loaded, dtnlint.sources.Problem)
        (unit,) = loaded.slither.compilation_units
        return {
            f"{function.canonical_name} {node.node_id}: {ir}"
            for contract in unit.contracts
            for function in contract.functions_and_modifiers
            for node in function.nodes
            for ir in node.irs
        }

    every, reached = code(whole=True), code(whole=False)
    assert reached < every
    assert {said.partition("(")[0] for said in every - reached} == {"Slots.idle"}


def test_what_no_target_can_use_is_not_even_compiled(closure: Closure, consumer: Compiled) -> None:
    (spared,) = compile_closures([closure], Options(whole=False))
    assert isinstance(spared, Compiled)
    assert spared.closure == consumer.closure
    assert consumer.asts.keys() - spared.asts.keys() == {"Needless.sol"}
    assert names(consumer, whole=False) == names(spared, whole=False)


def test_errors_are_those_of_the_files_as_they_are(closure: Closure) -> None:
    broken = tuple(
        replace(file, text=file.text.replace("Slots for Slot", "Gone for Slot"))
        for file in closure.files
    )
    said = [
        list(compile_closures([replace(closure, files=broken)], Options(whole=whole)))
        for whole in (True, False)
    ]
    assert isinstance(said[0][0], Rejected)
    assert said[0] == said[1]


def test_findings_are_the_same_with_and_without(
    closure: Closure, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [ROOT / "tests" / "contracts" / "money", ROOT / "sample_contracts"]
    closures = [closure, *plan(folders, cwd=ROOT).closures]
    results, reduced = (
        [
            one
            for one in compile_closures(closures, Options(whole=whole))
            if isinstance(one, Compiled)
        ]
        for whole in (True, False)
    )
    rules = catalogue.installed().entries
    question = Question(Locator(ROOT), (catalogue.ALL,), (), ())
    spared = [analyse(compiled, question, rules) for compiled in reduced]
    monkeypatch.setattr(
        dtnlint.compiler, "load_each", lambda compiled, **_: load_each(compiled, whole=True)
    )
    assert spared == [analyse(compiled, question, rules) for compiled in results]
    assert any(part.analysed.findings for parts in spared for part in parts)
    assert not any(part.analysed.notifications for parts in spared for part in parts)
