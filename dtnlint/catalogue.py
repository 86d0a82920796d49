"""The rules that are installed, found through the entry points `dtnlint.rules`, and which to run.

Rules of other packages are found the same way as dtnlint's own. What a rule
finds is its own business; running it is `dtnlint.analysis`'s. What rules say of
themselves can be kept, so that a run that has nothing to analyse loads none.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from dtnlint import disk
from dtnlint.findings.finding import Level, Notification
from dtnlint.findings.rules import RuleInfo, rule_info
from dtnlint.shelf import Shelf

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "dtnlint.rules"
ALL = "all"


class Entry(Struct, frozen=True):
    """One installed rule: what it says of itself, and the detector class that finds it."""

    info: RuleInfo
    found: type[Any] | str
    """The detector class, or where it is, as ``module:name``."""

    @property
    def detector(self) -> type[Any]:
        """The detector class, loaded if need be."""
        if isinstance(self.found, str):
            return cast(type[Any], pkgutil.resolve_name(self.found))
        return self.found


class Catalogue(Struct, frozen=True):
    """All installed rules, by name."""

    entries: tuple[Entry, ...]
    notifications: tuple[Notification, ...] = ()
    """What could not be loaded."""

    @property
    def selectors(self) -> tuple[str, ...]:
        """Every word that may stand in `select` and `ignore`."""
        families = sorted({entry.info.family for entry in self.entries})
        return (ALL, *families, *(entry.info.name for entry in self.entries))

    def get(self, name: str) -> Entry | None:
        """The rule of that name; the prefix ``dtn-`` may be left out."""
        names = (name, f"dtn-{name}")
        return next((entry for entry in self.entries if entry.info.name in names), None)


@functools.cache
def installed(shelf: Shelf | None = None, version: str | None = None) -> Catalogue:
    """Every installed rule. A rule pack that cannot be loaded is said, and hides no other.

    With a `shelf` and the code's version, what the rules say of themselves is kept
    there and found there.
    """
    if shelf is None or version is None:
        return _loaded()
    known = _kept(shelf, version)
    if known is None:
        known = _loaded()
        if not known.notifications:
            _keep(shelf, version, known)
    return known


def _loaded() -> Catalogue:
    entries: dict[str, Entry] = {}
    notifications = []
    for point in _points():
        try:
            detectors = tuple(point.load())
            found = [Entry(rule_info(detector), detector) for detector in detectors]
        except Exception as error:
            notifications.append(_broken(point, error))
            continue
        for entry in found:
            if entries.setdefault(entry.info.name, entry).detector is not entry.detector:
                notifications.append(_doubled(point, entry.info))
    return Catalogue(tuple(entries[name] for name in sorted(entries)), tuple(notifications))


@functools.cache
def _points() -> list[EntryPoint]:
    from importlib.metadata import entry_points  # late: a run with nothing to do is quick

    return sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value))


def has_rules_of_others() -> bool:
    """Whether a rule is installed that is none of dtnlint's: such a rule may look at anything."""
    return not all(point.module.startswith("dtnlint.") for point in _points())


def code_version() -> str | None:
    """A digest of all code that has a say in what is found; None if that cannot be told.

    Of dtnlint and of rule packs, the files: whoever writes a rule changes it without
    changing any version. Of Slither and what it stands on, the versions.
    """
    from importlib.metadata import version

    for folder in sys.path:
        disk.packages(folder or os.curdir)
    said: list[object] = [GROUP, sys.version_info[:3]]
    said += [(name, version(name)) for name in ("slither-analyzer", "crytic-compile")]
    folders: set[str] = set()
    points = _points()
    for name in {"dtnlint", *(_whole(point.module) for point in points)}:
        places = _places(name)
        if not places:
            disk.unrecorded()
            return None
        folders |= places
    for place in sorted(folders):
        said += [(os.path.relpath(file, place), disk.stamp(file)) for file in sorted(_files(place))]
    said += [(point.name, point.value) for point in points]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _whole(module: str) -> str:
    """The package that holds an entry point's module; dtnlint's rules may live apart from it."""
    return "dtnlint.detectors" if module.startswith("dtnlint.") else module.partition(".")[0]


def _places(package: str) -> set[str]:
    from importlib.util import find_spec

    spec = None
    with contextlib.suppress(ImportError, ValueError):
        spec = find_spec(package)
    if spec is None:
        return set()
    return set(spec.submodule_search_locations or filter(None, [spec.origin]))


def _files(place: str) -> Iterator[str]:
    if disk.is_file(place):
        yield place
    elif disk.is_folder(place):
        for entry in disk.code(place):
            if not (entry.is_dir() and entry.is_symlink()):
                yield from _files(entry.path)


def _kept(shelf: Shelf, version: str) -> Catalogue | None:
    import msgspec

    data = shelf.find(version)
    try:
        pairs = msgspec.json.decode(data or b"", type=tuple[tuple[RuleInfo, str], ...])
    except msgspec.DecodeError:
        return None
    # What is kept names what is loaded and called: rules that are installed, and nothing else.
    packages = {_whole(point.module) for point in _points()}
    if not all(_is_of(place.partition(":")[0], packages) for _, place in pairs):
        return None
    return Catalogue(tuple(Entry(info, place) for info, place in pairs))


def _is_of(module: str, packages: Iterable[str]) -> bool:
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


def _keep(shelf: Shelf, version: str, known: Catalogue) -> None:
    import msgspec

    pairs = [
        (entry.info, f"{entry.detector.__module__}:{entry.detector.__qualname__}")
        for entry in known.entries
    ]
    shelf.keep(version, msgspec.json.encode(pairs))


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module


def _doubled(point: EntryPoint, rule: RuleInfo) -> Notification:
    return Notification(
        Level.WARNING,
        "rule-pack",
        f"There are two rules {rule.name}; the one of the package {_package(point)} is not run. "
        "Remove or rename one of them.",
    )


def _broken(point: EntryPoint, error: Exception) -> Notification:
    return Notification(
        Level.ERROR,
        "rule-pack",
        f"The rules {point.name!r} of the package {_package(point)} could not be loaded "
        f"({type(error).__name__}: {error}), so none of them ran. Reinstall or remove the package.",
    )


def is_selected(rule: RuleInfo, select: Iterable[str], ignore: Iterable[str]) -> bool:
    """Whether `rule` is wanted: the more precise word decides, `ignore` where both are equal."""
    return _precision(rule, select) > _precision(rule, ignore)


def _precision(rule: RuleInfo, words: Iterable[str]) -> int:
    levels = {ALL: 1, rule.family: 2, rule.name: 3}
    return max((levels.get(word, 0) for word in words), default=0)
