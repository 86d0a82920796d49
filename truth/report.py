"""How a comparison is told: figures by rule, and one file for each disagreement."""

from __future__ import annotations

from truth.compare import RULES, Disagreement, Tally
from truth.marks import analysed

_COUNTED = ("proved", "violated", "unknown", "shown", "missed", "invented")


def summary(tally: Tally, seconds: float) -> dict[str, dict[str, float]]:
    """Figures by rule, and in all; shares in percent of verdicts, or of violations."""
    rows: dict[str, dict[str, float]] = {}
    names = [rule for rule, _ in RULES.values()]
    for rule in [*names, "all"]:
        counted = {
            what: sum(tally.counts[name, what] for name in ([rule] if rule != "all" else names))
            for what in _COUNTED
        }
        verdicts = counted["proved"] + counted["violated"] + counted["unknown"]
        rows[rule] = {
            **counted,
            "unknown %": round(100 * counted["unknown"] / verdicts, 2) if verdicts else 0.0,
            "invented %": (
                round(100 * counted["invented"] / counted["violated"], 2)
                if counted["violated"]
                else 0.0
            ),
        }
    rows["all"]["contracts a second"] = round(tally.contracts / seconds, 2) if seconds else 0.0
    for row in rows.values():
        row.setdefault("contracts a second", 0.0)
    return rows


def described(one: Disagreement) -> str:
    """A disagreement as a Solidity file: the contract, and in comments who says what."""
    place = analysed(one.consumer.marked)
    lines = place.text.encode()
    offset = dict(place.sites).get(one.site, 0)
    line = lines[:offset].count(b"\n") + 1
    notes = [
        f"{one.kind}: {one.rule} at line {line}, operation {one.site}",
        f"the verifier says: {one.outcome.value if one.outcome else 'nothing'}",
    ]
    if one.shown:
        notes.append("executed, breaking it with the last:")
        notes += [f"  {number}. {action}" for number, action in enumerate(one.shown, 1)]
    elif one.kind == "missed":
        notes.append("broken by the construction")
    if one.verdict is not None:
        notes.append(f"of {one.verdict.operation_name}; its trace, which nothing executed shows:")
        notes += [f"  {step.transaction}. {step.entry}: {step.text}" for step in one.verdict.trace]
    return place.text + "".join(f"// {note}\n" for note in notes)
