"""What was known before: reading and writing baselines, and comparing findings with one.

A baseline is dtnlint's own JSON file or any SARIF log that dtnlint wrote. Findings
are matched by fingerprint, so that edits elsewhere make nothing new.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.findings.finding import (
    BaselineState,
    Confidence,
    ContractRef,
    Finding,
    Impact,
    Location,
)
from dtnlint.findings.identity import FINGERPRINT

FORMAT = "dtnlint-baseline"
VERSION = 1
SUBDIRECTORY = "subdirectory"
"""Under which name a SARIF run says where in the repository dtnlint ran."""


class BaselineError(Exception):
    """A baseline that cannot be used; the message is a sentence for the user."""


class Baseline(Struct, frozen=True):
    """Findings known before, by fingerprint, in the order of the file."""

    known: tuple[Finding, ...] = ()


def written(findings: Iterable[Finding]) -> str:
    """A baseline file that knows these findings: those that are not suppressed and still there.

    One finding stands on one line, sorted, so that a diff of the file shows what changed.
    """
    entries = [
        json.dumps(
            {
                "fingerprint": finding.fingerprint,
                "rule": finding.rule,
                "impact": finding.impact.value,
                "confidence": finding.confidence.value,
                "path": finding.location.path,
                "contract": finding.contract,
                "function": finding.function,
                "message": finding.message,
            }
        )
        for finding in sorted(findings, key=lambda one: (one.location.path, one.fingerprint))
        if finding.suppression is None and finding.baseline is not BaselineState.ABSENT
    ]
    lines = ",\n".join(f"    {entry}" for entry in entries)
    listing = f"[\n{lines}\n  ]" if entries else "[]"
    return f'{{\n  "format": "{FORMAT}",\n  "version": {VERSION},\n  "findings": {listing}\n}}\n'


def read(data: bytes, name: str) -> Baseline:
    """The baseline in a file's bytes; `name` is what error messages call the file.

    Raises `BaselineError` for anything but a dtnlint baseline or a SARIF log of dtnlint.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BaselineError(
            f"The baseline {name} is no JSON ({error}); write one with --write-baseline."
        ) from None
    try:
        if isinstance(document, dict) and document.get("format") == FORMAT:
            return _own(document, name)
        if isinstance(document, dict) and "runs" in document:
            return _sarif(document, name)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise BaselineError(
            f"The baseline {name} is damaged: an entry lacks what it needs; "
            "write it anew with --write-baseline."
        ) from None
    raise BaselineError(
        f"The file {name} is neither a baseline of dtnlint nor a SARIF log; "
        "write one with --write-baseline."
    )


def _own(document: dict[str, Any], name: str) -> Baseline:
    if document["version"] != VERSION:
        raise BaselineError(
            f"The baseline {name} has version {document['version']}, and this dtnlint reads "
            f"version {VERSION}; write it anew with --write-baseline."
        )
    return Baseline(
        tuple(
            Finding(
                rule=_string(entry["rule"]),
                impact=Impact(entry["impact"]),
                confidence=Confidence(entry["confidence"]),
                message=_string(entry["message"]),
                location=Location(_string(entry["path"])),
                contracts=(ContractRef(entry["contract"]),) if entry["contract"] else (),
                function=entry["function"],
                fingerprint=_string(entry["fingerprint"]),
            )
            for entry in document["findings"]
        )
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _sarif(document: dict[str, Any], name: str) -> Baseline:
    runs = [run for run in document["runs"] if run["tool"]["driver"]["name"] == "dtnlint"]
    if not runs:
        raise BaselineError(f"The SARIF log {name} holds no run of dtnlint; name one that does.")
    known = [
        _from_result(result, _string(run.get("properties", {}).get(SUBDIRECTORY, "")))
        for run in runs
        for result in run.get("results") or ()
    ]
    return Baseline(tuple(finding for finding in known if finding is not None))


def _from_result(result: dict[str, Any], subdirectory: str) -> Finding | None:
    gone = result.get("baselineState") == BaselineState.ABSENT.value
    fingerprint = result.get("partialFingerprints", {}).get(FINGERPRINT)
    if (
        result.get("kind", "fail") != "fail"
        or gone
        or not fingerprint
        or result.get("suppressions")
    ):
        return None
    place = result["locations"][0]
    logical = place.get("logicalLocations") or [{}]
    contract, _, function = logical[0].get("fullyQualifiedName", "").partition(".")
    address = place.get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "")
    path = unquote(address, errors="surrogateescape")
    if subdirectory and path:
        path = posixpath.relpath(path, subdirectory)
    return Finding(
        rule=_string(result["ruleId"]),
        impact=Impact(result["properties"]["impact"]),
        confidence=Confidence(result["properties"]["confidence"]),
        message=_string(result["message"]["text"]),
        location=Location(path),
        contracts=(ContractRef(contract),) if contract else (),
        function=function or None,
        fingerprint=_string(fingerprint),
    )


def compared(
    findings: Iterable[Finding], baseline: Baseline, rules: Iterable[str]
) -> tuple[Finding, ...]:
    """The findings with their states set, and after them what only the baseline has, as absent.

    A known finding of a rule that was not run (`rules` are those that were) is
    neither there nor gone, and left out.
    """
    ran = frozenset(rules)
    left = Counter(known.fingerprint for known in baseline.known)
    told = []
    for finding in findings:
        known = left[finding.fingerprint] > 0
        left[finding.fingerprint] -= known
        state = BaselineState.UNCHANGED if known else BaselineState.NEW
        told.append(replace(finding, baseline=state))
    for finding in baseline.known:
        if left[finding.fingerprint] > 0 and finding.rule in ran:
            left[finding.fingerprint] -= 1
            told.append(replace(finding, baseline=BaselineState.ABSENT))
    return tuple(told)
