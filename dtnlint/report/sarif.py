"""The report as SARIF 2.1.0: what is to be acted on, for code scanning.

GitHub makes an alert of every result, whatever its ``suppressions``, ``baselineState`` or
``kind`` say: a log for it must not hold what is suppressed, known, gone or proved. The
whole is `dtnlint.report.sarif_full`'s.

The same input gives the same bytes: nothing in it depends on the machine or the time.
Columns count UTF-16 units, and URIs are relative to ``SRCROOT``, for which no machine's
folder is given.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.escaping import json_text, uri
from dtnlint.findings.assembly import CLEAN, FAILED, FOUND, Report
from dtnlint.findings.baseline import SUBDIRECTORY
from dtnlint.findings.finding import (
    Confidence,
    ContractRef,
    Edit,
    Finding,
    Fix,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
    Replay,
    TraceStep,
)
from dtnlint.findings.identity import FINGERPRINT, LINE_HASH
from dtnlint.findings.rules import RuleInfo, cwe_name
from dtnlint.findings.source_text import Region, SourceText
from dtnlint.report.options import Options
from dtnlint.report.rule_pages import sections
from dtnlint.report.wording import in_repository
from dtnlint.sources.verified.contract import Deployment

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GUID = str(uuid.uuid5(uuid.NAMESPACE_DNS, "dtnlint"))
_INFORMATION = f"urn:uuid:{_GUID}"
"""There is no public site yet, and SARIF wants an absolute URI: a name, not an address."""
ROOT = "SRCROOT"
"""The URI base that every file of the repository is relative to."""
_CWE_GUID = str(uuid.uuid5(uuid.NAMESPACE_URL, "https://cwe.mitre.org/"))
_LONGEST_SNIPPET = 2000
"""Source lines of more bytes are left out of snippets."""

_MOST = 25_000
"""GitHub takes no run of more results."""
_FOR_SCANNERS = (
    "What is open and new, for code scanning. The format sarif-full also holds what is "
    "suppressed, known or gone, and verdicts."
)
_FOR_READERS = "All findings, also suppressed, known and gone ones."

_PLACEHOLDER = re.compile(r"\{(\d+)\}")

_LEVELS = {
    Impact.HIGH: "error",
    Impact.MEDIUM: "warning",
    Impact.LOW: "note",
    Impact.INFORMATIONAL: "note",
    Impact.OPTIMIZATION: "note",
}
_SEVERITIES = {
    # GitHub's bands: critical over 9.0, high from 7.0, medium from 4.0, low from 0.1, none at 0.0.
    Impact.HIGH: "8.0",
    Impact.MEDIUM: "5.5",
    Impact.LOW: "3.0",
    Impact.INFORMATIONAL: "0.0",
    Impact.OPTIMIZATION: "0.0",
}
_PRECISIONS = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}
_EXIT = {
    CLEAN: "nothing at or over the threshold",
    FOUND: "findings at or over the threshold",
    FAILED: "something could not be analysed",
}


def render(report: Report, options: Options) -> str:
    """The findings that are open and new as one SARIF run, indented."""
    most = sorted(report.active, key=lambda one: one.impact.rank)[:_MOST]
    if len(most) < len(report.active):
        report = replace(report, notifications=(*report.notifications, _cut(report)))
    writer = _Writer(report, _artifact_paths(report))
    results = [writer.finding(one) for one in sorted(most, key=lambda one: one.sort_key())]
    return written(writer.log(results, options, _FOR_SCANNERS))


def _cut(report: Report) -> Notification:
    left = len(report.active) - _MOST
    return Notification(
        Level.WARNING, "results-cut", f"The worst {_MOST} findings are told; {left} are left out."
    )


def full(report: Report, options: Options) -> dict[str, Any]:
    """The SARIF log with all findings, suppressed, known and gone ones too, and the verdicts."""
    writer = _Writer(report, _artifact_paths(report))
    results = [writer.finding(finding) for finding in report.findings]
    if options.verdicts:
        results += [
            result for one in report.judgements for result in writer.judgement(one, report.rules)
        ]
    return writer.log(results, options, _FOR_READERS)


def written(log: dict[str, Any]) -> str:
    """A log as text."""
    return json_text(log) + "\n"


# The tool


def _driver(report: Report) -> dict[str, Any]:
    driver: dict[str, Any] = {
        "name": "dtnlint",
        "guid": _GUID,
        "informationUri": _INFORMATION,
        "version": report.run.tool_version,
        "semanticVersion": report.run.tool_version,
        "shortDescription": {
            "text": "Proves the session protocol of Deep Trust Network consumers, "
            "or shows the transactions that break it."
        },
        "language": "en",
        "rules": [_rule(rule) for rule in report.rules],
    }
    if any(rule.cwe is not None for rule in report.rules):
        driver["supportedTaxonomies"] = [{"name": "CWE", "index": 0, "guid": _CWE_GUID}]
    return driver


def _rule(rule: RuleInfo) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "id": rule.name,
        "name": _pascal(rule.name.removeprefix("dtn-")),
        "shortDescription": {"text": _sentence(rule.summary or rule.title)},
        "fullDescription": {"text": _sentence(_plain(rule.description) or rule.title)},
        "help": {"text": _help(rule), "markdown": _help_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.impact]},
        "properties": {
            "tags": _tags(rule),
            "precision": _PRECISIONS[rule.confidence],
            "problem.severity": {"error": "error", "warning": "warning"}.get(
                _LEVELS[rule.impact], "recommendation"
            ),
            "security-severity": _SEVERITIES[rule.impact],
            "impact": rule.impact.value,
            "confidence": rule.confidence.value,
            "page": rule.page,
        },
    }
    if rule.cwe is not None:
        descriptor["relationships"] = [
            {
                "target": {
                    "id": str(rule.cwe),
                    "toolComponent": {"name": "CWE", "index": 0, "guid": _CWE_GUID},
                },
                "kinds": ["superset"],
            }
        ]
    return descriptor


def _tags(rule: RuleInfo) -> list[str]:
    tags = ["performance" if rule.impact is Impact.OPTIMIZATION else "security", "solidity", "dtn"]
    if rule.family:
        tags.append(rule.family)
    if rule.cwe is not None:
        tags.append(f"external/cwe/cwe-{rule.cwe:03}")
    return tags


def _help(rule: RuleInfo) -> str:
    parts = (rule.title, _plain(rule.description), rule.scenario, rule.recommendation)
    return "\n\n".join(part for part in parts if part)


def _help_markdown(rule: RuleInfo) -> str:
    return "\n\n".join([f"# {rule.title}", *sections(rule)])


def _plain(markdown: str) -> str:
    return markdown.replace("`", "")


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _sentence(text: str) -> str:
    """GitHub and the Multitool want messages to end in a full stop."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _message(text: str) -> dict[str, str]:
    """A message into which no viewer reads a link or a placeholder (SARIF 2.1.0, 3.11)."""
    text = _PLACEHOLDER.sub(r"{{\1}}", _sentence(text))
    if "](" in text:
        text = text.replace("[", r"\[").replace("]", r"\]")
    return {"text": text}


def _taxonomies(rules: Iterable[RuleInfo]) -> list[dict[str, Any]]:
    numbers = sorted({rule.cwe for rule in rules if rule.cwe is not None})
    if not numbers:
        return []
    return [
        {
            "name": "CWE",
            "guid": _CWE_GUID,
            "organization": "MITRE",
            "informationUri": "https://cwe.mitre.org/",
            "shortDescription": {"text": "The MITRE Common Weakness Enumeration."},
            "isComprehensive": False,
            "taxa": [
                {
                    "id": str(number),
                    "name": cwe_name(number),
                    "shortDescription": {"text": _sentence(cwe_name(number))},
                    "helpUri": f"https://cwe.mitre.org/data/definitions/{number}.html",
                }
                for number in numbers
            ],
        }
    ]


def _provenance(report: Report) -> dict[str, Any]:
    control = report.run.version_control
    what = "The top of the repository, or the folder that dtnlint was run on where there is none."
    facts: dict[str, Any] = {"originalUriBaseIds": {ROOT: {"description": {"text": what}}}}
    properties: dict[str, Any] = {}
    if report.run.subdirectory:
        properties[SUBDIRECTORY] = report.run.subdirectory
    if report.run.deployments:
        properties["deployments"] = [_deployment(one) for one in report.run.deployments]
    if properties:
        facts["properties"] = properties
    if control is None:
        return facts
    details: dict[str, Any] = {"repositoryUri": control.repository}
    if control.revision is not None:
        details["revisionId"] = control.revision
    if control.branch is not None:
        details["branch"] = control.branch
    details["mappedTo"] = {"uriBaseId": ROOT}
    return {**facts, "versionControlProvenance": [details]}


def _deployment(deployment: Deployment) -> dict[str, str]:
    """What is known of a contract that came as verified sources."""
    known = {
        "path": deployment.path,
        "name": deployment.name,
        "address": deployment.address,
        "chain": deployment.chain,
        "compiler": deployment.version,
        "match": deployment.match,
    }
    return {key: value for key, value in known.items() if value}


def _artifact_paths(report: Report) -> dict[str, int]:
    """Index of each project file in ``artifacts``."""
    paths = set(report.run.files)
    paths |= {path for path in report.sources if not Location(path).bundled}
    paths = {path for path in paths if Location(in_repository(path, report)).in_root}
    return {path: index for index, path in enumerate(sorted(paths))}


# What was found


class _Writer(Struct, frozen=True):
    report: Report
    indices: dict[str, int]

    def log(self, results: list[dict[str, Any]], options: Options, holds: str) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": _driver(self.report)},
                    "automationDetails": {
                        "id": options.automation,
                        "description": {"text": holds},
                    },
                    "invocations": [self.invocation()],
                    **_provenance(self.report),
                    "taxonomies": _taxonomies(self.report.rules),
                    "artifacts": self.artifacts(),
                    "columnKind": "utf16CodeUnits",
                    "newlineSequences": ["\r\n", "\n", "\r"],
                    "results": results,
                }
            ],
        }

    def artifacts(self) -> list[dict[str, Any]]:
        return [self._artifact(path) for path in self.indices]

    def _artifact(self, path: str) -> dict[str, Any]:
        artifact: dict[str, Any] = {
            "location": {"uri": uri(in_repository(path, self.report)), "uriBaseId": ROOT},
            "sourceLanguage": "solidity",
        }
        if path in self.report.run.files:
            artifact["roles"] = ["analysisTarget"]
        text = self.report.sources.get(path)
        if text is not None:
            artifact["length"] = len(text.data)
            artifact["hashes"] = {"sha-256": hashlib.sha256(text.data).hexdigest()}
        return artifact

    def finding(self, finding: Finding) -> dict[str, Any]:
        result: dict[str, Any] = {
            **self._rule_reference(finding.rule),
            "kind": "fail",
            "level": _LEVELS[finding.impact],
            "message": _message(self._words(finding)),
            "locations": [self._primary(finding)],
        }
        if finding.related:
            result["relatedLocations"] = [
                {"id": number, **self._location(related.location, related.text)}
                for number, related in enumerate(finding.related, start=1)
            ]
        if finding.trace:
            result["codeFlows"] = [self._code_flow(finding)]
        if fixes := [self._fix(one) for one in finding.fixes]:
            result["fixes"] = fixes
        prints = {FINGERPRINT: finding.fingerprint, LINE_HASH: finding.line_hash}
        result["partialFingerprints"] = {key: value for key, value in prints.items() if value}
        result["suppressions"] = self._suppressions(finding)
        if finding.baseline is not None:
            result["baselineState"] = finding.baseline.value
        deployment = self.report.deployment_of(finding)
        result["properties"] = {
            "impact": finding.impact.value,
            "confidence": finding.confidence.value,
            **({} if deployment is None else {"deployment": _deployment(deployment)}),
            **({"subject": finding.subject} if finding.subject else {}),
            **({"replay": _replay(finding.replay)} if finding.replay else {}),
        }
        return result

    def _primary(self, finding: Finding) -> dict[str, Any]:
        contracts = finding.contracts or (ContractRef(""),)
        # A reader can open no file of dtnlint's own: the contract's stands for it.
        at = Location(contracts[0].path) if finding.location.bundled else finding.location
        place = self._location(at, contracts=contracts, function=finding.function)
        deployment = self.report.deployment_of(finding)
        if deployment is not None and deployment.address:
            place.setdefault("logicalLocations", []).append(_account(deployment))
        if "physicalLocation" in place:
            # Code scanning wants a line of every result, also of one that is gone.
            place["physicalLocation"].setdefault("region", {"startLine": 1})
        return place

    def _rule_reference(self, name: str) -> dict[str, Any]:
        for index, rule in enumerate(self.report.rules):
            if rule.name == name:
                return {"ruleId": name, "ruleIndex": index}
        return {"ruleId": name}

    def _words(self, finding: Finding) -> str:
        """The sentence and the remedy; GitHub shows the first sentence in lists."""
        parts = [_sentence(finding.message)]
        if len(finding.contracts) > 1:
            others = ", ".join(ref.name for ref in finding.contracts[1:])
            parts.append(_sentence(f"Also in {others}"))
        if finding.remedy:
            parts.append(_sentence(_plain(finding.remedy)))
        return " ".join(parts)

    def _suppressions(self, finding: Finding) -> list[dict[str, Any]]:
        suppression = finding.suppression
        if suppression is None:
            return []
        entry: dict[str, Any] = {"kind": "inSource", "status": "accepted"}
        if suppression.justification:
            entry["justification"] = suppression.justification
        entry["location"] = self._location(suppression.location)
        return [entry]

    def _fix(self, fix: Fix) -> dict[str, Any]:
        """A proposal: unlike those that ``--fix`` makes, it was not tried."""
        paths = dict.fromkeys(edit.location.path for edit in fix.edits)
        return {
            "description": _message(fix.title),
            "artifactChanges": [
                {
                    "artifactLocation": self._artifact_location(Location(path)),
                    "replacements": [
                        self._replacement(edit) for edit in fix.edits if edit.location.path == path
                    ],
                }
                for path in paths
            ],
            "properties": {"safety": fix.safety.value},
        }

    def _replacement(self, edit: Edit) -> dict[str, Any]:
        region = self.report.sources[edit.location.path].region(edit.location)
        replacement: dict[str, Any] = {"deletedRegion": _region(region)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        return replacement

    def _code_flow(self, finding: Finding) -> dict[str, Any]:
        steps = finding.trace
        return {
            "message": {"text": "The shortest sequence of transactions that leads there."},
            "threadFlows": [
                {
                    "id": "transactions",
                    "locations": [
                        self._step(finding, steps, number) for number in range(len(steps))
                    ],
                }
            ],
        }

    def _step(self, finding: Finding, steps: tuple[TraceStep, ...], number: int) -> dict[str, Any]:
        """A step; the later steps of a transaction are nested under its first."""
        step = steps[number]
        opens = number == 0 or steps[number - 1].transaction != step.transaction
        title = f"transaction {step.transaction}" if step.transaction else "deployment"
        # A viewer jumps to every step: one in a file that the project lacks
        # is shown where the finding stands.
        location = step.location if step.location.path in self.indices else finding.location
        return {
            "location": self._location(location, f"{title}: {step.entry} – {step.text}"),
            "executionOrder": number + 1,
            "nestingLevel": 0 if opens else 1,
            "importance": "essential" if number == len(steps) - 1 else "important",
            "state": {
                "transaction": {"text": str(step.transaction)},
                "entry point": {"text": step.entry},
            },
        }

    def judgement(self, judgement: Judgement, rules: Iterable[RuleInfo]) -> list[dict[str, Any]]:
        """Results for a verdict that is no finding, one for each rule that asks for it."""
        kind = {"proved": "pass", "unknown": "open"}.get(judgement.outcome)
        if kind is None:
            return []
        where = f"{judgement.operation or judgement.subject} in {judgement.contract.name}"
        if kind == "pass":
            text = f"{where}: proved, {judgement.property}"
        else:
            text = f"{where}: unknown whether {judgement.property}"
            if judgement.reasons:
                text += f", because {'; '.join(judgement.reasons)}"
        location = self._location(
            judgement.location, contracts=(judgement.contract,), function=judgement.function
        )
        return [
            {
                **self._rule_reference(rule.name),
                "kind": kind,
                "level": "none",
                "message": _message(text),
                "locations": [location],
                "suppressions": [],
                "properties": {
                    "property": judgement.property,
                    "subject": judgement.subject,
                },
            }
            for rule in rules
            if judgement.property in rule.properties
        ]

    def invocation(self) -> dict[str, Any]:
        notifications = self.report.notifications
        invocation: dict[str, Any] = {
            "executionSuccessful": all(told.level is not Level.ERROR for told in notifications),
            "exitCode": self.report.exit_code,
            "exitCodeDescription": _EXIT.get(self.report.exit_code, "failed"),
        }
        if notifications:
            invocation["toolExecutionNotifications"] = [
                self._notification(told) for told in notifications
            ]
        return invocation

    def _notification(self, told: Notification) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "descriptor": {"id": told.kind},
            "level": told.level.value,
            "message": _message(told.text),
        }
        location = told.location or (Location(told.path) if told.path else None)
        if location is not None and not location.bundled:
            entry["locations"] = [self._location(location)]
        return entry

    # Places

    def _location(
        self,
        location: Location,
        message: str | None = None,
        contracts: tuple[ContractRef, ...] = (),
        function: str | None = None,
    ) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        if not location.bundled and location.path:
            entry["physicalLocation"] = self._physical(location)
        logical = [place for ref in contracts for place in _logical(ref.name, function)]
        if logical:
            entry["logicalLocations"] = logical
        if message is not None:
            entry["message"] = _message(message)
        return entry

    def _physical(self, location: Location) -> dict[str, Any]:
        physical: dict[str, Any] = {"artifactLocation": self._artifact_location(location)}
        text = self.report.sources.get(location.path)
        if text is not None and location.length:
            physical.update(_regions(text, location))
        return physical

    def _artifact_location(self, location: Location) -> dict[str, Any]:
        path = in_repository(location.path, self.report)
        artifact: dict[str, Any] = {"uri": uri(path)}
        if Location(path).in_root:
            artifact["uriBaseId"] = ROOT
            if location.path in self.indices:
                artifact["index"] = self.indices[location.path]
        return artifact


def _replay(replay: Replay) -> dict[str, Any]:
    return {
        "outcome": replay.outcome.value,
        "reason": replay.reason,
        "calls": [
            {"sender": one.sender, "call": one.call, "result": one.result} for one in replay.calls
        ],
    }


def _logical(contract: str, function: str | None) -> list[dict[str, Any]]:
    if function is not None:
        name = function.partition("(")[0]
        qualified = f"{contract}.{function}" if contract else function
        return [{"name": name, "fullyQualifiedName": qualified, "kind": "function"}]
    if contract:
        return [{"name": contract, "fullyQualifiedName": contract, "kind": "type"}]
    return []


def _account(deployment: Deployment) -> dict[str, Any]:
    """Where a contract lives, as https://chainagnostic.org/CAIPs/caip-10 names accounts."""
    chain = f"eip155:{deployment.chain}:" if deployment.chain else ""
    return {
        "name": deployment.address,
        "fullyQualifiedName": f"{chain}{deployment.address}",
        "kind": "resource",
    }


def _regions(text: SourceText, location: Location) -> dict[str, Any]:
    region = text.region(location)
    regions = {"region": _region(region)}
    snippet = text.slice(location.start, location.end)
    if snippet and len(snippet) <= _LONGEST_SNIPPET:
        regions["region"]["snippet"] = {"text": snippet}
    first = max(1, region.start.line - 1)
    last = min(text.lines, region.end.line + 1)
    start, end = text.line_start(first), text.line_end(last)
    if end - start <= _LONGEST_SNIPPET and (start, end) != (location.start, location.end):
        context = text.region(Location(location.path, start, end - start))
        regions["contextRegion"] = {
            **_region(context),
            "snippet": {"text": text.slice(start, end)},
        }
    return regions


def _region(region: Region) -> dict[str, Any]:
    return {
        "startLine": region.start.line,
        "startColumn": region.start.utf16,
        "endLine": region.end.line,
        "endColumn": region.end.utf16,
    }
