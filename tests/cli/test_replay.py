"""`check --replay` and `poc`: what the command line makes of executions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dtnlint import replaying
from dtnlint.findings.finding import Finding
from dtnlint.installation import advice
from tests.cli.conftest import Call, write

pytestmark = pytest.mark.xdist_group("replay")

SHOP = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

abstract contract Till is WithDtnAi {
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function open() external {
        require(sessionId == 0);
        IERC20 token = IERC20(ai.feeToken());
        require(token.transfer(ai.feeTarget(), token.balanceOf(address(this))));
        sessionId = ai.startUserSession();
    }

    function close() external {
        ai.closeUserSession(sessionId); // here
    }
}
"""
HEIR = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Till} from "../src/Till.sol";

contract Shop is Till {
    constructor(address router) Till(router) {}
}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Foundry project whose only concrete consumer inherits all that it does."""
    write(tmp_path / "foundry.toml", "")
    write(tmp_path / "src" / "Till.sol", SHOP)
    write(tmp_path / "src" / "Shop.sol", HEIR.replace("../src", "."))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("shop")
def test_confirmed_findings_tell_what_was_executed(dtnlint: Call) -> None:
    outcome = dtnlint("check", "--replay", "--fail-on", "high")
    assert outcome.code == 1
    assert "= executed, and confirmed: a session was closed that is closed already" in outcome.out
    assert "owner: close() – reverted: Session already closed\n" in outcome.out
    assert "Executed on a model of the network: " in outcome.out
    findings = json.loads(dtnlint("check", "--replay", "--format", "json").out)["findings"]
    by_rule = {one["rule"]: one for one in findings}
    close = by_rule["dtn-double-close"]
    assert (close["replay"]["outcome"], close["confidence"]) == ("confirmed", "High")
    assert [call["call"] for call in close["replay"]["calls"]][-1] == "close()"
    assert by_rule["dtn-unchecked-fee-amount"]["replay"]["outcome"] == "not replayed"


@pytest.mark.usefixtures("shop")
def test_without_replay_nothing_is_executed(dtnlint: Call) -> None:
    outcome = dtnlint("check")
    assert "executed" not in outcome.out.lower()
    assert "not replayed" not in dtnlint("check", "--verbose").out


def test_what_was_shown_is_not_executed_again_until_something_changes(
    shop: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dtnlint.replay.confirm import Confirmer

    replayed: list[str] = []
    replay = Confirmer.replay

    def counted(confirmer: Confirmer, finding: Finding) -> Any:
        replayed.append(finding.rule)
        return replay(confirmer, finding)

    monkeypatch.setattr(Confirmer, "replay", counted)
    monkeypatch.setattr("dtnlint.cli.user_cache", lambda: shop.parent / "cache")
    words = ("check", "--replay", "--format", "json", "--output")
    first = dtnlint(*words, "1.json").code
    assert replayed
    count = len(replayed)
    assert dtnlint(*words, "2.json").code == first
    assert len(replayed) == count
    told = [json.loads((shop / f"{n}.json").read_text("utf-8"))["findings"] for n in (1, 2)]
    assert told[0] == told[1]
    assert any(one["replay"]["outcome"] == "confirmed" for one in told[0])
    text = (shop / "src" / "Till.sol").read_text("utf-8")
    write(shop / "src" / "Till.sol", text.replace("// here", "// there"))
    dtnlint(*words, "3.json")
    assert len(replayed) > count


@pytest.mark.parametrize(
    ("word", "test"),
    [
        ("dtn-double-close", "ShopDoubleCloseTest"),
        ("Shop:dtn-double-close", "ShopDoubleCloseTest"),
        ("src/Till.sol:22:9", "ShopUnresetSessionTest"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_finding_becomes_a_test(dtnlint: Call, word: str, test: str) -> None:
    outcome = dtnlint("poc", word)
    assert outcome.code == 0, outcome.err
    assert f"contract {test} {{" in outcome.out
    assert 'import {Shop} from "../src/Shop.sol";' in outcome.out
    assert f"a test at test/{test}.t.sol" in outcome.err


@pytest.mark.usefixtures("shop")
def test_a_fingerprint_names_a_finding(dtnlint: Call) -> None:
    findings = json.loads(dtnlint("check", "--format", "json").out)["findings"]
    (close,) = (one for one in findings if one["rule"] == "dtn-double-close")
    outcome = dtnlint("poc", close["fingerprints"]["dtnlint/v1"][:12])
    assert "contract ShopDoubleCloseTest {" in outcome.out


def test_a_test_is_written_where_it_is_wanted(shop: Path, dtnlint: Call) -> None:
    (shop / "proofs" / "deep").mkdir(parents=True)
    outcome = dtnlint("poc", "dtn-double-close", "--output", "proofs/deep")
    assert (outcome.out, outcome.err) == ("", "proofs/deep/ShopDoubleCloseTest.t.sol\n")
    text = (shop / "proofs" / "deep" / "ShopDoubleCloseTest.t.sol").read_text("utf-8")
    assert 'import {Shop} from "../../src/Shop.sol";' in text
    dtnlint("poc", "dtn-double-close", "src", "-o", "Mine.t.sol")
    assert 'import {Shop} from "./src/Shop.sol";' in (shop / "Mine.t.sol").read_text("utf-8")


@pytest.mark.parametrize("folder", ["proofs/new/", "proofs/new/deeper/"])
def test_a_folder_for_a_test_is_made_where_it_is_named_as_one(
    shop: Path, dtnlint: Call, folder: str
) -> None:
    outcome = dtnlint("poc", "dtn-double-close", "-o", folder)
    assert (outcome.code, outcome.err) == (0, f"{folder}ShopDoubleCloseTest.t.sol\n")
    assert (shop / folder / "ShopDoubleCloseTest.t.sol").is_file()


def test_no_folder_is_made_for_what_cannot_be_shown_or_is_a_file(shop: Path, dtnlint: Call) -> None:
    assert dtnlint("poc", "dtn-nope", "-o", "proofs/").code == 2
    assert not (shop / "proofs").exists()
    outcome = dtnlint("poc", "dtn-double-close", "-o", "proofs/Mine.t.sol")
    assert outcome.code == 2
    assert "there is no folder proofs" in outcome.err
    write(shop / "taken", "")
    outcome = dtnlint("poc", "dtn-double-close", "-o", "taken/")
    assert outcome.code == 2
    assert "taken cannot be made" in outcome.err


def test_a_test_overwrites_tests_of_dtnlint_and_no_contract(shop: Path, dtnlint: Call) -> None:
    contract = (shop / "src" / "Shop.sol").read_text("utf-8")
    refused = dtnlint("poc", "dtn-double-close", "-o", "src/Shop.sol")
    assert refused.code == 2
    assert "src/Shop.sol is there already, and dtnlint overwrites no contract" in refused.err
    assert (shop / "src" / "Shop.sol").read_text("utf-8") == contract
    for _ in range(2):
        assert dtnlint("poc", "dtn-double-close", "-o", "Mine.t.sol").code == 0


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("dtn-nope", "There is no finding 'dtn-nope' in .; name one of these:"),
        ("Till.sol:22", "names several findings; name one of these:"),
        (
            "dtn-unchecked-fee-amount",
            "No test shows dtn-unchecked-fee-amount in Shop: dtn-unchecked-fee-amount is not about",
        ),
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_names_no_finding_is_wrong_usage(dtnlint: Call, word: str, sentence: str) -> None:
    outcome = dtnlint("poc", word)
    assert outcome.code == 2
    assert sentence in outcome.err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("check", "--replay"), "--replay"),
        (("poc", "x"), "poc"),
        (("invariants", "x"), "invariants"),
    ],
)
def test_without_an_evm_it_is_said_how_to_get_one(
    shop: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], what: str
) -> None:
    monkeypatch.setattr(replaying, "find_spec", lambda name: None)
    outcome = dtnlint(*words)
    assert outcome.code == 2
    assert (
        f"{what} needs the package pyrevm, which is not installed. "
        f"Install it: {advice('replay')}" in outcome.err
    )
