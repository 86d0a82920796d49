"""A marked contract has two readings, and numbers say where in the one what of the other stands."""

from __future__ import annotations

from dtnlint.replay.network import EXACT_GAS
from truth.marks import analysed, executed, numbered, overwriting

PROBE, HERE = overwriting(2, "sessionId")
MARKED = f"é; {PROBE}{HERE}sessionId = ai.startUserSession{numbered(1)}();"


def test_the_verifier_sees_no_marks() -> None:
    assert analysed(MARKED).text == "é; sessionId = ai.startUserSession();"


def test_what_runs_has_the_probes_and_the_gas() -> None:
    assert executed(MARKED) == (
        "é; PROBE.overwrites(2, sessionId); sessionId = "
        f"ai.startUserSession{{gas: {EXACT_GAS.gas_of(1)}}}();"
    )


def test_numbers_are_found_by_bytes() -> None:
    place = analysed(MARKED)
    text = place.text.encode()
    start = text.index(b"sessionId")
    assert place.sites_in(start, len(b"sessionId = ai.startUserSession()")) == [2, 1]
    assert place.sites_in(text.index(b"ai."), 30) == [1]
    assert place.sites_in(0, start) == []
