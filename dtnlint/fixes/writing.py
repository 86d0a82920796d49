"""Changed files brought to disk: each at once or not at all, and only if nobody else changed it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dtnlint.findings.finding import Level, Notification
from dtnlint.fixes.mending import Change


def write(root: Path, changes: Iterable[Change]) -> tuple[Notification, ...]:
    """Replace files under `root` by their changed contents, and tell which cannot be.

    A link stays one, and the file keeps its permissions. A file that cannot be replaced or
    no longer is what was analysed stays as it is, and keeps no other from being replaced.
    """
    told = []
    for change in changes:
        try:
            trouble = _replace(Path(os.path.realpath(root / change.path)), change)
        except OSError as error:
            trouble = f"{change.path} cannot be written: {error.strerror}."
        if trouble:
            told.append(Notification(Level.ERROR, "not-written", trouble, change.path))
    return tuple(told)


def _replace(file: Path, change: Change) -> str:
    """Why it is not replaced: a sentence, or nothing."""
    if file.read_bytes() != change.before:
        return f"{change.path} was changed while it was analysed, and is left as it is. Run again."
    if not os.access(file, os.W_OK):
        return f"{change.path} cannot be written: it is read-only."
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(change.after)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(file, name)
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    return ""
