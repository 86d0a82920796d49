"""The rules that are installed, found through the entry points `dtnlint.rules`, and which to run.

Rules of other packages are found the same way as dtnlint's own. What a rule
finds is its own business; running it is `dtnlint.run`'s.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dtnlint.findings.finding import Level, Notification
from dtnlint.findings.rules import RuleInfo, rule_info

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "dtnlint.rules"
ALL = "all"


@dataclass(frozen=True)
class Entry:
    """One installed rule: what it says of itself, and the detector class that finds it."""

    info: RuleInfo
    detector: type[Any]


@dataclass(frozen=True)
class Catalogue:
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
def installed() -> Catalogue:
    """Load every installed rule. A rule pack that cannot be loaded is said, and hides no other."""
    from importlib.metadata import entry_points  # late: a run with nothing to do is quick

    entries: dict[str, Entry] = {}
    notifications = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
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
