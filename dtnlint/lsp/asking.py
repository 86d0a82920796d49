"""What the server asks its engine, and what comes back: plain values that go through a pipe."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dtnlint.findings.assembly import Report
from dtnlint.settings import Given


class Sight(Struct, frozen=True):
    """What is to be seen of one folder."""

    folder: str
    """What checks of it are made from: the workspace's folder, or that of a file outside of any."""
    texts: Mapping[str, bytes]
    """By real path: what the editor shows, saved or not."""
    given: Given
    """What the client says of settings."""


class Check(Struct, frozen=True):
    """Judge these files."""

    sight: Sight
    paths: tuple[str, ...]


class Survey(Struct, frozen=True):
    """Find out which consumers there are in the folder, and what they import."""

    sight: Sight


class Mend(Struct, frozen=True):
    """Find out what fixes make of the files, none of which may be unsafe unless it is named."""

    sight: Sight
    paths: tuple[str, ...]
    """What to judge, so that the findings are found."""
    within: str = ""
    """Mend what stands in this file, as reports name it."""
    fingerprint: str = ""
    """Mend this finding alone …"""
    title: str = ""
    """… with the fix of this title."""
    unsafe: bool = False


Question = Check | Survey | Mend


class Begin(Struct, frozen=True):
    """Where projects may be, and how the engine is to work: said before anything is asked."""

    folders: tuple[str, ...]
    solc: str | None = None
    """An executable that the user named on the command line."""
    cache: bool = True


class Asked(Struct, frozen=True):
    """A question under its number."""

    number: int
    question: Question


class CallOff(Struct, frozen=True):
    """Nobody waits for an answer any more."""

    number: int


class Imports(Struct, frozen=True):
    """What a file that was planned for imports."""

    target: str
    """Real path of the consumer's file."""
    files: frozenset[str]
    """Real paths of all that it imports, near or far, and of itself."""


class Checked(Struct, frozen=True):
    """What was found."""

    report: Report
    root: str
    """What the report's paths are relative to."""
    imports: tuple[Imports, ...]


class Surveyed(Struct, frozen=True):
    """The consumers of a folder."""

    imports: tuple[Imports, ...]


class Change(Struct, frozen=True):
    """A file before and after."""

    path: str
    """Absolute."""
    before: bytes
    after: bytes


class Mended(Struct, frozen=True):
    """What fixes that hold make of the files; nothing where none holds."""

    titles: tuple[str, ...]
    changes: tuple[Change, ...]
    reason: str = ""
    """Why nothing holds, as a clause."""


class Impossible(Struct, frozen=True):
    """Why there is no answer, as sentences for the user: settings are amiss, say."""

    sentences: str


class Ended(Struct, frozen=True):
    """It was called off."""


Answer = Checked | Surveyed | Mended | Impossible | Ended


class Answered(Struct, frozen=True):
    """An answer under its question's number."""

    number: int
    answer: Answer


class Progress(Struct, frozen=True):
    """How far a question's work has come."""

    number: int
    done: int
    total: int
    name: str
