"""What is compiled together: the consumers of one closure and every file that they import.

Plain values that `dtnlint.sources` makes and `dtnlint.compiler` reads. Nothing
here looks at the disk.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceFile:
    """One file of a closure."""

    unit: str
    """The name under which solc knows it (its "source unit name")."""
    path: str
    """Absolute path; for a bundled stub a virtual one, the same on every machine."""
    relative: str
    """Path from the project's root, with forward slashes."""
    text: str
    """Contents, line ends as they are on disk: solc and Slither count bytes."""
    dependency: bool = False
    """It belongs to a package that the project uses, not to the project."""
    bundled: bool = False
    """It is one of dtnlint's own stubs, standing in for a package that is not installed."""


@dataclass(frozen=True)
class Closure:
    """Consumer files that are compiled together, with everything that they import."""

    root: str
    """Absolute path of the project."""
    targets: tuple[str, ...]
    """Source unit names of the files that are to be checked."""
    files: tuple[SourceFile, ...]
    """All files, the targets included, in the order of their names."""
    remappings: tuple[str, ...] = ()
    """One for each import that solc would not resolve to the right file by itself."""
    pragmas: tuple[str, ...] = ()
    """The ranges of all `pragma solidity` directives, each once."""
    version: str | None = None
    """The compiler that the project's own configuration names."""
