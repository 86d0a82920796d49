"""Compiles many generated consumers at once: for the machine with marks, for the verifier without.

Everything runs in memory; no file is written.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import Compilers, question
from dtnlint.replay.bytecode import Artifact, CannotBuild, build
from dtnlint.replay.network import model_sources
from dtnlint.solcjs.build import cache_folder
from dtnlint.sources.bundled import text_of
from dtnlint.sources.closure import Closure, SourceFile
from truth.grammar import Consumer
from truth.marks import PROBE_SOURCE, Analysed, analysed, executed

ROOT = "/truth"
"""A root that needs not exist."""
_DEPENDENCIES = ("@deeptrust/contracts/with-dtn-ai.sol", "@deeptrust/contracts/idtn-ai.sol")


@dataclass(frozen=True)
class Batch:
    """Consumers that were compiled together."""

    consumers: tuple[Consumer, ...]
    artifacts: Mapping[str, Artifact]
    """By the consumer's name."""
    analysed: Mapping[str, Analysed]
    closure: Closure
    asts: Mapping[str, Any]
    version: str


@lru_cache(maxsize=1)
def _compilers() -> tuple[Compilers, Solc]:
    compilers = Compilers(600)
    atexit.register(compilers.close)
    solc = Choice(Downloads(cache_folder(), False)).compiler_for(closure_of({}))
    if not isinstance(solc, Solc):
        raise CannotBuild(f"{solc.message}")
    return compilers, solc


@lru_cache(maxsize=1)
def support() -> dict[str, str]:
    """The files that every generated consumer needs."""
    lab = Path(__file__).with_name("lab.sol").read_text(encoding="utf-8")
    dependencies = {name: text_of(name, owner_argument=True) for name in _DEPENDENCIES}
    return {"lab.sol": lab, **dependencies}


@lru_cache(maxsize=1)
def model_code() -> dict[str, bytes]:
    """The creation code of the network model's contracts, and the probe's code as it stands."""
    compilers, solc = _compilers()
    sources = {**model_sources(), "probe.sol": PROBE_SOURCE}
    made = build(compilers, solc, sources, sources)
    code = {name: one.code({}) for (_, name), one in made.items() if one.deployable}
    from dtnlint.replay.machine import Machine

    # The probe has no constructor: what its creation code leaves behind is what stands there.
    machine = Machine(1 << 40)
    address, _ = machine.deploy("0x" + "11" * 20, code["Probe"])
    assert address is not None
    code["Probe"] = machine.code(address)
    return code


def closure_of(texts: Mapping[str, str]) -> Closure:
    """The generated files with what they import, as the rest of dtnlint knows them."""
    files = [
        SourceFile(unit, f"{ROOT}/{unit}", unit, text, dependency=unit.startswith("@"))
        for unit, text in {**support(), **texts}.items()
    ]
    return Closure(ROOT, tuple(sorted(texts)), tuple(sorted(files, key=lambda file: file.unit)))


def compile_batch(consumers: Sequence[Consumer], run: bool = True) -> Batch:
    """Compile consumers of different names; without `run`, for the verifier only."""
    compilers, solc = _compilers()
    clean = {one.name: analysed(one.marked) for one in consumers}
    closure = closure_of({f"{name}.sol": one.text for name, one in clean.items()})
    answer = compilers.ask(solc, question(closure))
    errors = [e for e in answer.get("errors", ()) if e["severity"] == "error"]
    if errors:
        raise CannotBuild("\n".join(e["formattedMessage"] for e in errors[:3]))
    asts = {unit: source["ast"] for unit, source in answer["sources"].items()}
    artifacts: dict[str, Artifact] = {}
    if run:
        marked = {f"{one.name}.sol": executed(one.marked) for one in consumers}
        made = build(compilers, solc, {**support(), "probe.sol": PROBE_SOURCE, **marked}, marked)
        artifacts = {one.name: made[f"{one.name}.sol", one.name] for one in consumers}
    return Batch(tuple(consumers), artifacts, clean, closure, asts, solc.version)
