"""What kept a file from being checked, as one sentence and one remedy.

Both this room and `dtnlint.compiler` speak of trouble in these terms; nobody
prints them here.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class ProblemKind(str, Enum):
    """What kind of thing went wrong."""

    MISSING_PATH = "missing path"
    NOT_SOLIDITY = "not Solidity"
    EMPTY_FOLDER = "empty folder"
    UNREADABLE = "unreadable"
    NOT_UTF8 = "not UTF-8"
    TOO_LARGE = "too large"
    SYMLINK_LOOP = "symlink loop"
    OUTSIDE_ROOT = "outside the root"
    MISSING_IMPORT = "missing import"
    CONFIGURATION = "configuration"
    COMPILE_ERROR = "compile error"
    NO_COMPILER = "no compiler"
    COMPILER_FAILED = "compiler failed"
    LIMIT = "limit"
    NOT_VERIFIED = "not verified"
    ALTERED = "altered"


class Problem(Struct, frozen=True, order=True):
    """Something that a user should know, and usually that something went unchecked."""

    path: str
    """Absolute path of the file, folder or project concerned."""
    line: int
    """Counted from 1; 0 where the whole file is meant."""
    column: int
    """Counted from 1, in characters; 0 where the whole line is meant."""
    kind: ProblemKind
    message: str
    """What was asked and what was found: a sentence."""
    remedy: str = ""
    """What to do about it: a sentence, or nothing."""

    @property
    def unchecked(self) -> bool:
        """Tell whether something that was to be checked was not.

        A folder that leads back to itself holds nothing new, configuration that cannot be
        read leaves the defaults, and what was altered since it was verified is checked as it is.
        """
        return self.kind not in (
            ProblemKind.SYMLINK_LOOP,
            ProblemKind.CONFIGURATION,
            ProblemKind.ALTERED,
        )


def problem(
    kind: ProblemKind, path: str, message: str, remedy: str = "", *, line: int = 0, column: int = 0
) -> Problem:
    """Make a `Problem`, most of which concern a whole file."""
    return Problem(path, line, column, kind, message, remedy)
