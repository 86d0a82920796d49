"""The fleet from sources to datasets: find, judge what is not known, write, sum up."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from dtnlint import catalogue
from dtnlint.analysis import Limits
from dtnlint.escaping import clean
from dtnlint.fleet import cluster, datasets, export, inputs, summary
from dtnlint.fleet.cell import Order, report_on
from dtnlint.fleet.journal import FOLDER, Journal
from dtnlint.fleet.subject import Deployed, Found, Refused, Settings, Subject
from dtnlint.replacing import replace

Progress = Callable[[int, int, str], None]
_INDEX = "found.json"
FOLDERS = (*datasets.NAMES, FOLDER)
"""What is made in the output folder."""


_NOT_AN_EXPORT = (ValueError, TypeError, LookupError, AttributeError, NotImplementedError)
"""What comes of tables that hold something else: pyarrow's errors are of these classes, and a
value of another type fails in its own way."""


class FleetError(Exception):
    """What was asked for makes no sense; the text is a sentence for the user."""


class Request(Struct, frozen=True):
    """What is asked of a run."""

    sources: tuple[Path, ...]
    output: Path
    limits: Limits = field(default_factory=Limits)
    cache: str | None = None
    workers: int | None = None
    scheduler: str | None = None
    dashboard: str | None = None


class Survey(Struct, frozen=True):
    """What came of a run."""

    looked: int
    distinct: int
    fresh: int
    """How many were judged in this run."""
    rows: dict[str, int]


class _Index(Struct):
    """What was found, and of which files that is true."""

    stamps: list[tuple[str, int, int]]
    looked: int
    subjects: list[_Listed]
    refused: list[Refused]


class _Listed(Struct):
    key: str
    settings: Settings
    deployments: list[Deployed]


def survey(request: Request, progress: Progress) -> Survey:
    """Carry out a run. Raises `FleetError`, and `cluster.NoCluster`."""
    paths = list(_paths(request.sources))
    _make(request.output)
    stamps = _stamps(paths)
    journal = Journal(request.output, catalogue.code_version() or "")
    known = journal.read()
    found = _again(request.output, stamps)
    if found is None or found.subjects.keys() - known:
        found = find(paths, progress)
        _remember(request.output, stamps, found)
    fresh = [found.subjects[key] for key in sorted(found.subjects.keys() - known)]
    if fresh:
        _judge(request, found, fresh, journal, progress)
    rows = datasets.written(request.output, found, journal)
    page = summary.page(found, journal)
    replace(request.output / "summary.html", page.encode())
    return Survey(found.looked, len(found.subjects), len(fresh), rows)


def find(paths: Sequence[Path], progress: Progress) -> Found:
    """Find the consumers in exports, folders and files."""
    found = Found()
    for path in paths:

        def told(what: str, path: Path = path) -> None:
            progress(0, 1, f"{path.name}: {what}")

        root = export.root_of(path)
        try:
            if root is not None:
                export.find(root, found, told)
            else:
                inputs.find(path, found, told)
        except OSError as error:
            raise FleetError(f"{path} cannot be read: {error.strerror}.") from error
        except _NOT_AN_EXPORT as error:
            raise FleetError(f"{path} is not an export as Sourcify writes it ({error}).") from error
    if not found.looked and not found.refused:
        raise FleetError(
            f"There are no verified sources in {', '.join(map(str, paths))}. Name Sourcify's "
            "export (the folder of its tables), or files and folders that check takes."
        )
    return found


def sarif(request: Request, address: str, progress: Progress) -> Path:
    """Write the SARIF log of one deployment; returns the file. Raises `FleetError`."""
    from tempfile import TemporaryDirectory

    from dtnlint.report import render

    found = find(list(_paths(request.sources)), progress)
    chosen = [
        (subject, deployed)
        for subject in found.subjects.values()
        for deployed in sorted(subject.deployments)
        if deployed.address.lower() == address.lower()
    ]
    if not chosen:
        raise FleetError(f"There is no consumer at {address} in what was named.")
    subject, deployed = min(chosen, key=lambda one: one[1])
    order = Order(address.lower(), subject.settings.name, found.document(subject, deployed))
    with TemporaryDirectory(prefix="dtnlint-") as folder:
        report = report_on(order, request.limits, request.cache, Path(folder))
    _make(request.output)
    file = request.output / f"{address.lower()}.sarif"
    replace(file, render("sarif", report).encode())
    return file


def _judge(
    request: Request, found: Found, fresh: Sequence[Subject], journal: Journal, progress: Progress
) -> None:
    def orders() -> Iterator[Order]:
        for subject in fresh:
            yield Order(subject.key, subject.settings.name, found.document(subject))

    def told(done: int) -> None:
        progress(min(done, len(fresh) - 1), len(fresh), "the fleet")

    try:
        with cluster.connected(request.scheduler, request.workers, request.dashboard) as (
            client,
            deaths,
        ):
            for key, result in cluster.judged(
                client, orders(), len(fresh), request.limits, request.cache, deaths, told
            ):
                journal.add(key, result)
    finally:
        journal.flush()


def _paths(sources: Sequence[Path]) -> Iterator[Path]:
    for source in sources:
        if not source.exists():
            raise FleetError(f"{source} does not exist. Check the path.")
        yield from inputs.listed(source) if inputs.is_list(source) else [source]


def _make(output: Path) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FleetError(f"{output} cannot be made: {error.strerror}.") from error


# What was found before


def _stamps(paths: Sequence[Path]) -> list[tuple[str, int, int]]:
    """What large inputs are known by: their names, sizes and times of change."""
    stamps = []
    for path in paths:
        root = export.root_of(path)
        files = export.inputs(root) if root is not None else sorted(inputs.inputs(path))
        for file in itertools.chain([path], files):
            try:
                status = os.stat(file)
            except OSError:
                continue
            stamps.append((clean(os.path.abspath(file)), status.st_size, status.st_mtime_ns))
    return stamps


def _again(output: Path, stamps: list[tuple[str, int, int]]) -> Found | None:
    """What was found of the same files, without their texts."""
    try:
        index = msgspec.json.decode((output / _INDEX).read_bytes(), type=_Index)
    except (OSError, msgspec.DecodeError):
        return None
    if index.stamps != stamps:
        return None
    found = Found(index.looked, refused=index.refused)
    for one in index.subjects:
        found.subjects[one.key] = Subject(one.key, one.settings, (), set(one.deployments))
    return found


def _remember(output: Path, stamps: list[tuple[str, int, int]], found: Found) -> None:
    listed = [
        _Listed(one.key, one.settings, sorted(one.deployments)) for one in found.subjects.values()
    ]
    index = _Index(stamps, found.looked, listed, found.refused)
    replace(output / _INDEX, msgspec.json.encode(index), durable=False)
