"""What was proved becomes a Foundry invariant test that the real forge runs as it is written."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.findings.finding import ContractRef, Judgement, Location
from dtnlint.replay.invariants import Entry, claims_of
from dtnlint.sources import plan
from tests.cli.conftest import Call, write
from truth.forge.tool import compiler, forge

pytestmark = pytest.mark.xdist_group("replay")


HEAD = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
"""
SHOP = (
    HEAD
    + """\
contract Shop is WithDtnAi {
    struct Item { uint256 amount; string[] notes; address payable buyer; }
    enum Colour { RED, GREEN }
    uint256 public sessionId;
    Item[] internal items;
    constructor(address router) { setAi(router); }
    receive() external payable {}
    function open() external {
        require(sessionId == 0);
        IERC20 token = IERC20(ai.feeToken());
        require(token.transfer(ai.feeTarget(), 1000));
        sessionId = ai.startUserSession();
    }
    function close() external {
        uint256 id = sessionId;
        require(id != 0);
        RESET
        ai.closeUserSession(id);
    }
    function many(
        Item[] calldata list, uint8[3] calldata few, bytes4 word, int64 delta,
        Colour colour, bytes calldata data
    ) external payable {
        if (list.length > 9 && few[0] > 3 && colour == Colour.RED) items.push(list[0]);
    }
}
"""
)


def judged(outcome: str, function: str, name: str = "not closed twice") -> Judgement:
    place = Location("Shop.sol", 0, 1)
    operation = "closeUserSession(id)"
    return Judgement(ContractRef("Shop"), function, name, outcome, "id", place, operation)


def entry(number: int, *reached: str) -> Entry:
    return Entry(number, f"e{number}", f"e{number}()", (), False, frozenset(reached))


def test_a_claim_speaks_of_entry_points_that_come_by_nothing_else() -> None:
    entries = [
        entry(0),
        entry(1, "good"),
        entry(2, "good", "bad"),
        entry(3, "unsure"),
        entry(4),
    ]
    said = [judged("proved", "good()"), judged("violated", "bad()"), judged("unknown", "unsure()")]
    (proved,) = claims_of(said, entries, (), open_=False)["not closed twice"]
    assert (proved.proved, proved.silent) == (0b00010, 0b10001)
    (unknown,) = claims_of(said, entries, (), open_=True)["not closed twice"]
    assert (unknown.proved, unknown.silent) == (0b01000, 0b10011)


def test_nothing_is_asserted_where_all_come_by_what_is_refuted() -> None:
    said = [judged("proved", "good()"), judged("violated", "bad()")]
    assert claims_of(said, [entry(0), entry(1, "good", "bad")], (), open_=False) == {}


def test_what_is_reached_unknown_may_be_anything() -> None:
    anything = Entry(1, "receive", "", (), True, None)
    said = [judged("proved", "good()"), judged("violated", "bad()")]
    (claim,) = claims_of(said, [anything, entry(2, "good")], (), open_=False)["not closed twice"]
    assert (claim.proved, claim.silent) == (0b100, 0)


def test_an_id_that_may_be_closed_twice_may_lie_in_what_no_operation_reads() -> None:
    said = [judged("proved", "close()", "reset"), judged("violated", "close()")]
    assert claims_of(said, [entry(0), entry(1, "close")], (), open_=False) == {}
    said = [judged("proved", "close()", "reset"), judged("proved", "close()")]
    claims = claims_of(said, [entry(0), entry(1, "close")], (), open_=False)
    assert [one.proved for one in claims["reset"]] == [0b10]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Foundry project with a right and a wrong consumer."""
    pytest.importorskip("pyrevm")
    write(tmp_path / "foundry.toml", "")
    write(tmp_path / "src" / "Shop.sol", SHOP.replace("RESET", "sessionId = 0;"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compiled(test: Path) -> Compiled:
    (result,) = compile_closures(plan([test]).closures)
    assert isinstance(result, Compiled), result
    return result


def test_proofs_findings_and_the_rest_stand_in_one_file(project: Path, dtnlint: Call) -> None:
    write(project / "src" / "Shop.sol", SHOP.replace("RESET", ""))
    done = dtnlint("invariants", "Shop", "--output", "test/")
    assert done.code == 0, done.err
    assert done.err.splitlines()[-1] == "test/ShopInvariants.t.sol"
    text = (project / "test" / "ShopInvariants.t.sol").read_text(encoding="utf-8")
    assert text.startswith("// SPDX-License-Identifier: MIT-0\n// MIT No Attribution: ")
    assert "AGPL" not in text
    assert re.findall(r"^import .*", text, re.M) == ['import {Shop} from "../src/Shop.sol";']
    assert "    function invariant_funded() external view {" in text
    assert "    function test_double_close() external {" in text
    assert "    // Not asserted, though proved: amount checked." in text
    compiled(project / "test" / "ShopInvariants.t.sol")


def test_what_is_unknown_is_an_open_question(project: Path, dtnlint: Call) -> None:
    opaque = "assembly { sstore(calldataload(4), calldataload(36)) }"
    source = SHOP.replace("RESET", "sessionId = 0;").replace(
        "if (list.length", f"{opaque} if (list.length"
    )
    write(project / "src" / "Shop.sol", source)
    text = dtnlint("invariants", "Shop").out
    assert "function invariant_open_" in text
    assert "An open question: " in text


def test_what_cannot_be_set_up_is_a_hole_that_does_not_compile(
    project: Path, dtnlint: Call
) -> None:
    source = SHOP.replace("RESET", "sessionId = 0;").replace(
        "constructor(address router) {",
        "constructor(address router, bytes32 secret) "
        "{ require(keccak256(abi.encode(secret)) == bytes32(uint256(5)), 'no\\n\"; evil');",
    )
    write(project / "src" / "Shop.sol", source)
    done = dtnlint("invariants", "Shop", "-o", "Shop.t.sol")
    assert done.code == 0, done.err
    text = (project / "Shop.t.sol").read_text(encoding="utf-8")
    assert "FILL_IN_argument_2: bytes32 secret" in text
    assert "consumer = new Shop(FILL_IN_argument_1, FILL_IN_argument_2);" in text
    (result,) = compile_closures(plan([project / "Shop.t.sol"]).closures)
    assert not isinstance(result, Compiled)
    assert "FILL_IN" in str(result)
    write(
        project / "Shop.t.sol",
        text.replace("FILL_IN_argument_1", "address(router)")
        .replace("FILL_IN_argument_2", "bytes32(0)")
        .replace("FILL_IN_initializers_and_setters;", ""),
    )
    compiled(project / "Shop.t.sol")


@pytest.mark.parametrize(
    "name",
    ["Vm", "ModelRouter", "ModelHandler", "$", "invariant_all", "DrawnStruct0", "FuzzSelector"],
)
def test_a_consumer_may_be_called_as_it_likes(project: Path, dtnlint: Call, name: str) -> None:
    source = SHOP.replace("RESET", "").replace("contract Shop", f"contract {name}")
    write(project / "src" / "Shop.sol", source)
    done = dtnlint("invariants", name, "-o", "Test.t.sol")
    assert done.code == 0, done.err
    compiled(project / "Test.t.sol")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Nobody",), "There is no consumer Nobody in .; known are Shop."),
        (("Shap",), "There is no consumer Shap in .; did you mean 'Shop'?"),
        (("Shop", "-o", "src/Shop.sol"), "dtnlint overwrites no contract"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_cannot_be_written_is_said(
    dtnlint: Call, words: tuple[str, ...], sentence: str
) -> None:
    done = dtnlint("invariants", *words)
    assert done.code == 2
    assert sentence in done.err


def test_one_of_several_is_named_by_its_file(project: Path, dtnlint: Call) -> None:
    write(project / "src" / "Other.sol", SHOP.replace("RESET", ""))
    done = dtnlint("invariants", "Shop")
    assert done.code == 2
    assert "src/Other.sol:Shop, src/Shop.sol:Shop" in done.err
    done = dtnlint("invariants", "src/Other.sol:Shop")
    assert 'import {Shop} from "../src/Other.sol";' in done.out


@pytest.mark.slow
def test_forge_runs_it_as_it_is_written(project: Path, dtnlint: Call) -> None:
    write(project / "src" / "Shop.sol", SHOP.replace("RESET", ""))
    assert dtnlint("invariants", "Shop", "-o", "test/").code == 0
    closure = compiled(project / "test" / "ShopInvariants.t.sol")
    for file in closure.closure.files:
        if file.bundled:
            write(project / "lib" / file.unit.removeprefix("<dtnlint>/"), file.text)
    write(
        project / "foundry.toml",
        "[profile.default]\n"
        f'solc = "{compiler(closure.solc, project)}"\n'
        'remappings = ["@deeptrust/=lib/@deeptrust/", "@openzeppelin/=lib/@openzeppelin/"]\n'
        "[invariant]\nruns = 8\ndepth = 24\nfail_on_revert = true\n",
    )
    run = subprocess.run(
        [forge(), "test", "--offline", "--json"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    suites = json.loads(run.stdout[run.stdout.index("{") :])
    results = {
        name: result["status"]
        for suite in suites.values()
        for name, result in suite["test_results"].items()
    }
    assert {*results.values()} == {"Success"}, run.stdout
    assert {"test_double_close()", "invariant_funded()", "invariant_kept()"} <= results.keys()
