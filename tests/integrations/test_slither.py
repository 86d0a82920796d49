"""Plain `slither`, with dtnlint installed beside it, runs the rules too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import write

SHOP = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

interface Router {
    function startUserSession() external returns (uint256 id);
    function closeUserSession(uint256 id) external;
    function request(uint256 id, bytes32 model) external payable returns (bytes32);
}

contract Shop {
    Router public immutable router;
    uint256 public sessionId;

    constructor(Router given) {
        router = given;
    }

    function open() external {
        require(sessionId == 0, "open");
        sessionId = router.startUserSession();
    }

    function close() external {
        require(sessionId != 0, "closed");
        // here
        router.closeUserSession(sessionId);
    }
}
"""
SOLC = f"""\
#!{sys.executable}
# A solc for Slither, made of whichever one dtnlint has; Slither names files by their paths.
import json, os, sys
from pathlib import Path
from dtnlint.compiler.choice import Choice
from dtnlint.solcjs.build import cache_folder
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.standard_json import Compilers
from dtnlint.sources import plan

(closure,) = plan(["contracts"]).closures
solc = Choice(Downloads(cache_folder())).compiler_for(closure)
if "--version" in sys.argv:
    print("Version:", solc.version)
else:
    question = json.load(sys.stdin)
    for source in question["sources"].values():
        source["content"] = Path(source.pop("urls")[0]).read_text()
    with Compilers(60) as compilers:
        json.dump(compilers.ask(solc, json.dumps(question).encode()), sys.stdout)
"""


def found_by_slither(folder: Path, source: str) -> set[str]:
    write(folder / "contracts" / "Shop.sol", source)
    write(folder / "solc", SOLC).chmod(0o755)
    slither = Path(sys.executable).with_name("slither")
    options = ("--solc", str(folder / "solc"), "--solc-standard-json", "--json", "-")
    done = subprocess.run(
        [slither, "contracts", *options],
        cwd=folder,
        env={**os.environ, "PATH": f"{slither.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(done.stdout)
    assert answer["success"], answer["error"]
    return {
        result["check"]
        for result in answer["results"]["detectors"]
        if result["check"].startswith("dtn-")
    }


def test_it_finds_what_dtnlint_finds(tmp_path: Path) -> None:
    from dtnlint.run import Request, check

    found = found_by_slither(tmp_path, SHOP)
    assert {"dtn-double-close", "dtn-unreset-session"} <= found
    report = check(Request(paths=(tmp_path / "contracts",)))
    assert found == {finding.rule for finding in report.active}


@pytest.mark.parametrize("rule", ["dtn-double-close", "dtn-unreset-session"])
def test_its_comments_suppress_for_both(tmp_path: Path, rule: str) -> None:
    from dtnlint.run import Request, check

    source = SHOP.replace("// here", f"// slither-disable-next-line {rule}")
    found = found_by_slither(tmp_path, source)
    assert rule not in found
    assert found
    report = check(Request(paths=(tmp_path / "contracts",)))
    assert found == {finding.rule for finding in report.active}
    assert {finding.rule for finding in report.findings} - found == {rule}
