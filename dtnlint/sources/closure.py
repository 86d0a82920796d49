"""What is compiled together: the consumers of one closure and every file that they import.

Plain values that `dtnlint.sources` makes and `dtnlint.compiler` reads. Nothing
here looks at the disk.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.sources.reach import Reach


class SourceFile(Struct, frozen=True):
    """One file of a closure."""

    unit: str
    """The name under which solc knows it (its "source unit name")."""
    path: str
    """Absolute path; for a bundled stub a virtual one, the same on every machine."""
    relative: str
    """Path from the working directory, or from the project's root where the file is not below
    that, with forward slashes: how people are told of it."""
    text: str
    """Contents, line ends as they are on disk: solc and Slither count bytes."""
    imports: tuple[str, ...] = ()
    """Source unit names of the files that it imports, one for each import in it."""
    pragmas: tuple[str, ...] = ()
    """The ranges of its `pragma solidity` directives."""
    dependency: bool = False
    """It belongs to a package that the project uses, not to the project."""
    bundled: bool = False
    """It is one of dtnlint's own stubs, standing in for a package that is not installed."""


class Closure(Struct, frozen=True, dict=True):
    """Consumer files that are compiled together, with everything that they import."""

    root: str
    """Absolute path of the project."""
    targets: tuple[str, ...]
    """Source unit names of the files that are to be checked."""
    files: tuple[SourceFile, ...]
    """All files, the targets included, in the order of their names."""
    remappings: tuple[str, ...] = ()
    """One for each import that solc would not resolve to the right file by itself."""
    versions: tuple[str, ...] = ()
    """The compilers, or ranges of them, that the project's own configuration names."""
    evm_version: str | None = None
    """The virtual machine that the project's own configuration names."""
    via_ir: bool | None = False
    """Whether solc's newer pipeline makes the code; None where that cannot be told."""
    verified: bool = False
    """Whether `versions` is what was used, if it is known, and not what somebody wishes."""

    @cached_property
    def by_unit(self) -> dict[str, SourceFile]:
        """The files by their source unit names."""
        return {file.unit: file for file in self.files}

    @cached_property
    def _importers(self) -> tuple[str, ...]:
        """For each remapping, the file whose import it is for."""
        return tuple(remapping.partition(":")[0] for remapping in self.remappings)

    @cached_property
    def pragmas(self) -> tuple[str, ...]:
        """The ranges of all `pragma solidity` directives, each once."""
        return tuple(sorted({pragma for file in self.files for pragma in file.pragmas}))

    def reachable(self, unit: str) -> frozenset[str]:
        """Return the source unit names of a file and of all that it imports."""
        return self._reach(unit)

    @cached_property
    def _reach(self) -> Reach[str]:
        return Reach({file.unit: file.imports for file in self.files})

    def parts(self) -> tuple[Closure, ...]:
        """Return the closures that are judged apart: of each target one, in their order."""
        if len(self.targets) == 1:
            return (self,)
        return tuple(self.only([target]) for target in self.targets)

    def only(self, targets: Collection[str]) -> Closure:
        """Return the closure of some of the targets."""
        targets = frozenset(targets)
        keys = {self._reach.key(target) for target in targets}
        units = frozenset[str]().union(*map(self._reach.of, keys))
        return replace(
            self,
            targets=tuple(target for target in self.targets if target in targets),
            files=tuple(file for file in self.files if file.unit in units),
            remappings=tuple(
                remapping
                for importer, remapping in zip(self._importers, self.remappings, strict=True)
                if importer in units
            ),
        )
