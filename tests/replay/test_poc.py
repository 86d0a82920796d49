"""A confirmed finding becomes a Foundry test that passes under the real forge."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.compiler.standard_json import Compilers
from dtnlint.replay.confirm import REPLAYED, Confirmer
from dtnlint.replay.foundry import import_path
from dtnlint.replay.poc import foundry_test, name_of
from dtnlint.run import Request, check
from dtnlint.sources import plan
from tests.replay.conftest import UNHURRIED
from truth.forge.tool import compiler, forge

pytestmark = [pytest.mark.xdist_group("replay"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LIFECYCLE = ROOT / "tests" / "contracts" / "lifecycle"
PATHS = (
    ROOT / "sample_contracts",
    # A request's ID as a key, a caught refusal, a starting network that refuses, a call back.
    LIFECYCLE / "callbacks" / "cancelled.sol",
    LIFECYCLE / "construction" / "immutable.sol",
    LIFECYCLE / "trycatch" / "close_in_try.sol",
    LIFECYCLE / "trycatch" / "two_clauses.sol",
    LIFECYCLE / "reentrancy" / "view_call.sol",
    # Ten transactions, weeks between them, answers that are decoded.
    ROOT / "tests" / "replay" / "contracts" / "realistic" / "review_queue.sol",
    # IDs that are moved, put aside, and lost.
    ROOT / "tests" / "replay" / "contracts" / "elsewhere.sol",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A Foundry project with a test for each confirmed finding; and the tests, by name."""
    folder = tmp_path_factory.mktemp("forge")
    written: dict[str, str] = {}
    report = check(Request(paths=PATHS, cwd=ROOT))
    findings = [f for f in report.findings if f.rule in REPLAYED and f.trace]
    with Compilers(300) as compilers:
        for result in compile_closures(plan(PATHS).closures):
            assert isinstance(result, Compiled), result
            for file in result.closure.files:
                name = file.unit.removeprefix("<dtnlint>/")
                place = folder / "lib" / name
                if not file.bundled:
                    place = folder / "src" / Path(file.path).relative_to(ROOT)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(file.text, encoding="utf-8")
            targets = {result.closure.by_unit[one].path for one in result.closure.targets}
            confirmer = Confirmer(result, compilers, UNHURRIED, ROOT)
            for finding in findings:
                path = finding.contracts[0].path
                if str(ROOT / path) not in targets:
                    continue
                _, execution = confirmer.replay(finding)
                if execution is None and path.endswith(("review_queue.sol", "elsewhere.sol")):
                    # What leads through requests of strangers is not found again; of nothing
                    # that is deposited, nothing is left.
                    continue
                assert execution is not None, finding
                test = folder / "test" / f"{name_of(finding)}.t.sol"
                text = foundry_test(finding, execution, import_path(folder / "src" / path, test))
                test.parent.mkdir(exist_ok=True)
                test.write_text(text, encoding="utf-8")
                written[name_of(finding)] = text
            solc = result.solc
    (folder / "foundry.toml").write_text(
        "[profile.default]\n"
        'src = "src"\ntest = "test"\nlibs = ["lib"]\n'
        f'solc = "{compiler(solc, folder)}"\n'
        'remappings = ["@deeptrust/=lib/@deeptrust/", "@openzeppelin/=lib/@openzeppelin/"]\n'
    )
    return folder, written


def test_every_test_passes(project: tuple[Path, dict[str, str]]) -> None:
    folder, written = project
    assert len(written) >= 15
    run = subprocess.run(
        [forge(), "test", "--offline"], cwd=folder, capture_output=True, text=True, check=False
    )
    told = run.stdout + run.stderr
    assert re.findall(r"^\[FAIL.*|^Error.*", told, re.M) == []
    passed = re.findall(r"^Ran 1 test for .*:(\w+)$", told, re.M)
    assert sorted(passed) == sorted(written)
    assert f"{len(written)} tests passed, 0 failed" in told
    assert run.returncode == 0


def test_a_test_looks_for_an_id_in_all_that_the_consumer_wrote(
    project: tuple[Path, dict[str, str]],
) -> None:
    folder, written = project
    turned = {
        name: re.sub(
            r"require\((!?)(holds\(.*)(\n    }\n)",
            lambda found: f"require({'' if found[1] else '!'}{found[2]}{found[3]}",
            text,
        )
        for name, text in written.items()
        if "holds(" in text
    }
    kept = [name for name, text in turned.items() if "require(!holds(" in text]
    lost = [name for name in turned if "SessionOverwrite" in name]
    assert len(kept) >= 2
    assert "MovedWrongSessionOverwriteTest" in lost
    (folder / "turned").mkdir()
    for name, text in turned.items():
        assert text != written[name]
        (folder / "turned" / f"{name}.t.sol").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [forge(), "test", "--offline"],
        cwd=folder,
        env={**os.environ, "FOUNDRY_TEST": "turned"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"0 tests passed, {len(turned)} failed" in run.stdout, run.stdout + run.stderr


def test_a_test_is_named_after_its_finding_and_tells_the_story(
    project: tuple[Path, dict[str, str]],
) -> None:
    text = project[1]["ShopDoubleCloseTest"]
    assert "// dtn-double-close: " in text
    assert "function test_double_close() external {" in text
    assert 'import {Shop} from "../src/sample_contracts/contracts/Shop.sol";' in text
    assert "// 2. owner: close(): closed session 1." in text
    assert 'vm.expectRevert("Session already closed");' in text


def test_a_test_may_go_into_any_repository(project: tuple[Path, dict[str, str]]) -> None:
    for text in project[1].values():
        assert text.startswith("// SPDX-License-Identifier: MIT-0\n// MIT No Attribution: ")
        assert "AGPL" not in text


def test_a_test_needs_nothing_but_the_consumer(project: tuple[Path, dict[str, str]]) -> None:
    for text in project[1].values():
        assert len(re.findall(r"^import ", text, re.M)) == 1
