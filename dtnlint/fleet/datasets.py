"""The datasets: `contracts`, `findings`, `verdicts`, in one order whatever was ready first.

`complete.json` is written last, and removed first: without it, datasets are of a run that is not
over, or of one before it.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from dtnlint import __version__
from dtnlint.escaping import clean, json_text
from dtnlint.fleet.journal import Journal, write
from dtnlint.fleet.judged import NOT_ANALYSED, FindingRow, Judged, VerdictRow
from dtnlint.fleet.subject import Found, Subject
from dtnlint.replacing import replace

if TYPE_CHECKING:
    import pyarrow as pa

COMPLETE = "complete.json"
NAMES = ("contracts", "findings", "verdicts")
_ROWS = 1_000_000
"""Of one file."""
_IMPACTS = ("High", "Medium", "Low", "Informational", "Optimization")
_OUTCOMES = ("proved", "violated", "unknown")


def written(output: Path, found: Found, journal: Journal) -> dict[str, int]:
    """Write the datasets; returns how many rows each has."""
    (output / COMPLETE).unlink(missing_ok=True)
    subjects = [found.subjects[key] for key in sorted(found.subjects)]
    rows = (
        _contracts(found, subjects, journal),
        _findings(subjects, journal),
        _verdicts(subjects, journal),
    )
    counts = {name: _dataset(output, name, each) for name, each in zip(NAMES, rows, strict=True)}
    files = {
        str(file.relative_to(output)): hashlib.sha256(file.read_bytes()).hexdigest()
        for name in counts
        for file in sorted((output / name).glob("*.parquet"))
    }
    said = {
        "dtnlint": __version__,
        "looked": found.looked,
        "distinct": len(subjects),
        "rows": counts,
        "files": files,
    }
    replace(output / COMPLETE, (json_text(said) + "\n").encode())
    return counts


def schema(name: str) -> pa.Schema:
    """The columns of a dataset."""
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    if name == "contracts":
        texts = ("chain", "address", "name", "match", "source", "key", "compiler", "status")
        numbers = (*(impact.lower() for impact in _IMPACTS), *_OUTCOMES)
        return pa.schema(
            [
                *((one, pa.string()) for one in (*texts, "reason")),
                *((one, pa.int64()) for one in numbers),
            ]
        )
    row = FindingRow if name == "findings" else VerdictRow
    return pa.schema(
        [
            ("key", pa.string()),
            *((one.name, kinds[one.type]) for one in msgspec.structs.fields(row)),
        ]
    )


def _dataset(output: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write files of so many rows each, and remove those that an earlier run had more."""
    import pyarrow as pa

    folder = output / name
    folder.mkdir(parents=True, exist_ok=True)
    columns = schema(name)
    kept = set()
    total = 0
    pending = iter(rows)
    for number in itertools.count():
        piece = list(itertools.islice(pending, _ROWS))
        if number and not piece:
            break
        file = folder / f"{name}_{number:05}.parquet"
        write(file, pa.Table.from_pylist(piece, schema=columns))
        kept.add(file.name)
        total += len(piece)
    ours = re.compile(rf"{name}_\d{{5,}}\.parquet")
    for left in sorted(os.listdir(folder)):
        if left not in kept and ours.fullmatch(left):
            (folder / left).unlink()
    return total


def _contracts(
    found: Found, subjects: Sequence[Subject], journal: Journal
) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        judged = journal.result(subject.key) or Judged(NOT_ANALYSED, "It was not judged.")
        mine = [one for one in judged.findings if one.deployed and not one.suppressed]
        verdicts = [one for one in judged.verdicts if one.deployed]
        for deployed in sorted(subject.deployments):
            yield {
                "chain": deployed.chain,
                "address": deployed.address,
                "name": clean(subject.settings.name),
                "match": deployed.match,
                "source": clean(deployed.source),
                "key": subject.key,
                "compiler": subject.settings.version,
                "status": judged.status,
                "reason": clean(judged.reason),
                **{one.lower(): sum(f.impact == one for f in mine) for one in _IMPACTS},
                **{one: sum(v.outcome == one for v in verdicts) for one in _OUTCOMES},
            }
    for refused in sorted(found.refused):
        deployed = refused.deployed
        yield {
            "chain": deployed.chain,
            "address": deployed.address,
            "name": clean(refused.name),
            "match": deployed.match,
            "source": clean(deployed.source),
            "key": "",
            "compiler": "",
            "status": NOT_ANALYSED,
            "reason": clean(refused.reason),
            **dict.fromkeys((one.lower() for one in _IMPACTS), 0),
            **dict.fromkeys(_OUTCOMES, 0),
        }


def _findings(subjects: Sequence[Subject], journal: Journal) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        judged = journal.result(subject.key)
        for row in () if judged is None else judged.findings:
            yield {"key": subject.key, **_cleaned(row)}


def _verdicts(subjects: Sequence[Subject], journal: Journal) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        judged = journal.result(subject.key)
        for row in () if judged is None else judged.verdicts:
            yield {"key": subject.key, **_cleaned(row)}


def _cleaned(row: FindingRow | VerdictRow) -> dict[str, Any]:
    values = msgspec.structs.asdict(row)
    return {key: clean(one) if isinstance(one, str) else one for key, one in values.items()}
