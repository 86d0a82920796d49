"""Chooses the compiler for a closure, out of what is installed or can be had."""

from __future__ import annotations

import os
from collections.abc import Iterable

from msgspec import Struct, field

from dtnlint import disk
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc, installed, version_of, version_of_script
from dtnlint.escaping import shortened
from dtnlint.installation import advice
from dtnlint.solcjs.published import KNOWN_VERSIONS
from dtnlint.sources.closure import Closure
from dtnlint.sources.pragma import allows, is_version, version_key
from dtnlint.sources.problems import Problem, ProblemKind, problem

_OLDEST = (0, 8, 0)
_REMEDY = (
    "Give one with --solc PATH, or install one: Foundry, Hardhat, solc-select and py-solc-x "
    "all bring solc, and dtnlint's extra solcjs brings what is needed to get it from npm: "
)


class Choice(Struct):
    """The compilers of one run."""

    downloads: Downloads
    given: str | None = None
    """The compiler that `--solc` names: it is used for everything."""
    _installed: dict[str, tuple[Solc, ...]] = field(default_factory=dict)
    _fetched: dict[str, Solc | None] = field(default_factory=dict)

    def compiler_for(self, closure: Closure) -> Solc | Problem:
        """Return the compiler that the project wants, else the newest that its pragmas allow.

        Of the project's own versions, the newest that the pragmas allow counts.
        Where only pragmas decide, an installed compiler is preferred to a newer
        one that would have to be downloaded.
        """
        if self.given is not None:
            return self._given(closure.root)
        if closure.verified and closure.versions:
            return self._used(closure, closure.versions[0])
        available = self._available(closure.root)
        exact = [v for v in closure.versions if is_version(v)]
        ranges = (*closure.pragmas, *(v for v in closure.versions if v not in exact))
        wanted = _newest(v for v in exact if allows(closure.pragmas, v))
        if wanted is not None:
            found = next((s for s in available if s.version == wanted), None)
        else:
            best = _newest(s.version for s in available if allows(ranges, s.version))
            found = next((s for s in available if s.version == best), None)
        if found is not None:
            return found
        if wanted is None:
            wanted = _newest(v for v in KNOWN_VERSIONS if allows(ranges, v)) or _newest(
                v for v in self.downloads.published() if allows(ranges, v)
            )
        fetched = self._fetch(wanted) if wanted is not None else None
        return fetched or self._none(closure, wanted, available)

    def _used(self, closure: Closure, version: str) -> Solc | Problem:
        """The very compiler that verified sources were compiled with."""
        available = self._available(closure.root)
        found = next((one for one in available if one.version == version), None)
        if found is None and version_key(version) >= _OLDEST:
            found = self._fetch(version)
        if found is not None and version_key(version) >= _OLDEST:
            return found
        first = closure.by_unit[closure.targets[0]]
        who = f"{first.relative} was verified with solc {version}, "
        if version_key(version) < _OLDEST:
            text = f"{who}and dtnlint reads Solidity 0.8 and later."
            return problem(ProblemKind.NO_COMPILER, first.path, text)
        return problem(
            ProblemKind.NO_COMPILER,
            first.path,
            f"{who}which is not installed and could not be downloaded "
            f"({'; '.join(self.downloads.tried)}).",
            _REMEDY + advice("solcjs"),
        )

    def _given(self, root: str) -> Solc | Problem:
        path = os.path.abspath(self.given or "")
        if not disk.is_file(path):
            return problem(
                ProblemKind.NO_COMPILER,
                root,
                f"The compiler {self.given} does not exist.",
                "Name an executable that speaks --standard-json.",
            )
        if not path.endswith(".js") and not disk.is_program(path):
            return problem(
                ProblemKind.NO_COMPILER,
                root,
                f"The compiler {self.given} may not be executed.",
                f"Allow it: chmod +x {self.given}",
            )
        version = version_of_script(path) if path.endswith(".js") else version_of(path)
        # A compiler that does not tell is taken for the oldest: all that its
        # version decides from here on is how Slither reads its syntax trees,
        # which is the same for all of solc 0.8.
        return Solc(version or "0.8.0", path, "--solc")

    def _available(self, root: str) -> tuple[Solc, ...]:
        if root not in self._installed:
            self._installed[root] = (*installed(root), *self.downloads.kept())
        return self._installed[root]

    def _fetch(self, version: str) -> Solc | None:
        if version not in self._fetched:
            self._fetched[version] = self.downloads.get(version)
        return self._fetched[version]

    def _none(self, closure: Closure, wanted: str | None, available: tuple[Solc, ...]) -> Problem:
        first = closure.by_unit[closure.targets[0]]
        others = len(closure.targets) - 1
        who = f"{first.relative} and {others} more" if others else first.relative
        asked = " and ".join(dict.fromkeys((*closure.pragmas, *closure.versions)))
        if wanted is None:
            if not any(allows(closure.pragmas, version) for version in KNOWN_VERSIONS):
                asked = " and ".join(dict.fromkeys(closure.pragmas))  # whatever the project names
            asked = shortened(asked, 200)
            message = (
                f"No published solc of 0.8.0 or later satisfies what {who} and the "
                f"imported files ask for: {asked}."
            )
            return problem(
                ProblemKind.NO_COMPILER,
                first.path,
                message,
                "dtnlint reads Solidity 0.8; make the pragmas agree on one version of it.",
            )
        have = ", ".join(sorted({s.version for s in available}, key=version_key)) or "none"
        return problem(
            ProblemKind.NO_COMPILER,
            first.path,
            f"There is no solc for {who}, which {'ask' if others else 'asks'} for "
            f"{shortened(asked, 200)}: "
            f"of the installed ones ({have}) none fits, and {wanted} could not be downloaded "
            f"({'; '.join(self.downloads.tried)}).",
            _REMEDY + advice("solcjs"),
        )


def _newest(versions: Iterable[str]) -> str | None:
    return max(versions, key=version_key, default=None)
