"""What was there at another revision, so that a check can tell what is new since.

The other revision is judged by the same pipeline, in a scratch tree that is written for it:
its files out of ``.git``, the settings of now, and of dependencies that the repository does
not hold those files that are used now. What came of it is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint import catalogue, deadline, disk
from dtnlint.findings import baseline as baselines
from dtnlint.findings.finding import Level, Notification
from dtnlint.findings.history import FILE, LINK, History, HistoryError, Kept, placed, written
from dtnlint.findings.provenance import repository_of
from dtnlint.run import (
    Progress,
    Request,
    Scope,
    Timings,
    Undecided,
    UsageError,
    check,
    scopes_of,
    undecided_as,
)
from dtnlint.settings import SettingsError
from dtnlint.shelf import Shelf

_CONFIGURATION = ("package.json", "remappings.txt", "foundry.toml")
_MOST = 16_000_000
"""Bytes of what is kept."""
_MOST_WRITTEN = 256_000_000
"""Bytes of the files of a revision that are written."""


class Before(Struct, frozen=True):
    """What a revision had."""

    known: baselines.Baseline
    undecided: frozenset[Undecided] = field(default_factory=frozenset)
    unanalysed: int = 0
    """How many of its files could not be analysed."""


def compared_with(
    request: Request, revision: str, progress: Progress
) -> tuple[Request, tuple[Notification, ...]]:
    """The request whose report tells what is new since a revision, and what else to tell.

    Raises `UsageError`, and `SettingsError` for what files say.
    """
    found = before(request, revision, progress)
    again = replace(request, baseline=found.known, undecided_before=found.undecided)
    if not found.unanalysed:
        return again, ()
    files = "1 file" if found.unanalysed == 1 else f"{found.unanalysed} files"
    text = f"{files} could not be analysed as of {revision}: what is found there counts as new."
    return again, (Notification(Level.NOTE, "not-compared", text),)


def before(request: Request, revision: str, progress: Progress) -> Before:
    """What was found at a revision, from an earlier run if nothing has changed that matters."""
    place = _Place.of(request)
    time = deadline.Budget(request.limits.seconds)
    try:
        with ExitStack() as stack:
            with time.spent():
                history = stack.enter_context(History(place.top))
                commit = history.commit(revision)
                files = {one.path: one for one in history.files(commit) if _matters(one)}
                extra, links = place.extra(files), place.links()
                shelf, key = _shelf(request), _key(request, place, commit, extra, links)
                kept = None if shelf is None or key is None else shelf.find(key)
                known = None if kept is None else _read(kept)
                if known is not None:
                    return known
                folder = stack.enter_context(TemporaryDirectory(prefix="dtnlint-"))
                scratch = Path(os.path.realpath(folder))
                _write_tree(scratch, history, files.values(), extra, links)
            found = _judged(place.moved(scratch), progress)
    except HistoryError as error:
        raise UsageError(f"--new-since: {error}") from error
    except deadline.OutOfTime as error:
        raise UsageError(f"--new-since: {revision} could not be read: {error}.") from error
    # What ran into a limit may not do so again.
    if shelf is not None and key is not None and not found.unanalysed:
        shelf.keep(key, _written(found))
        shelf.trim()
    return found


def _write_tree(
    scratch: Path,
    history: History,
    files: Collection[Kept],
    extra: Mapping[str, bytes],
    links: Mapping[str, str],
) -> None:
    (scratch / ".git").mkdir()  # its own top, around which nothing is read
    left = _MOST_WRITTEN
    for one in files:
        if one.kind != LINK:
            left -= written(history, one, scratch)
            if left < 0:
                raise HistoryError(
                    f"That revision holds more than {_MOST_WRITTEN // 1_000_000} MB of contracts."
                )
    for name, target in links.items():
        _link(scratch, name, target)
    for name, data in extra.items():
        _replace(scratch, name, data)
    # Last, so that nothing is written through one: a tree that was made by hand may
    # have a link and a folder of one name.
    for one in files:
        if one.kind == LINK:
            written(history, one, scratch)


class _Place(Struct, frozen=True):
    """Where a request looks, within its repository."""

    request: Request
    top: Path
    scopes: tuple[Scope, ...]

    @classmethod
    def of(cls, request: Request) -> _Place:
        paths = [Path(os.path.abspath(request.cwd / path)) for path in request.paths]
        top = repository_of(paths[0] if paths[0].is_dir() else paths[0].parent)
        if top is None or not all(path == top or top in path.parents for path in paths):
            raise UsageError("--new-since wants all that is checked in one Git repository.")
        scopes = scopes_of(replace(request, affected_by=None))
        if any(scope.plan.deployments for scope in scopes):
            raise UsageError(
                "--new-since compares a project with what it was; for verified sources, compare "
                "with a baseline: --write-baseline of the one, --baseline for the other."
            )
        return cls(request, top, scopes)

    def extra(self, files: dict[str, Kept]) -> dict[str, bytes]:
        """What the other tree gets besides its own files, by path from the top."""
        extra: dict[str, bytes] = {}
        for scope in self.scopes:
            if scope.loaded.file is not None:
                extra.update(self._bytes(scope.loaded.file, {}))
            for closure in scope.plan.closures:
                for file in closure.files:
                    if file.dependency and not file.bundled and not self._own(file.path):
                        extra.update(self._bytes(Path(file.path), files))
                        for folder in Path(file.path).parents:
                            if folder == self.top or self.top not in folder.parents:
                                break
                            for name in _CONFIGURATION:
                                extra.update(self._bytes(folder / name, files))
        return extra

    def _own(self, path: str) -> bool:
        return self._is_linked(Path(path), Path(disk.real(self.top)))

    def links(self) -> dict[str, str]:
        """Links of a workspace to its own packages, by path from the top, and where they lead."""
        top, links = Path(disk.real(self.top)), {}
        for path in {
            Path(file.path)
            for scope in self.scopes
            for closure in scope.plan.closures
            for file in closure.files
            if not file.bundled
        }:
            if self.top not in path.parents or not self._is_linked(path, top):
                continue
            link = next((f for f in reversed((path, *path.parents)) if self._leads(f)), None)
            if link is not None:
                target = Path(disk.real(link)).relative_to(top).as_posix()
                links[link.relative_to(self.top).as_posix()] = target
        return links

    def _leads(self, path: Path) -> bool:
        return self.top in path.parents and path.is_symlink()

    def _is_linked(self, path: Path, top: Path) -> bool:
        """Whether a file is one of the repository's own, reached over a package manager's link."""
        real = Path(disk.real(path))
        return (
            top in real.parents
            and "node_modules" in path.relative_to(self.top).parts
            and "node_modules" not in real.relative_to(top).parts
        )

    def _bytes(self, file: Path, files: dict[str, Kept]) -> Iterator[tuple[str, bytes]]:
        if self.top in file.parents and disk.is_file(file):
            name = file.relative_to(self.top).as_posix()
            if name not in files:
                try:
                    yield name, disk.read(file, within=self.top)
                except OSError:
                    return

    def moved(self, scratch: Path) -> Request | None:
        """The request for the scratch tree; None if nothing that is asked for is there."""
        request = self.request

        def there(path: Path) -> Path:
            return scratch / os.path.relpath(request.cwd / path, self.top)

        paths = tuple(there(path) for path in request.paths if there(path).exists())
        if not paths:
            return None
        cwd = there(Path()) if self.top in (request.cwd, *request.cwd.parents) else scratch
        cwd.mkdir(parents=True, exist_ok=True)
        given = request.given
        if given.file is not None and there(given.file).is_file():
            given = replace(given, file=there(given.file))
        return replace(
            request,
            paths=paths,
            cwd=Path(os.path.normpath(cwd)),
            given=given,
            baseline=None,
            affected_by=None,
            compilers=None,
            timings=Timings(),
        )


def _link(scratch: Path, name: str, target: str) -> None:
    link = placed(scratch, name)
    if link is not None and not os.path.lexists(link):
        with contextlib.suppress(OSError):  # not every system lets everybody make links
            link.symlink_to(scratch / target)


def _replace(scratch: Path, name: str, data: bytes) -> None:
    file = placed(scratch, name)
    if file is not None and (file.is_symlink() or not file.is_dir()):
        file.unlink(missing_ok=True)
        file.write_bytes(data)


def _matters(kept: Kept) -> bool:
    name = kept.path.rpartition("/")[2]
    return kept.kind in (FILE, LINK) and (
        name.lower().endswith(".sol")
        or name in (*_CONFIGURATION, "dtnlint.toml", "pyproject.toml")
        or name in ("pnpm-workspace.yaml", "lerna.json", "rush.json")
        or name.startswith("hardhat.config.")
    )


def _judged(request: Request | None, progress: Progress) -> Before:
    if request is None:
        return Before(baselines.Baseline())
    try:
        report = check(request, progress)
    except (UsageError, SettingsError):  # such as a folder that held no contract yet
        return Before(baselines.Baseline())
    return Before(
        baselines.Baseline(tuple(one for one in report.findings if one.suppression is None)),
        frozenset(map(undecided_as, report.undecided)),
        sum(one.level is Level.ERROR for one in report.notifications),
    )


# What is kept


def _shelf(request: Request) -> Shelf | None:
    return None if request.cache is None else Shelf(request.cache / "revisions", _MOST)


def _key(
    request: Request, place: _Place, commit: str, extra: dict[str, bytes], links: dict[str, str]
) -> str | None:
    code = catalogue.code_version()
    if code is None:
        return None
    said: Iterable[object] = (
        code,
        commit,
        sorted(os.path.relpath(request.cwd / path, place.top) for path in request.paths),
        os.path.relpath(request.cwd, place.top),
        repr(request.given),
        str(request.solc),
        sorted(links.items()),
        sorted((name, hashlib.sha256(data).hexdigest()) for name, data in extra.items()),
    )
    return hashlib.sha256(repr(tuple(said)).encode("utf-8", "surrogateescape")).hexdigest()


def _written(found: Before) -> bytes:
    document = {
        "baseline": baselines.written(found.known.known),
        "undecided": sorted(map(list, found.undecided)),
        "unanalysed": found.unanalysed,
    }
    return json.dumps(document).encode()


def _read(data: bytes) -> Before | None:
    """What was kept; None where it is damaged."""
    try:
        document: dict[str, Any] = json.loads(data)
        return Before(
            baselines.read(document["baseline"].encode(), "kept"),
            frozenset(tuple(one) for one in document["undecided"]),
            int(document["unanalysed"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, baselines.BaselineError):
        return None
