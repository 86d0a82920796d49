"""How reports for people say things: places, traces, counts. Plain text on one line, made harmless.

Every format that shows a finding to a person words it from here; colours, markup
and layout are the formats' own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from dtnlint.escaping import printable
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import (
    BUNDLED,
    BaselineState,
    Finding,
    Impact,
    Judgement,
    Level,
    Location,
    ReplayOutcome,
    TraceStep,
)
from dtnlint.findings.problems import Problem
from dtnlint.findings.source_text import Sources, display_width
from dtnlint.sources.verified.contract import Deployment

PROMISES = {
    "validated": "The ID that is given is never empty.",
    "not used after close": "The ID that is given is never closed.",
    "not closed twice": "The ID that is given is never closed already.",
    "reset": "After the close no stored cell keeps the closed ID without a record of the closure.",
    "not lost": "The only copy of a live ID is never overwritten, zeroed or deleted.",
    "kept": "The result of the start is stored, closed, returned or passed on.",
    "funded": "A deposit precedes the start in its transaction.",
    "claimed": "A start follows the deposit in its transaction.",
    "amount checked": "The deposited amount is not 0, or was compared with something.",
    "owned": "An ID that a caller gave is used only where the caller was compared with something.",
    "controlled": "A stored session is closed only where the caller was compared with something.",
    "closed after the answers": "The session is closed only when none of its requests may be "
    "unanswered.",
    "router kept": "The router is not changed while a session may be live.",
}
"""By the property's name, what a verdict of ``proved`` says of the operation."""


def place(location: Location, sources: Sources, *, column: bool = True) -> str:
    """Where something stands, as ``path:line:column``; columns count characters."""
    name = printable(location.path.removeprefix(BUNDLED))
    if location.bundled:
        return f"{name} (shipped with dtnlint)"
    text = sources.get(location.path)
    if text is None or not location.length:
        return name
    position = text.position(location.start)
    return f"{name}:{position.line}:{position.column}" if column else f"{name}:{position.line}"


def in_repository(path: str, report: Report) -> str:
    """A file's path from the top of the repository, where that is known: services look there."""
    below = report.run.subdirectory
    return posixpath.normpath(posixpath.join(below, path)) if below else path


def deployed(deployment: Deployment) -> str:
    """Which contract it is and where it lives: ``Shop at 0x… on chain 1``; maybe nothing."""
    parts = [
        deployment.name,
        f"at {deployment.address}" if deployment.address else "",
        f"on chain {deployment.chain}" if deployment.chain else "",
    ]
    return printable(" ".join(part for part in parts if part))


def deployments(report: Report) -> Iterator[str]:
    """A line for each contract that came as verified sources."""
    for one in report.run.deployments:
        how = [f"solc {one.version}"] if one.version else []
        how += [one.match.replace("_", " ")] if one.match else []
        said = deployed(one) or "a contract"
        where = f" in {printable(one.path)}" if one.path else ""
        by = f" ({printable(', '.join(how))})" if how else ""
        yield f"Verified sources of {said}{where}{by}."


def lives(finding: Finding, report: Report) -> str:
    """The contract of which a finding speaks and where it lives, if that is known; or nothing."""
    one = report.deployment_of(finding)
    return "" if one is None else deployed(one)


def transaction(number: int) -> str:
    """What a trace calls its transactions: the zeroth is the contract's construction."""
    return f"transaction {number}" if number else "deployment"


def transactions(trace: Iterable[TraceStep]) -> Iterator[tuple[str, list[TraceStep]]]:
    """The steps of each transaction under its name, such as ``transaction 2: close()``."""
    for (number, entry), steps in groupby(trace, key=lambda step: (step.transaction, step.entry)):
        yield f"{transaction(number)}: {printable(entry)}", list(steps)


def trace_lines(trace: Iterable[TraceStep], sources: Sources) -> Iterator[str]:
    """The trace, a line for each step; a transaction's later steps stand under its first."""
    for head, steps in transactions(trace):
        for index, step in enumerate(steps):
            lead = " " * display_width(head) if index else head
            yield f"{lead} – {step_text(step, sources)}"


def step_text(step: TraceStep, sources: Sources) -> str:
    """A step with its place after its first clause: ``closed at Shop.sol:30, x keeps the ID``."""
    text = printable(step.text)
    end = _first_clause(text)
    return f"{text[:end]} at {place(step.location, sources, column=False)}{text[end:]}"


def _first_clause(text: str) -> int:
    depth = 0
    for index, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            return index
    return len(text)


def replay_lines(finding: Finding) -> Iterator[str]:
    """What executing the trace showed, and the transactions that show it."""
    replay = finding.replay
    if replay is None or replay.outcome is ReplayOutcome.NOT_REPLAYED:
        return
    yield f"executed, and {replay.outcome.value}: {printable(replay.reason)}"
    for call in replay.calls:
        yield f"{printable(call.sender)}: {printable(call.call)} – {printable(call.result)}"


def replays(report: Report) -> str:
    """How many findings were replayed, and to what end; nothing if none was."""
    tried = [one.replay for one in report.active if one.replay is not None]
    if not tried:
        return ""
    numbers = ", ".join(
        f"{number} {outcome.value}"
        for outcome in ReplayOutcome
        if (number := sum(one.outcome is outcome for one in tried))
    )
    return f"Executed on a model of the network: {numbers}."


def also_in(finding: Finding) -> str:
    """The contracts besides the first that show the finding, or nothing."""
    return ", ".join(printable(ref.name) for ref in finding.contracts[1:])


def one_line(text: str) -> str:
    """Text of several lines as one."""
    return printable(" ".join(text.split()))


def headline(report: Report, *, whole: bool = False) -> str:
    """The summary up to the count of what was found, such as ``Found 2 problems``.

    `whole`: for a report that tells each finding by itself, also those that others count.
    """
    found = report.active if whole else report.problems
    if found:
        return f"Found {count(len(found), 'finding' if whole else 'problem')}"
    return "No problems found" if report.run.consumers else "No consumer was judged"


def details(report: Report, *, whole: bool = False) -> str:
    """The rest of the summary: where, how bad, what is not shown, and what the verdicts are."""
    found = report.active if whole else [problem.finding for problem in report.problems]
    text = f" in {count(len(report.run.consumers), 'consumer')}" if report.run.consumers else ""
    if not report.run.consumers and not found:
        text += _why_none(report)
    if counts := _by_impact(found):
        text += f": {counts}"
    beside = ", ".join(filter(None, (*([] if whole else _counted(report)), aside(report))))
    text += f". ({beside})" if beside else "."
    return f"{text} {verdicts(report)}" if report.run.consumers else text


def undecided(judgement: Judgement) -> str:
    """What is not known of an operation, and why, as one clause."""
    what = judgement.operation or judgement.subject
    where = ".".join(part for part in (judgement.contract.name, judgement.function) if part)
    because = f", because {'; '.join(judgement.reasons)}" if judgement.reasons else ""
    return printable(f"{what} in {where}: unknown whether {judgement.property}{because}")


def _why_none(report: Report) -> str:
    """What there was instead of a consumer."""
    if not report.run.considered:
        return ""  # nothing was to be looked at, such as where a change affects no consumer
    looked = count(report.run.considered, "Solidity file")
    if any(told.level is Level.ERROR for told in report.notifications):
        return f": of {looked} that were looked at, what may be one could not be analysed"
    text = (
        f": {looked} looked at, and no contract calls a router of the network, which has "
        "startUserSession, closeUserSession and request"
    )
    left = report.run.tests
    return f"{text}; {count(left, 'test')} left out, name them to check them" if left else text


def verdicts(report: Report) -> str:
    """How many properties were decided, and how many not: ``Verdicts: 9 proved, …``."""
    outcomes = [one.outcome for one in report.judgements]
    numbers = (f"{outcomes.count(name)} {name}" for name in ("proved", "violated", "unknown"))
    return f"Verdicts: {', '.join(numbers)}."


def _by_impact(findings: Collection[Finding]) -> str:
    return ", ".join(
        f"{number} {impact.value.lower()}"
        for impact in Impact
        if (number := sum(finding.impact is impact for finding in findings))
    )


def _counted(report: Report) -> Iterator[str]:
    """What is neither told by itself nor aside: it goes with another, or is too mild."""
    if also := len(report.shown) - len(report.problems):
        yield f"{count(also, 'more finding')} that the same edits mend"
    shown = frozenset(report.shown)
    if mild := [one for one in report.active if one not in shown]:
        lowest = max((one.impact for one in mild), key=lambda impact: impact.rank)
        yield f"{_by_impact(mild)} with --min-impact {lowest.value.lower()}"


def with_others(problem: Problem, sources: Sources) -> Iterator[str]:
    """What else the edit mends that mends a problem, a line for each."""
    for finding in problem.others:
        where = place(finding.location, sources)
        yield f"{finding.impact.value} {finding.rule} at {where}: {printable(finding.message)}"


def aside(report: Report) -> str:
    """How many findings are not to be acted on and why, or nothing."""
    return ", ".join(
        f"{number} {word}"
        for number, word in (
            (sum(one.suppression is not None for one in report.findings), "suppressed"),
            (_in_state(report, BaselineState.UNCHANGED), "known from the baseline"),
            (_in_state(report, BaselineState.ABSENT), "of the baseline gone"),
        )
        if number
    )


def _in_state(report: Report, state: BaselineState) -> int:
    return sum(one.suppression is None and one.baseline is state for one in report.findings)


def count(number: int, noun: str) -> str:
    """A number of things, such as ``1 file`` or ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
