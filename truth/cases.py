"""Contracts whose verdicts are known: what they should be stands at the operations.

A mark is ``//! VAL=p NCT=v`` at the end of a line: of an operation there, the property holds
(``p``), or can be broken (``v``); ``u`` stands where more than *unknown* would be a guess.
Silence reads like a proof, so that it counts as one where there is something to find.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dtnlint.compiler.lasting import LastingCompilers
from dtnlint.findings.finding import Judgement, Level
from dtnlint.lifecycle.verdicts import Outcome, Property
from dtnlint.run import Request, check
from dtnlint.settings import Given

_LINE = re.compile(r"//!(.*)$")
_MARK = re.compile(r"([A-Z]+)=([pvu])\b")
_SECONDS = 120.0

NAMES = {
    "VAL": Property.VALIDATED,
    "UAC": Property.NOT_USED_AFTER_CLOSE,
    "NCT": Property.NOT_CLOSED_TWICE,
    "RESET": Property.RESET,
    "LOST": Property.NOT_LOST,
    "KEPT": Property.KEPT,
    "FUND": Property.FUNDED,
    "CLAIM": Property.CLAIMED,
    "AMT": Property.AMOUNT_CHECKED,
    "OWN": Property.OWNED,
    "CTRL": Property.CONTROLLED,
    "ORD": Property.ORDERED,
    "SWAP": Property.STEADY_ROUTER,
}
"""How marks name properties."""

_OUTCOMES = {"p": Outcome.PROVED, "v": Outcome.VIOLATED, "u": Outcome.UNKNOWN}


class Score(str, Enum):
    """How what is said stands to what is so."""

    RIGHT = "right"
    WRONG = "wrong proof"
    """Proved, or nothing said, of what can be broken."""
    FALSE = "false violation"
    LOST = "lost"
    """Nothing said of what holds."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Expectation:
    """One mark."""

    line: int
    name: str
    outcome: Outcome


@dataclass(frozen=True)
class Scored:
    """One mark, what is said of it, and how good that is."""

    expectation: Expectation
    said: Outcome | None
    score: Score
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One file."""

    name: str
    scored: tuple[Scored, ...]
    seconds: float
    """Of CPU time, the compiler's aside."""
    errors: tuple[str, ...] = ()
    """Why it could not be analysed."""

    @property
    def counts(self) -> Counter[Score]:
        """How many marks have which score."""
        return Counter(one.score for one in self.scored)


def expectations(text: str) -> list[Expectation]:
    """The marks of a source text. Raises `ValueError` for one that names no property."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        written = _LINE.search(line)
        if written is None:
            continue
        marks = _MARK.findall(written.group(1))
        unknown = [name for name, _ in marks if name not in NAMES]
        if unknown or not marks:
            raise ValueError(f"Line {number}: `{written.group(0).strip()}` names no property.")
        found += [Expectation(number, name, _OUTCOMES[value]) for name, value in marks]
    return found


def score(expected: Expectation, said: Iterable[Judgement]) -> Scored:
    """Lay a mark beside what is said at its line of its property."""
    told = list(said)
    outcomes = {Outcome(one.outcome) for one in told}
    worst = next(
        (one for one in (Outcome.VIOLATED, Outcome.UNKNOWN, Outcome.PROVED) if one in outcomes),
        None,
    )
    reasons = tuple(dict.fromkeys(reason for one in told for reason in one.reasons))
    if worst is expected.outcome:
        found = Score.RIGHT
    elif worst is Outcome.UNKNOWN:
        found = Score.UNKNOWN
    elif worst is Outcome.VIOLATED:
        found = Score.FALSE
    elif expected.outcome is Outcome.PROVED:
        found = Score.LOST
    else:
        found = Score.WRONG
    return Scored(expected, worst, found, reasons)


def scored(paths: Iterable[Path]) -> Iterator[Case]:
    """Run dtnlint's pipeline on each file that has marks, and score what it says."""
    with LastingCompilers(_SECONDS) as compilers:
        for path in paths:
            expected = expectations(path.read_text(encoding="utf-8"))
            if expected:
                yield _case(path, expected, compilers)


def _case(path: Path, expected: list[Expectation], compilers: LastingCompilers) -> Case:
    began = time.process_time()
    report = check(
        Request(
            paths=(path,),
            # Verdicts are asked, not rules; one has to be selected.
            given=Given(ignore_files=True, select=("dtn-double-close",)),
            cwd=path.parent,
            compilers=compilers,
        )
    )
    seconds = time.process_time() - began
    data = path.read_bytes()
    at: dict[tuple[int, str], list[Judgement]] = {}
    for judgement in report.judgements:
        place = judgement.location
        if Path(place.path).name == path.name:
            first = data[: place.start].count(b"\n") + 1
            for line in range(first, first + data[place.start : place.end].count(b"\n") + 1):
                at.setdefault((line, judgement.property), []).append(judgement)
    return Case(
        path.name,
        tuple(score(one, at.get((one.line, NAMES[one.name].value), ())) for one in expected),
        seconds,
        tuple(note.text for note in report.notifications if note.level is Level.ERROR),
    )
