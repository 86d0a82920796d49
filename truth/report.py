"""How a comparison is told: figures by rule, and one file for each disagreement."""

from __future__ import annotations

from truth.compare import Disagreement, Tally
from truth.marks import analysed
from truth.rules import RULES

ALL = "all"
COUNTED = (
    "contracts",
    "proved",
    "violated",
    "unknown",
    "shown",
    "undecided",
    "missed",
    "invented",
)


def summary(tally: Tally) -> dict[str, dict[str, float]]:
    """Figures by rule, and in all; shares in percent of verdicts, or of violations."""
    rows: dict[str, dict[str, float]] = {}
    for rule in (*RULES, ALL):
        names = [rule] if rule != ALL else list(RULES)
        counted = {what: sum(tally.counts[name, what] for name in names) for what in COUNTED}
        verdicts = counted["proved"] + counted["violated"] + counted["unknown"]
        rows[rule] = {
            **counted,
            "unknown %": _share(counted["unknown"], verdicts),
            "invented %": _share(counted["invented"], counted["violated"]),
        }
    rows[ALL]["contracts"] = tally.contracts
    return rows


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def described(one: Disagreement) -> str:
    """A disagreement as a Solidity file: the contract, and in comments who says what."""
    place = analysed(one.consumer.marked)
    lines = place.text.encode()
    offset = dict(reversed(place.sites)).get(one.site, 0)
    line = lines[:offset].count(b"\n") + 1
    notes = [
        f"{one.kind}: {one.rule} at line {line}, operation {one.site}",
        f"what is said: {one.outcome.value if one.outcome else 'nothing'}",
    ]
    if one.shown:
        notes.append("executed, breaking it with the last:")
        notes += [f"  {number}. {action}" for number, action in enumerate(one.shown, 1)]
    elif one.kind == "missed":
        notes.append("broken by the construction")
    if one.said is not None:
        notes.append(f"of: {one.said.text}")
    if one.said is not None and one.said.trace:
        notes.append("its trace, which nothing executed shows:")
        notes += [f"  {step.transaction}. {step.entry}: {step.text}" for step in one.said.trace]
    return place.text + "".join(f"// {note}\n" for note in notes)
