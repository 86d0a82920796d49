"""What is confirmed of whole consumers with many defects, where one hides another."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.compiler.standard_json import Compilers
from dtnlint.findings.finding import ReplayOutcome
from dtnlint.replay.confirm import REPLAYED, Confirmer
from dtnlint.run import Request, check
from dtnlint.sources import plan
from tests.replay.conftest import UNHURRIED

pytestmark = [
    pytest.mark.xdist_group("replay"),
    pytest.mark.slow,
    pytest.mark.xfail(
        reason="traces that lead through requests of strangers are not found again within the bound"
    ),
]

HERE = Path(__file__).parent / "contracts" / "realistic"


@pytest.mark.parametrize(
    ("name", "at_least"), [("guild_scribe", 16), ("review_queue", 7), ("ticket_desk", 9)]
)
def test_nearly_every_finding_on_a_consumer_with_many_defects_is_confirmed(
    name: str, at_least: int
) -> None:
    file = HERE / f"{name}.sol"
    (result,) = compile_closures(plan((file,)).closures)
    assert isinstance(result, Compiled), result
    findings = [
        finding
        for finding in check(Request(paths=(file,), cwd=HERE)).findings
        if finding.rule in REPLAYED
    ]
    with Compilers(300) as compilers:
        confirmer = Confirmer(result, compilers, UNHURRIED, HERE)
        confirmed = {
            (finding.rule, finding.function): replay.calls
            for finding in findings
            if (replay := confirmer.replay(finding)[0]).outcome is ReplayOutcome.CONFIRMED
        }
    assert len(confirmed) >= at_least, confirmed.keys()
    if name == "guild_scribe":
        story = confirmed["dtn-unvalidated-session", "rewrite(uint256)"]
        # Each of these is needed, and the trace does not name the first two.
        assert [call.call.partition("(")[0] for call in story] == [
            "join",
            "openHouse",
            "write",
            "answer to request 1: SUCCESS, which calls composed",
            "rewrite",
        ]
        assert [call.transaction for call in story[:2]] == [0, 0]
        assert story[-1].transaction > 0
