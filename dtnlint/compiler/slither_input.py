"""Hands Slither what solc answered, as a `CryticCompile`, without any file access of its own.

The compiler is run elsewhere; here its answer is only given the names and paths
that the rest of dtnlint relies on.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import accumulate
from typing import Any

from dtnlint.compiler import without_solc_select  # isort: skip  # noqa: F401 - before the next
from crytic_compile import CryticCompile
from crytic_compile.compilation_unit import CompilationUnit
from crytic_compile.compiler.compiler import CompilerVersion
from crytic_compile.platform.abstract_platform import AbstractPlatform
from crytic_compile.platform.types import Type
from crytic_compile.utils.naming import Filename
from slither import Slither
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, FunctionContract
from slither.core.declarations.function_top_level import FunctionTopLevel
from slither.core.dominators.utils import compute_dominators
from slither.core.slither_core import SlitherCore
from slither.solc_parsing.declarations.contract import ContractSolc

from dtnlint import collecting
from dtnlint.compiler.containment import contained
from dtnlint.compiler.lookups import remembered, replaced
from dtnlint.compiler.modules import unqualified
from dtnlint.compiler.pruning import pruned
from dtnlint.sources.closure import Closure


class _Crytic(CryticCompile):
    """Finds lines by where they start: crytic-compile makes a table of all bytes of a file."""

    def __init__(self, platform: AbstractPlatform, **options: str) -> None:
        self._starts: dict[Filename, list[int]] = {}
        super().__init__(platform, **options)

    def get_line_from_offset(self, filename: Filename | str, offset: int) -> tuple[int, int]:
        """Return line and column of a byte, both counted from 1."""
        file = self.filename_lookup(filename) if isinstance(filename, str) else filename
        starts = self._starts.get(file)
        if starts is None:
            lines = self.src_content[file.absolute].encode().splitlines(keepends=True)
            starts = self._starts[file] = list(accumulate(map(len, lines), initial=0))
        if 0 <= offset < starts[-1]:
            line = bisect_right(starts, offset)
            return line, offset - starts[line - 1] + 1
        found: tuple[int, int] = super().get_line_from_offset(file, offset)
        return found


class _Answered(AbstractPlatform):
    """A platform whose compilation has happened already."""

    NAME = "dtnlint"
    PROJECT_URL = "https://docs.soliditylang.org/en/latest/using-the-compiler.html"
    TYPE = Type.SOLC_STANDARD_JSON

    def __init__(self, closure: Closure, asts: Mapping[str, Any], version: str) -> None:
        # A file: of a folder, crytic-compile would read whatever is there as package.json.
        super().__init__(closure.by_unit[closure.targets[0]].path)
        self._closure = closure
        self._asts = asts
        self._version = version
        self._dependencies = {file.path for file in closure.files if file.dependency}

    def compile(self, crytic_compile: CryticCompile, **_kwargs: str) -> None:
        """Fill `crytic_compile` with one compilation unit."""
        unit = CompilationUnit(crytic_compile, self._closure.targets[0])
        unit.via_ir = self._closure.via_ir  # type: ignore[attr-defined]
        unit.compiler_version = CompilerVersion("solc", self._version, optimized=False)
        crytic_compile.src_content = {file.path: file.text for file in self._closure.files}
        for file in self._closure.files:
            if file.unit not in self._asts:
                continue
            filename = Filename(file.path, file.unit, file.relative, file.relative)
            source_unit = unit.create_source_unit(filename)
            source_unit.ast = self._asts[file.unit]
            for node in source_unit.ast["nodes"]:
                if node["nodeType"] == "ContractDefinition":
                    source_unit.add_contract_name(node["name"])
                    unit.filename_to_contracts[filename].add(node["name"])

    def clean(self, **_kwargs: str) -> None:
        """Nothing was written."""

    @staticmethod
    def is_supported(target: str, **_kwargs: str) -> bool:
        """Tell whether this platform can be guessed from a path: never."""
        return False

    def is_dependency(self, path: str) -> bool:
        """Tell whether the file at `path` belongs to a package that the project uses."""
        return path in self._dependencies

    def _guessed_tests(self) -> list[str]:
        return []


def slither_of(
    closure: Closure, asts: Mapping[str, Any], version: str, *, whole: bool = True
) -> Slither:
    """Load Slither on the syntax trees that solc `version` made of `closure`.

    Slither's data dependencies are left out: nobody here asks for them, and they
    are a seventh of its work. `slither.analyses.data_dependency` computes them
    for whoever does. Unless the `whole` is asked for, so are contracts that the targets
    cannot reach and the form of the code with single assignments. What Slither cannot read
    of a body is `containment.unread` of its function; raises whatever else Slither raises.
    """
    if not whole:
        asts = pruned(asts, closure.targets)
    # Suppressions are read elsewhere, and Slither refuses files whose comments it dislikes.
    comments = replaced(SlitherCore, "parse_ignore_comments", lambda self, file: None)
    # Bases are known by number; by name, Slither does not find those behind a module.
    bases = replaced(ContractSolc, "remapping", property(lambda self: {}))
    spared = nullcontext() if whole else _spared()
    with _undisturbed(), comments, bases, spared, contained():
        crytic = _Crytic(_Answered(closure, unqualified(asts), version), cwd=closure.root)
        # Slither's only public way to say so: that printer does not need them either.
        return Slither(crytic, printers_to_run="echidna")


@contextmanager
def _spared() -> Iterator[None]:
    """Keep Slither from making `irs_ssa` of the nodes' `irs`; dominators it makes in passing.

    And from looking for the same name twice.
    """
    with ExitStack() as spared:
        for kind, name in (
            (Contract, "fix_phi"),
            (Contract, "update_read_write_using_ssa"),
            (SlitherCompilationUnit, "propagate_function_calls"),
        ):
            spared.enter_context(replaced(kind, name, lambda *_: None))
        for kind in (FunctionContract, FunctionTopLevel):
            spared.enter_context(
                replaced(
                    kind, "generate_slithir_ssa", lambda self, known: compute_dominators(self.nodes)
                )
            )
        spared.enter_context(remembered())
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Slither's own log lines off the terminal, and the garbage collector off Slither."""
    silenced = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with collecting.at_rest():
            yield
    finally:
        logging.disable(silenced)
