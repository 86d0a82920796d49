"""From what the rules and the verifier said to findings and judgements.

The only module of this room that knows the shape of Slither's result
dictionaries and of lifecycle verdicts; it merges what several contracts say of
the same line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from dtnlint import disk
from dtnlint.findings.finding import (
    BUNDLED,
    Confidence,
    ContractRef,
    Finding,
    Impact,
    Judgement,
    Location,
    Related,
    TraceStep,
)
from dtnlint.findings.lifecycle import Lifecycle, Misuse, State, Transition
from dtnlint.findings.rules import RuleInfo
from dtnlint.sources.span import Span

if TYPE_CHECKING:
    from dtnlint.lifecycle.diagram import Diagram
    from dtnlint.lifecycle.verdicts import Verdict

_TEMPORARY = re.compile(r"(?:TMP|REF|TUPLE)_\d+")
"""Slither's own names for what has none in the source."""


class Locator(Struct, frozen=True):
    """Turns absolute paths into the names that reports use."""

    root: Path
    bundled: Path = Path(BUNDLED)
    """Under which folder the interface files that ship with dtnlint go."""
    repository: Path | None = None
    """The top of the repository that holds the root. What else it holds is named where it is."""

    def name(self, path: str | Path) -> str:
        """A file's name in reports: relative to the root, or `BUNDLED` and its import path."""
        return _name(self, path)

    def location(self, span: Span) -> Location:
        """A span's place in reports."""
        return Location(self.name(span.path), span.start, span.length)


@lru_cache(maxsize=4096)
def _name(locator: Locator, given: str | Path) -> str:
    path = os.path.normpath(given)
    for candidate in _names(path):
        if _inside(candidate, locator.bundled):
            return BUNDLED + _relative(candidate, locator.bundled)
        folders = _names(os.fspath(locator.root))
        for folder in folders:
            if _inside(candidate, folder):
                return _relative(candidate, folder)
        if locator.repository is not None and _inside(candidate, disk.real(locator.repository)):
            return _relative(candidate, folders[0])
    return _relative(path, locator.root)


def _names(path: str) -> tuple[str, ...]:
    """What a path may be known by, the best first: a file itself before a link to it.

    Links that a package manager has made are better than what they lead to.
    """
    named, real = os.path.normpath(path), disk.real(path)
    if real == named:
        return (named,)
    itself = "node_modules" not in Path(real).parts and disk.is_file(real)
    return (real, named) if itself else (named, real)


def _inside(path: str, folder: str | Path) -> bool:
    return path.startswith(os.path.join(os.path.normpath(folder), ""))


def _relative(path: str, folder: str | Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive: its name says nothing about the project
        return Path(path).name


def findings_from(
    results: Iterable[Mapping[str, Any]], rules: Iterable[RuleInfo], locator: Locator
) -> tuple[Finding, ...]:
    """Findings from Slither's result dictionaries, merged and in order.

    Results of detectors that carry no ``dtnlint`` field are placed by their first
    element. Rules missing from `rules` have no remedy.
    """
    by_name = {rule.name: rule for rule in rules}
    return merged(_finding(result, by_name.get(result["check"]), locator) for result in results)


def _finding(result: Mapping[str, Any], rule: RuleInfo | None, locator: Locator) -> Finding:
    impact, confidence = Impact(result["impact"]), Confidence(result["confidence"])
    remedy = rule.recommendation if rule is not None else ""
    payload = result.get("additional_fields", {}).get("dtnlint")
    if payload is None:
        return Finding(
            rule=result["check"],
            impact=impact,
            confidence=confidence,
            message=str(result["description"]).strip(),
            location=_element_location(result, locator),
            remedy=remedy,
        )
    return Finding(
        rule=result["check"],
        impact=impact,
        confidence=confidence,
        message=payload["message"],
        location=_location(payload["span"], locator),
        contracts=(ContractRef(payload["contract"], locator.name(payload["contract_path"])),),
        function=payload["function"],
        subject=_named(payload["subject"]),
        related=tuple(
            Related(item["text"], _location(item["span"], locator)) for item in payload["related"]
        ),
        trace=tuple(
            TraceStep(
                step["transaction"], step["entry"], step["text"], _location(step["span"], locator)
            )
            for step in payload["trace"]
        ),
        remedy=remedy,
    )


def _location(span: Mapping[str, Any], locator: Locator) -> Location:
    return locator.location(Span(span["path"], span["start"], span["length"]))


def _element_location(result: Mapping[str, Any], locator: Locator) -> Location:
    for element in result.get("elements", ()):
        mapping = element["source_mapping"]
        return locator.location(
            Span(mapping["filename_absolute"], mapping["start"], mapping["length"])
        )
    return Location("")


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each defect, naming every contract that shows it, in report order.

    Of the tellings of one defect the one with the shortest trace is kept, the first
    contract's among equals.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.rule, finding.location, finding.function, finding.subject)
        groups.setdefault(key, []).append(finding)
    return tuple(
        sorted((_merge(group) for group in groups.values()), key=lambda one: one.sort_key())
    )


def _merge(group: list[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    # By the contract that the message speaks of alone, so that it does not matter
    # whether a part of the group was merged before.
    kept = min(
        group, key=lambda one: (len(one.trace), one.contracts[:1], one.message, str(one.trace))
    )
    others = sorted({ref for one in group for ref in one.contracts} - set(kept.contracts[:1]))
    return replace(kept, contracts=(*kept.contracts[:1], *others))


def _named(subject: str) -> str:
    """What a verdict is about; nothing for a temporary, whose number hangs on what else was
    compiled."""
    return "" if _TEMPORARY.fullmatch(subject) else subject


def judgements_from(verdicts: Iterable[Verdict], locator: Locator) -> tuple[Judgement, ...]:
    """The verifier's verdicts as plain data, without repetition, in report order."""
    judgements = {
        Judgement(
            contract=ContractRef(
                verdict.contract.name,
                locator.name(verdict.contract.source_mapping.filename.absolute),
            ),
            function=verdict.function.full_name,
            property=verdict.property.value,
            outcome=verdict.outcome.value,
            subject=_named(verdict.subject),
            location=locator.location(verdict.span),
            operation=verdict.operation_name,
            reasons=tuple(verdict.reasons),
        )
        for verdict in verdicts
    }
    return tuple(sorted(judgements, key=lambda one: one.sort_key()))


def lifecycles_from(diagrams: Iterable[Diagram], locator: Locator) -> tuple[Lifecycle, ...]:
    """The verifier's diagrams as plain data."""
    return tuple(
        Lifecycle(
            contract=ContractRef(
                diagram.contract.name,
                locator.name(diagram.contract.source_mapping.filename.absolute),
            ),
            states=tuple(
                State(state.phase.value, state.title, state.details) for state in diagram.states
            ),
            transitions=tuple(
                Transition(edge.source, edge.target, edge.entries) for edge in diagram.transitions
            ),
            misuses=tuple(
                Misuse(
                    property=misuse.verdict.property.value,
                    location=locator.location(misuse.verdict.span),
                    entry=misuse.entry,
                    text=misuse.text,
                    source=misuse.source,
                    target=misuse.target,
                )
                for misuse in diagram.misuses
            ),
            keyed_by=diagram.keyed_by,
            gaps=diagram.gaps,
        )
        for diagram in diagrams
    )
