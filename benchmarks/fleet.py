"""Data sets in the form of Sourcify's export, and what a fleet costs on them.

`python benchmarks/fleet.py make FOLDER` writes one: consumers from the corpus and the truth
generator, each with all files that it imports, deployed again and again, with plain contracts
around them. `python benchmarks/fleet.py measure FOLDER` runs `dtnlint fleet` on it and prints a
Markdown table; `disturb` kills a worker and the command in the middle, and compares bytes. Needs
the extra `fleet`.

Tables, columns and types: see `dtnlint.fleet.export`.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dtnlint.sources import Closure, plan  # noqa: E402
from dtnlint.sources.bundled import PREFIX  # noqa: E402

VERSION = "0.8.28+commit.7893614a"
_CHAINS = (1, 10, 137, 8453, 42161)
_FILES = 10_000
"""Rows of one file."""
_SOME_FAILED = 3
"""Exit code of a check that could not analyse all: the corpus has some of that, too."""
_WHEN = 1_700_000_000_000_000_000

Sources = Mapping[str, str]

_TIMES = (("created_at", pa.timestamp("ns")), ("updated_at", pa.timestamp("ns")))
_BY = (("created_by", pa.string()), ("updated_by", pa.string()))
SCHEMAS: dict[str, pa.Schema] = {
    "contracts": pa.schema(
        [
            ("id", pa.string()),
            ("creation_code_hash", pa.binary()),
            ("runtime_code_hash", pa.binary()),
            *_TIMES,
            *_BY,
        ]
    ),
    "contract_deployments": pa.schema(
        [
            ("id", pa.string()),
            ("chain_id", pa.int64()),
            ("address", pa.binary()),
            ("transaction_hash", pa.binary()),
            ("block_number", pa.int64()),
            ("transaction_index", pa.int32()),
            ("deployer", pa.binary()),
            ("contract_id", pa.string()),
            *_TIMES,
            *_BY,
        ]
    ),
    "compiled_contracts": pa.schema(
        [
            ("id", pa.string()),
            *_TIMES,
            *_BY,
            ("compiler", pa.string()),
            ("version", pa.string()),
            ("language", pa.string()),
            ("name", pa.string()),
            ("fully_qualified_name", pa.string()),
            ("compiler_settings", pa.string()),
            ("compilation_artifacts", pa.string()),
            ("creation_code_hash", pa.binary()),
            ("creation_code_artifacts", pa.string()),
            ("runtime_code_hash", pa.binary()),
            ("runtime_code_artifacts", pa.string()),
        ]
    ),
    "compiled_contracts_sources": pa.schema(
        [
            ("id", pa.string()),
            ("compilation_id", pa.string()),
            ("source_hash", pa.binary()),
            ("path", pa.string()),
            ("created_at", pa.timestamp("ns")),
        ]
    ),
    "compiled_contracts_signatures": pa.schema(
        [
            ("id", pa.string()),
            ("compilation_id", pa.string()),
            ("signature_hash_32", pa.binary()),
            ("signature_type", pa.string()),
            ("created_at", pa.timestamp("ns")),
        ]
    ),
    "sources": pa.schema(
        [
            ("source_hash", pa.binary()),
            ("source_hash_keccak", pa.binary()),
            ("content", pa.string()),
            *_TIMES,
            *_BY,
        ]
    ),
    "verified_contracts": pa.schema(
        [
            ("id", pa.int64()),
            *_TIMES,
            *_BY,
            ("deployment_id", pa.string()),
            ("compilation_id", pa.string()),
            ("creation_match", pa.bool_()),
            ("creation_values", pa.string()),
            ("creation_transformations", pa.string()),
            ("creation_metadata_match", pa.bool_()),
            ("runtime_match", pa.bool_()),
            ("runtime_values", pa.string()),
            ("runtime_transformations", pa.string()),
            ("runtime_metadata_match", pa.bool_()),
        ]
    ),
}


class _Table:
    """Rows of one table, written in files of so many."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder / name, name
        self._folder.mkdir(parents=True, exist_ok=True)
        self._rows: list[dict[str, Any]] = []
        self._from = 0

    def add(self, **row: Any) -> None:
        times = dict.fromkeys(("created_at", "updated_at"), _WHEN)
        known = {**times, "created_by": "fleet", "updated_by": "fleet", **row}
        self._rows.append({name: known.get(name) for name in SCHEMAS[self._name].names})
        if len(self._rows) >= _FILES:
            self.flush()

    def flush(self) -> None:
        if self._rows or not self._from:
            to = self._from + max(len(self._rows), 1)
            table = pa.Table.from_pylist(self._rows, schema=SCHEMAS[self._name])
            file = self._folder / f"{self._name}_{self._from}_{to}_zstd.parquet"
            pq.write_table(table, file, compression="zstd", row_group_size=1_000)
            self._from, self._rows = to, []


class Export:
    """An export under way."""

    def __init__(self, folder: Path) -> None:
        self._tables = {name: _Table(folder, name) for name in SCHEMAS}
        self._random = random.Random(20261130)
        self._sources: set[bytes] = set()
        self._count = 0

    def compiled(self, name: str, target: str, sources: Sources, **settings: Any) -> str:
        """Add a compilation; returns its identifier."""
        identifier = self._id()
        self._tables["compiled_contracts"].add(
            id=identifier,
            compiler="solc",
            version=VERSION,
            language="Solidity",
            name=name,
            fully_qualified_name=f"{target}:{name}",
            compiler_settings=json.dumps({"optimizer": {"enabled": True}, **settings}),
            compilation_artifacts=json.dumps({"abi": []}),
            creation_code_hash=self._random.randbytes(32),
            creation_code_artifacts="{}",
            runtime_code_hash=self._random.randbytes(32),
            runtime_code_artifacts="{}",
        )
        for path, text in sources.items():
            digest = hashlib.sha256(text.encode()).digest()
            if digest not in self._sources:
                self._sources.add(digest)
                self._tables["sources"].add(
                    source_hash=digest, source_hash_keccak=digest, content=text
                )
            self._tables["compiled_contracts_sources"].add(
                id=self._id(), compilation_id=identifier, source_hash=digest, path=path
            )
        for _ in range(8):
            self._tables["compiled_contracts_signatures"].add(
                id=self._id(),
                compilation_id=identifier,
                signature_hash_32=self._random.randbytes(32),
                signature_type="function",
            )
        return identifier

    def deployed(self, compilation: str) -> None:
        """Add a deployment of a compilation."""
        self._count += 1
        contract, deployment = self._id(), self._id()
        self._tables["contracts"].add(
            id=contract,
            creation_code_hash=self._random.randbytes(32),
            runtime_code_hash=self._random.randbytes(32),
        )
        self._tables["contract_deployments"].add(
            id=deployment,
            chain_id=self._random.choice(_CHAINS),
            address=self._random.randbytes(20),
            transaction_hash=self._random.randbytes(32),
            block_number=self._count,
            transaction_index=0,
            deployer=self._random.randbytes(20),
            contract_id=contract,
        )
        self._tables["verified_contracts"].add(
            id=self._count,
            deployment_id=deployment,
            compilation_id=compilation,
            creation_match=True,
            creation_values="{}",
            creation_transformations="[]",
            creation_metadata_match=True,
            runtime_match=True,
            runtime_values="{}",
            runtime_transformations="[]",
            runtime_metadata_match=self._count % 3 > 0,
        )

    def finish(self) -> None:
        """Write what is left."""
        for table in self._tables.values():
            table.flush()

    def _id(self) -> str:
        return str(uuid.UUID(bytes=self._random.randbytes(16)))


def make(folder: Path, contracts: int, consumers: int, distinct: int) -> None:
    """Write an export of so many deployments, of which some are of so many distinct consumers."""
    export = Export(folder)
    shuffled = random.Random(1)
    known = [
        export.compiled(name, target, sources, remappings=remappings)
        for name, target, sources, remappings in itertools.islice(_consumers(), distinct)
    ]
    for number in range(consumers):
        export.deployed(known[number % len(known)])
    plain: list[str] = []
    for number in range(contracts - consumers):
        if not plain or number % 3 == 0:  # most contracts were deployed before
            name, sources = _plain(number, shuffled)
            plain.append(export.compiled(name, f"contracts/{name}.sol", sources))
        export.deployed(shuffled.choice(plain[-50:]))
    export.finish()


def _consumers() -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    """Distinct consumers: name, file, sources, remappings; when they end, with another comment."""
    known = list(_of_corpus()) + list(_of_generator())
    for turn in itertools.count():
        for name, target, sources, remappings in known:
            changed = {**sources, target: f"{sources[target]}\n// {turn}\n"} if turn else sources
            yield name, target, changed, remappings


def _of_corpus() -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    contracts = ROOT / "tests" / "contracts"
    for closure in plan([contracts], cwd=ROOT).closures:
        yield from _of_closure(closure)


def _of_generator() -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    from truth.generate import draw
    from truth.marks import analysed

    with tempfile.TemporaryDirectory() as folder:
        place = Path(os.path.realpath(folder))
        for seed in range(4):
            for consumer in draw(seed):
                text = analysed(consumer.marked).text
                (place / f"{consumer.name}.sol").write_text(text, encoding="utf-8")
        for closure in plan([place], cwd=place).closures:
            yield from _of_closure(closure)


def _of_closure(closure: Closure) -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    from dtnlint.sources.outline import declared_names

    for target in closure.targets:
        alone = closure.only([target])
        sources = {file.unit.removeprefix(PREFIX): file.text for file in alone.files}
        remappings = [
            remapping.replace(PREFIX, "") for remapping in alone.remappings if PREFIX in remapping
        ]
        remappings = [one for one in remappings if not _is_nothing(one)]
        others = [one for one in alone.remappings if PREFIX not in one]
        names = sorted(
            name
            for name in declared_names(alone.by_unit[target].text)
            if f"contract {name}" in alone.by_unit[target].text
        )
        yield (names or ["Contract"])[-1], target, sources, [*remappings, *others]


def _is_nothing(remapping: str) -> bool:
    _, _, rest = remapping.partition(":")
    prefix, _, target = rest.partition("=")
    return prefix == target


def _plain(number: int, shuffled: random.Random) -> tuple[str, dict[str, str]]:
    """A contract as there are many: a token, with the files that it imports."""
    name = f"Token{number}"
    functions = "\n".join(
        f"    function f{one}(uint256 x) external returns (uint256) {{\n"
        f"        total = total * {shuffled.randrange(1, 99)} + x; // as it was meant\n"
        f"        return total;\n    }}"
        for one in range(shuffled.randrange(10, 60))
    )
    text = (
        f'// SPDX-License-Identifier: MIT\npragma solidity ^0.8.0;\n\nimport "./Base.sol";\n\n'
        f"contract {name} is Base {{\n    uint256 public total;\n{functions}\n}}\n"
    )
    base = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.0;\n\ncontract Base {}\n"
    return name, {f"contracts/{name}.sol": text, "contracts/Base.sol": base}


# What it costs


def _run(words: list[str]) -> tuple[float, float, float]:
    """Seconds, seconds of CPU time, and MB of memory at most of the command itself."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    most = 0.0
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            most = max(most, psutil.Process(process.pid).memory_info().rss / 1e6)
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    if process.returncode not in (0, _SOME_FAILED):
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}.")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, spent, most


def measure(export: Path, jobs: list[int]) -> None:
    """Print what finding, judging and knowing cost."""
    from dtnlint.fleet import export as exports
    from dtnlint.fleet.subject import Found

    start, spent = time.perf_counter(), time.process_time()
    found = Found()
    exports.find(export, found, lambda what: None)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print("| what | seconds | CPU seconds | MB |\n|---|---|---|---|")
    print(
        f"| finding {len(found.subjects)} distinct consumers among {found.looked} | "
        f"{time.perf_counter() - start:.1f} | {time.process_time() - spent:.1f} | {most:.0f} |"
    )
    dtnlint = str(Path(sys.executable).with_name("dtnlint"))
    with tempfile.TemporaryDirectory() as folder:
        for number in jobs:
            output = f"{folder}/{number}"
            words = [dtnlint, "fleet", str(export), "--output", output, "--no-cache"]
            for what in ("judging all", "knowing all"):
                seconds, cpu, memory = _run([*words, "--jobs", str(number)])
                print(
                    f"| {what}, {number} workers | {seconds:.1f} | {cpu:.1f} | {memory:.0f} |",
                    flush=True,
                )
        answers = Path(folder, "answers")
        answers.mkdir()
        for subject in found.subjects.values():
            (answers / f"{subject.key}.json").write_bytes(found.document(subject))
        words = [dtnlint, "check", str(answers), "--no-settings", "--no-cache", "--exit-zero"]
        seconds, cpu, memory = _run([*words, "--jobs", "1", "--output", f"{folder}/report.txt"])
        print(
            f"| check on a folder of them, 1 process | {seconds:.1f} | {cpu:.1f} | {memory:.0f} |"
        )


def disturb(export: Path) -> None:
    """Kill a worker in the middle of a run, then the run, and see that nothing is different."""
    dtnlint = str(Path(sys.executable).with_name("dtnlint"))
    with tempfile.TemporaryDirectory() as folder:
        words = [dtnlint, "fleet", str(export), "--no-cache", "--jobs", "2", "--output"]
        _run([*words, f"{folder}/whole"])
        process = subprocess.Popen([*words, f"{folder}/ended"], stdout=subprocess.DEVNULL)
        _wait(lambda: _workers(process.pid) and _kept(f"{folder}/ended") > 0)
        worker = _workers(process.pid)[0]
        print(f"Killing a worker, process {worker.pid}, with {_kept(f'{folder}/ended')} known.")
        worker.kill()
        before = _kept(f"{folder}/ended")
        _wait(lambda: _kept(f"{folder}/ended") > before + 2)
        print(f"Killing the command, with {_kept(f'{folder}/ended')} known.")
        process.kill()
        process.wait()
        _run([*words, f"{folder}/ended"])
        same = _datasets(f"{folder}/whole") == _datasets(f"{folder}/ended")
        print(f"The datasets are {'the same, byte by byte' if same else 'NOT the same'}.")


def _wait(until: Callable[[], object]) -> None:
    while not until():
        time.sleep(0.1)


def _workers(command: int) -> list[psutil.Process]:
    """Dask's workers below the command: each has a process that judges."""
    found = []
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(command).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any("dtnlint.fleet.cell" in word for word in one.cmdline()):
                    found.append(one.parent())
    return [one for one in found if one is not None and one.pid != command]


def _kept(output: str) -> int:
    files = Path(output, "judged").glob("*.parquet")
    return sum(pq.read_metadata(file).num_rows for file in files)


def _datasets(output: str) -> dict[str, bytes]:
    names = ("contracts", "findings", "verdicts")
    files = [file for name in names for file in Path(output, name).iterdir()]
    return {f"{file.parent.name}/{file.name}": file.read_bytes() for file in files}


def main() -> None:
    """Make a data set, measure on one, or disturb a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("folder", type=Path)
    making.add_argument("--contracts", type=int, default=100_000)
    making.add_argument("--consumers", type=int, default=2_000)
    making.add_argument("--distinct", type=int, default=500)
    measuring = commands.add_parser("measure")
    measuring.add_argument("folder", type=Path)
    measuring.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    disturbing = commands.add_parser("disturb")
    disturbing.add_argument("folder", type=Path)
    given = parser.parse_args()
    if given.command == "make":
        make(given.folder, given.contracts, given.consumers, given.distinct)
    elif given.command == "disturb":
        disturb(given.folder)
    else:
        measure(given.folder, given.jobs)


if __name__ == "__main__":
    main()
