"""Changed files brought to disk: each at once or not at all, and only if nobody else changed it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dtnlint.fixes.mending import Change


class CannotWrite(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """A file could not be replaced; the text is a sentence for the user."""


def write(root: Path, changes: Iterable[Change]) -> None:
    """Replace files under `root` by their changed contents.

    A link stays one, and the file keeps its permissions. Raises `CannotWrite` for the first
    file that cannot be replaced or no longer is what was analysed; it stays as it is, and
    so do those after it.
    """
    for change in changes:
        try:
            _replace(Path(os.path.realpath(root / change.path)), change)
        except OSError as error:
            raise CannotWrite(f"{change.path} cannot be written: {error.strerror}.") from error


def _replace(file: Path, change: Change) -> None:
    if file.read_bytes() != change.before:
        raise CannotWrite(
            f"{change.path} was changed while it was analysed, and is left as it is. Run again."
        )
    if not os.access(file, os.W_OK):
        raise CannotWrite(f"{change.path} cannot be written: it is read-only.")
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
