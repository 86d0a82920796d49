"""The report as JSON with a stable, documented schema (``report.schema.json`` beside this module).

`VERSION` grows when a field changes its meaning or goes; new fields may come without.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from dtnlint.escaping import json_text
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import (
    ContractRef,
    Finding,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
)
from dtnlint.findings.identity import FINGERPRINT, LINE_HASH
from dtnlint.findings.lifecycle import Lifecycle
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import Sources
from dtnlint.report.options import Options
from dtnlint.sources.verified.contract import Deployment

VERSION = 1


def render(report: Report, options: Options) -> str:
    """The report as JSON, indented, keys in the order of the schema."""
    return json_text(document(report)) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as the value that the schema describes."""
    sources = report.sources
    return {
        "version": VERSION,
        "tool": {"name": "dtnlint", "version": report.run.tool_version},
        "exit_code": report.exit_code,
        "summary": _summary(report),
        "run": _run(report),
        "findings": [_finding(finding, report) for finding in report.findings],
        "verdicts": [_judgement(judgement, sources) for judgement in report.judgements],
        "lifecycles": [_lifecycle(lifecycle, sources) for lifecycle in report.lifecycles],
        "notifications": [_notification(told, sources) for told in report.notifications],
        "rules": [_rule(rule) for rule in report.rules],
    }


def _summary(report: Report) -> dict[str, Any]:
    active = report.active
    return {
        "findings": len(active),
        "by_impact": {
            impact.value: sum(finding.impact is impact for finding in active) for impact in Impact
        },
        "by_rule": dict(sorted(Counter(finding.rule for finding in active).items())),
        "failing": len(report.failing),
        "errors": sum(told.level is Level.ERROR for told in report.notifications),
        "suppressed": sum(finding.suppression is not None for finding in report.findings),
        "unchanged": sum(finding.baseline == "unchanged" for finding in report.findings),
        "absent": sum(finding.baseline == "absent" for finding in report.findings),
        "verdicts": {
            outcome: sum(judgement.outcome == outcome for judgement in report.judgements)
            for outcome in ("proved", "violated", "unknown")
        },
    }


def _run(report: Report) -> dict[str, Any]:
    run = report.run
    control = run.version_control
    return {
        "files": list(run.files),
        "files_considered": run.considered,
        "tests_left_out": run.tests,
        "consumers": [_contract(ref) for ref in run.consumers],
        "compilers": [
            {"version": one.version, "kind": one.kind, "files": one.files} for one in run.compilers
        ],
        "stubs": list(run.stubs),
        "deployments": [_deployment(one) for one in run.deployments],
        "version_control": None
        if control is None
        else {
            "repository": control.repository,
            "revision": control.revision,
            "branch": control.branch,
            "subdirectory": run.subdirectory,
        },
    }


def _deployment(deployment: Deployment) -> dict[str, str]:
    return {
        "path": deployment.path,
        "name": deployment.name,
        "address": deployment.address,
        "chain": deployment.chain,
        "compiler": deployment.version,
        "match": deployment.match,
    }


def _contract(ref: ContractRef) -> dict[str, str]:
    return {"name": ref.name, "path": ref.path}


def _location(location: Location, sources: Sources) -> dict[str, Any]:
    """A place: bytes as solc counts them; lines and columns from 1, columns in code points."""
    place: dict[str, Any] = {
        "path": location.path,
        "start": location.start,
        "length": location.length,
    }
    text = sources.get(location.path)
    if text is not None:
        region = text.region(location)
        place["line"], place["column"] = region.start.line, region.start.column
        place["end_line"], place["end_column"] = region.end.line, region.end.column
    return place


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    sources, suppression = report.sources, finding.suppression
    deployment = report.deployment_of(finding)
    return {
        "rule": finding.rule,
        "impact": finding.impact.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "location": _location(finding.location, sources),
        "contracts": [_contract(ref) for ref in finding.contracts],
        "function": finding.function,
        "subject": finding.subject,
        "related": [
            {"text": one.text, "location": _location(one.location, sources)}
            for one in finding.related
        ],
        "trace": [
            {
                "transaction": step.transaction,
                "entry": step.entry,
                "text": step.text,
                "location": _location(step.location, sources),
            }
            for step in finding.trace
        ],
        "remedy": finding.remedy,
        "fingerprints": {FINGERPRINT: finding.fingerprint, LINE_HASH: finding.line_hash},
        "suppression": None
        if suppression is None
        else {
            "directive": suppression.directive,
            "justification": suppression.justification,
            "location": _location(suppression.location, sources),
        },
        "baseline": None if finding.baseline is None else finding.baseline.value,
        "fixes": [
            {
                "title": fix.title,
                "safety": fix.safety.value,
                "edits": [
                    {"location": _location(edit.location, sources), "text": edit.text}
                    for edit in fix.edits
                ],
            }
            for fix in finding.fixes
        ],
        "fails": finding.fails,
        "deployment": None if deployment is None else _deployment(deployment),
        "replay": None
        if finding.replay is None
        else {
            "outcome": finding.replay.outcome.value,
            "reason": finding.replay.reason,
            "calls": [
                {
                    "transaction": call.transaction,
                    "sender": call.sender,
                    "call": call.call,
                    "result": call.result,
                }
                for call in finding.replay.calls
            ],
        },
    }


def _judgement(judgement: Judgement, sources: Sources) -> dict[str, Any]:
    return {
        "contract": _contract(judgement.contract),
        "function": judgement.function,
        "property": judgement.property,
        "outcome": judgement.outcome,
        "subject": judgement.subject,
        "operation": judgement.operation,
        "location": _location(judgement.location, sources),
        "reasons": list(judgement.reasons),
        "fails": judgement.fails,
    }


def _lifecycle(lifecycle: Lifecycle, sources: Sources) -> dict[str, Any]:
    return {
        "contract": _contract(lifecycle.contract),
        "states": [
            {
                "phase": state.phase,
                "title": state.title,
                "details": list(state.details),
            }
            for state in lifecycle.states
        ],
        "transitions": [
            {"from": edge.source, "to": edge.target, "entries": list(edge.entries)}
            for edge in lifecycle.transitions
        ],
        "misuses": [
            {
                "property": misuse.property,
                "location": _location(misuse.location, sources),
                "entry": misuse.entry,
                "text": misuse.text,
                "from": misuse.source,
                "to": misuse.target,
            }
            for misuse in lifecycle.misuses
        ],
        "keyed_by": list(lifecycle.keyed_by),
        "gaps": list(lifecycle.gaps),
    }


def _notification(told: Notification, sources: Sources) -> dict[str, Any]:
    return {
        "level": told.level.value,
        "kind": told.kind,
        "text": told.text,
        "path": None if told.path is None else told.path,
        "location": None if told.location is None else _location(told.location, sources),
    }


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "name": rule.name,
        "family": rule.family,
        "impact": rule.impact.value,
        "confidence": rule.confidence.value,
        "summary": rule.summary,
        "title": rule.title,
        "description": rule.description,
        "scenario": rule.scenario,
        "recommendation": rule.recommendation,
        "page": rule.page,
        "cwe": rule.cwe,
        "properties": list(rule.properties),
    }
