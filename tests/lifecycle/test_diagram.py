"""What a reader is shown of the worlds that the verifier explores."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler import load_files
from dtnlint.lifecycle import Diagram, judge
from dtnlint.lifecycle.diagram import MOST, Phase

pytestmark = pytest.mark.xdist_group("diagram")

CONTRACTS = Path(__file__).parent / "contracts"


@pytest.fixture(scope="module")
def diagrams() -> dict[str, Diagram]:
    (loaded,) = load_files([CONTRACTS / "Many.sol", CONTRACTS / "Plain.sol"])
    (unit,) = loaded.slither.compilation_units
    return {diagram.contract.name: diagram for diagram in judge(unit).diagrams}


def ways(diagram: Diagram) -> set[tuple[str, str, str]]:
    """Transitions as source, entry point and target."""
    return {
        (_title(diagram, way.source), entry, _title(diagram, way.target))
        for way in diagram.transitions
        for entry in way.entries or ("",)
    }


def misuses(diagram: Diagram) -> set[tuple[str, str, str, str]]:
    """Misuses as source, entry point, property and target."""
    return {
        (
            _title(diagram, misuse.source),
            misuse.entry,
            misuse.verdict.property.value,
            "reverted" if misuse.target is None else _title(diagram, misuse.target),
        )
        for misuse in diagram.misuses
    }


def _title(diagram: Diagram, index: int | None) -> str:
    return "deployed" if index is None else diagram.states[index].title


def test_a_session_used_as_intended(diagrams: dict[str, Diagram]) -> None:
    assert ways(diagrams["Intended"]) == {
        ("deployed", "", "No session"),
        ("No session", "open()", "Session open"),
        ("Session open", "ask()", "Request in flight"),
        ("Request in flight", "ask()", "Request in flight"),
        ("Request in flight", "onAnswer()", "Session open"),
        ("Request in flight", "onFailure()", "Session open"),
        ("Session open", "close()", "No session"),
        ("Request in flight", "close()", "No session"),
    }
    assert [state.phase for state in diagrams["Intended"].states] == [
        Phase.NONE,
        Phase.OPEN,
        Phase.ASKED,
    ]


def test_closing_in_flight_leads_on(diagrams: dict[str, Diagram]) -> None:
    """It strands the request, and the transaction succeeds."""
    assert misuses(diagrams["Intended"]) == {
        ("Request in flight", "close()", "closed after the answers", "No session")
    }


def test_a_kept_id_is_a_state_from_which_misuse_starts(diagrams: dict[str, Diagram]) -> None:
    kept = "Closed, ID kept"
    assert ("Session open", "close()", kept) in ways(diagrams["Forgetful"])
    assert misuses(diagrams["Forgetful"]) == {
        ("Session open", "close()", "reset", kept),
        (kept, "close()", "not closed twice", "reverted"),
        (kept, "ask()", "not used after close", "reverted"),
        ("Request in flight", "close()", "closed after the answers", kept),
    }


def test_what_guards_ask_is_told(diagrams: dict[str, Diagram]) -> None:
    told = {(state.title, state.details) for state in diagrams["Phased"].states}
    assert told == {
        ("No session", ("phase = Idle",)),
        ("Session open", ("phase = Busy",)),
        ("Closed, ID kept", ("phase = Over",)),
    }
    assert diagrams["Phased"].misuses == ()


def test_a_number_that_may_be_anything_makes_no_states(diagrams: dict[str, Diagram]) -> None:
    told = {(state.title, state.details) for state in diagrams["Prepaid"].states}
    assert told == {("No session", ()), ("Session open", ())}


def test_construction_can_open(diagrams: dict[str, Diagram]) -> None:
    assert ways(diagrams["Born"]) == {
        ("deployed", "", "Session open"),
        ("Session open", "close()", "No session"),
    }


def test_one_key_is_followed_and_overloads_are_told_apart(diagrams: dict[str, Diagram]) -> None:
    assert diagrams["Shared"].keyed_by == ("sessionOf",)
    assert ways(diagrams["Shared"]) == {
        ("deployed", "", "No session"),
        ("No session", "open()", "Session open"),
        ("Session open", "close()", "No session"),
        ("Session open", "close(address)", "No session"),
    }


def test_a_loss_leads_to_the_state_that_hides_it(diagrams: dict[str, Diagram]) -> None:
    assert misuses(diagrams["Careless"]) == {("Session open", "open()", "not lost", "Session open")}


def test_states_are_few(diagrams: dict[str, Diagram]) -> None:
    """Three cells and two flags have 32 combinations; flags are left out first."""
    many = diagrams["Many"]
    assert 2 <= len(many.states) <= MOST
    told = [detail for state in many.states for detail in state.details]
    assert not any("paused" in detail or "guarded" in detail for detail in told)
    assert "morning: open" in told


@pytest.mark.parametrize("name", ["Intended", "Forgetful", "Phased", "Born", "Shared", "Many"])
def test_every_state_can_be_reached(diagrams: dict[str, Diagram], name: str) -> None:
    diagram = diagrams[name]
    reached: set[int | None] = {None}
    while more := {w.target for w in diagram.transitions if w.source in reached} - reached:
        reached |= more
    assert reached == {None, *range(len(diagram.states))}
    assert diagram.gaps == ()
