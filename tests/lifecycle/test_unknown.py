"""Where a contract does what cannot be followed, nothing is proved of its sessions."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from dtnlint.run import Request, check

FILE = Path(__file__).parent / "contracts" / "Blind.sol"
OF_THE_SESSION = ("validated", "not used after close", "not closed twice", "not lost")


@cache
def outcomes() -> dict[str, dict[str, set[str]]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    report = check(Request(paths=(FILE,), cwd=FILE.parent))
    for judgement in report.judgements:
        found[judgement.contract.name][judgement.property].add(judgement.outcome)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "RunsOtherCode",
        "RunsOtherCodeForAll",
        "WritesAnywhere",
        "CallsItself",
        "SendsAnything",
        "SendsWhatIsPacked",
        "ClosesWithWhatIsPacked",
    ],
)
@pytest.mark.parametrize("prop", OF_THE_SESSION)
def test_what_writes_anywhere_reaches_every_session(name: str, prop: str) -> None:
    assert "unknown" in outcomes()[name][prop]
    assert "violated" not in outcomes()[name][prop]


@pytest.mark.parametrize("prop", OF_THE_SESSION)
def test_a_message_that_the_caller_gives_may_be_a_close(prop: str) -> None:
    found = outcomes()["SendsAnythingAnywhere"][prop]
    assert ("violated" if "close" in prop else "unknown") in found


@pytest.mark.parametrize("prop", OF_THE_SESSION)
def test_a_message_that_is_known_is_not_for_the_router(prop: str) -> None:
    assert outcomes()["SendsValue"][prop] == {"proved"}


@pytest.mark.parametrize("prop", OF_THE_SESSION)
def test_an_upgrade_says_nothing_of_this_code(prop: str) -> None:
    assert outcomes()["Upgraded"][prop] == {"proved"}
