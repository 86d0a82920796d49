"""Changed files brought to disk: each at once or not at all, and only if nobody else changed it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from dtnlint import disk
from dtnlint.findings.finding import Level, Notification
from dtnlint.fixes.mending import Change
from dtnlint.replacing import replace


def write(root: Path, changes: Iterable[Change]) -> tuple[Notification, ...]:
    """Replace files under `root` by their changed contents, and tell which cannot be.

    A link stays one, and the file keeps its permissions; what a link that leads out of `root`
    leads to is not changed. A file that cannot be replaced or no longer is what was analysed
    stays as it is, and keeps no other from being replaced.
    """
    told = []
    for change in changes:
        try:
            trouble = _replace(root, change)
        except OSError as error:
            trouble = f"{change.path} cannot be written: {error.strerror}."
        if trouble:
            told.append(Notification(Level.ERROR, "not-written", trouble, change.path))
    return tuple(told)


def _replace(root: Path, change: Change) -> str:
    """Why it is not replaced: a sentence, or nothing."""
    top, file = disk.real(root), disk.real(root / change.path)
    if not disk.is_under(file, top) and file != os.path.normpath(os.path.join(top, change.path)):
        return (
            f"{change.path} is a link that leads elsewhere, and is left as it is. Name the file "
            "itself to mend it."
        )
    if disk.read(file, within=None) != change.before:
        return f"{change.path} was changed while it was analysed, and is left as it is. Run again."
    if not os.access(file, os.W_OK):
        return f"{change.path} cannot be written: it is read-only."
    replace(file, change.after)
    return ""
