"""Fleets: what is found by columns, judged once, kept, and written in one order."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("distributed")

from click.testing import CliRunner  # noqa: E402
from Crypto.Hash import keccak  # noqa: E402

from dtnlint.analysis import Limits  # noqa: E402
from dtnlint.cli import cli  # noqa: E402
from dtnlint.fleet import cell, cluster, datasets, export, inputs, summary, survey  # noqa: E402
from dtnlint.fleet.cell import ATTEMPTS, Order  # noqa: E402
from dtnlint.fleet.journal import Journal  # noqa: E402
from dtnlint.fleet.judged import NOT_ANALYSED, FindingRow, Judged, VerdictRow  # noqa: E402
from dtnlint.fleet.subject import Deployed, Found, Settings  # noqa: E402
from tests.security.hostile import DTNLINT  # noqa: E402
from tests.sources import verified  # noqa: E402

PLAIN = "pragma solidity ^0.8.0;\ncontract Coin { uint256 supply; }\n"


class Tables:
    """An export in Sourcify's form, as small as it can be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def compiled(self, number: int, sources: Mapping[str, str], **more: Any) -> str:
        identifier = f"{number:08}-0000-0000-0000-000000000000"
        self.add(
            "compiled_contracts",
            **{
                "id": identifier,
                "version": verified.LONG_VERSION,
                "language": "Solidity",
                "name": "Shop",
                "fully_qualified_name": f"{next(iter(sources))}:Shop",
                "compiler_settings": json.dumps({"optimizer": {"enabled": True}}),
                **more,
            },
        )
        for path, text in sources.items():
            digest = hashlib.sha256(text.encode()).digest()
            self.add(
                "compiled_contracts_sources",
                compilation_id=identifier,
                source_hash=digest,
                path=path,
            )
            self.add("sources", source_hash=digest, content=text)
        return identifier

    def deployed(self, number: int, compilation: str, chain: int = 1) -> None:
        place = f"{number:08}-1111-0000-0000-000000000000"
        self.add(
            "verified_contracts",
            compilation_id=compilation,
            deployment_id=place,
            creation_metadata_match=None,
            runtime_metadata_match=number % 2 > 0,
        )
        self.add(
            "contract_deployments", id=place, chain_id=chain, address=number.to_bytes(20, "big")
        )

    def write(self) -> Path:
        for table, rows in self.rows.items():
            (self.root / table).mkdir(parents=True, exist_ok=True)
            for start in range(0, len(rows), 3):
                piece = rows[start : start + 3]
                name = f"{table}_{start}_{start + len(piece)}_zstd.parquet"
                pq.write_table(
                    pa.Table.from_pylist(piece), self.root / table / name, compression="zstd"
                )
        return self.root


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Two distinct consumers with five deployments on three chains, and plain contracts."""
    made = Tables(tmp_path / "export")
    one = made.compiled(1, verified.FILES)
    again = made.compiled(2, verified.FILES, compiler_settings='{"optimizer":{"runs":1}}')
    flat = made.compiled(3, {"Shop.sol": verified.FLAT})
    for number in range(4, 9):
        plain = made.compiled(number, {f"{number}.sol": f"{PLAIN}// {number}\n"}, name="Coin")
        made.deployed(number, plain)
    for number, (compilation, chain) in enumerate(
        [(one, 1), (one, 10), (again, 10), (flat, 137), (flat, 137)], start=100
    ):
        made.deployed(number, compilation, chain)
    return made


def found_in(root: Path) -> Found:
    found = Found()
    export.find(root, found, lambda what: None)
    return found


# Which are consumers


def test_consumers_are_found_by_their_texts(tables: Tables) -> None:
    found = found_in(tables.write())
    assert found.looked == 10
    lives = sorted(len(subject.deployments) for subject in found.subjects.values())
    assert lives == [2, 3]  # the optimizer's settings decide nothing
    (many,) = (one for one in found.subjects.values() if len(one.deployments) == 3)
    assert [(one.chain, int(one.address, 16)) for one in sorted(many.deployments)] == [
        ("1", 100),
        ("10", 101),
        ("10", 102),
    ]
    assert {one.match for one in many.deployments} == {"match", "exact_match"}
    assert many.settings == Settings("Shop", "contracts/Shop.sol", verified.VERSION)
    document = json.loads(found.document(many))
    assert document["sources"] == verified.contents()


def test_signatures_add_and_leave_out_nothing(tables: Tables) -> None:
    quiet = tables.compiled(9, {"Odd.sol": PLAIN + "// 9\n"})
    tables.deployed(200, quiet)
    digest = keccak.new(digest_bits=256, data=b"closeUserSession(uint256)").digest()
    tables.add(
        export.SIGNATURES, compilation_id=quiet, signature_hash_32=digest, signature_type="function"
    )
    assert len(found_in(tables.write()).subjects) == 3


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"language": "Vyper"}, "written in Vyper"),
        ({"version": "0.8.29-nightly"}, "no released solc"),
        ({"compiler_settings": "{"}, "not as they have to be"),
    ],
)
def test_what_cannot_be_judged_has_a_reason(
    more: dict[str, str], reason: str, tables: Tables
) -> None:
    tables.deployed(200, tables.compiled(9, {"contracts/Shop.sol": verified.FLAT + "//"}, **more))
    (refused,) = found_in(tables.write()).refused
    assert reason in refused.reason
    assert int(refused.deployed.address, 16) == 200


def test_columns_of_other_types(tables: Tables) -> None:
    for row in tables.rows["compiled_contracts"]:
        row["compiler_settings"] = {"evmVersion": "paris", "viaIR": True}
    found = found_in(tables.write())
    assert {one.settings.evm_version for one in found.subjects.values()} == {"paris"}
    assert all(one.settings.via_ir for one in found.subjects.values())


def test_every_form_of_input_is_found(tmp_path: Path) -> None:
    place = tmp_path / "in"
    verified.repository(place)
    (place / "answer.json").write_text(json.dumps(verified.sourcify()))
    (place / "flat.json").write_text(json.dumps(verified.etherscan(verified.FLAT)))
    (place / "input.json").write_text(json.dumps(verified.standard()))
    (place / "none.json").write_text(json.dumps(verified.etherscan("")))
    (place / "coin.json").write_text(json.dumps(verified.etherscan(PLAIN)))
    (place / "all.zip").write_bytes(
        verified.zipped({"b/answer.json": json.dumps(verified.sourcify(chainId="1"))})
    )
    (place / "package.json").write_text("{}")
    found = Found()
    inputs.find(place, found, lambda what: None)
    assert found.looked == 6
    assert [one.deployed.source for one in found.refused] == ["none.json"]
    chains = sorted(
        sorted(one.chain for one in subject.deployments) for subject in found.subjects.values()
    )
    assert chains == [[""], [""], ["1", "137"], ["137"]]  # the folder says its machine, too
    names = tmp_path / "names.txt"
    names.write_text("# two of them\nin/answer.json\n\nin/flat.json\n")
    assert len(list(survey._paths([names]))) == 2


# What is written


def a_result(number: int) -> Judged:
    finding = FindingRow(
        *("dtn-double-close", "High", "High", f"Message {number}", "Shop", "a.sol"),
        *(1, "f()", "x", f"{number}", False, True),
    )
    verdict = VerdictRow("Shop", "a.sol", 1, "f()", "p", "proved", "op", "x", "", True)
    return Judged("judged", "", (finding,), (verdict,))


def a_fleet(number: int = 7) -> Found:
    found = Found(100)
    for one in range(number):
        for chain in range(one % 3 + 1):
            text = {"a.sol": f"// {one}"}
            found.add(Settings("Shop"), text, Deployed(str(chain), f"0x{one:040x}"))
    return found


def bytes_of(output: Path) -> dict[str, bytes]:
    names = ("contracts", "findings", "verdicts")
    files = [file for name in names for file in (output / name).iterdir()]
    files += [output / datasets.COMPLETE]
    return {str(file.relative_to(output)): file.read_bytes() for file in files}


def encoded(judged: Judged) -> bytes:
    import msgspec

    return msgspec.json.encode(judged)


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_bytes_whatever_was_ready_first(turned: bool, tmp_path: Path) -> None:
    found = a_fleet()
    keys = sorted(found.subjects, reverse=turned)
    for output in (tmp_path / "a", tmp_path / "b"):
        journal = Journal(output, "1")
        for key in keys if output.name == "a" else reversed(keys):
            journal.add(key, encoded(a_result(int(key[:4], 16))))
        journal.flush()
        assert datasets.written(output, found, journal)["findings"] == 7
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_datasets_have_one_row_a_deployment(tmp_path: Path) -> None:
    found = a_fleet()
    journal = Journal(tmp_path, "1")
    for key in sorted(found.subjects)[1:]:
        journal.add(key, encoded(a_result(1)))
    datasets.written(tmp_path, found, journal)
    rows = pq.read_table(tmp_path / "contracts").to_pylist()
    assert len(rows) == sum(len(one.deployments) for one in found.subjects.values())
    assert {row["high"] for row in rows} == {0, 1}
    assert {row["reason"] for row in rows if row["status"] == NOT_ANALYSED} == {
        "It was not judged."
    }
    assert summary.page(found, journal).count("dtn-double-close") == 1


def test_fewer_rows_leave_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = a_fleet()
    journal = Journal(tmp_path, "1")
    monkeypatch.setattr(datasets, "_ROWS", 2)
    datasets.written(tmp_path, found, journal)
    assert len(list((tmp_path / "contracts").iterdir())) > 3
    monkeypatch.setattr(datasets, "_ROWS", 100)
    datasets.written(tmp_path, found, journal)
    assert [file.name for file in (tmp_path / "contracts").iterdir()] == ["contracts_00000.parquet"]


def test_files_of_others_in_the_output_folder_stay(tmp_path: Path) -> None:
    theirs = tmp_path / "contracts" / "Shop.sol"
    theirs.parent.mkdir()
    theirs.write_text("contract Shop {}")
    (tmp_path / "contracts" / "lib").mkdir()
    datasets.written(tmp_path, a_fleet(), Journal(tmp_path, "1"))
    assert theirs.read_text() == "contract Shop {}"


def test_tables_that_are_links_or_pipes(tables: Tables, tmp_path: Path) -> None:
    root = tables.write()
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "sources" / "pipe.parquet")
        assert len(found_in(root).subjects) == 2
    file = next((root / "sources").glob("sources*.parquet"))
    outside = tmp_path / "outside.parquet"
    file.rename(outside)
    file.symlink_to(outside)
    with pytest.raises(survey.FleetError, match="is a link that leads out"):
        survey.find([root], lambda done, total, name: None)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("sources", "content", 5),
        ("compiled_contracts_sources", "source_hash", [1]),
        ("compiled_contracts", "language", ["Solidity"]),
        ("compiled_contracts", "id", "missing"),
        ("contract_deployments", "address", None),
        ("contract_deployments", "address", 1 << 40),
    ],
)
def test_tables_of_something_else_are_a_sentence(
    table: str, column: str, value: object, tables: Tables
) -> None:
    for row in tables.rows[table]:
        row.pop(column)
        if value != "missing":
            row[column] = value
    with pytest.raises(survey.FleetError, match="is not an export as Sourcify writes it"):
        survey.find([tables.write()], lambda done, total, name: None)


def test_what_half_exists_is_not_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "1")
    journal.add("a", b"{}")
    journal.flush()
    journal.add("b", b"{}")
    journal.flush()
    whole, torn = sorted((tmp_path / "judged").iterdir())
    torn.write_bytes(torn.read_bytes()[:-20])
    (tmp_path / "judged" / ".dtnlint-5eed").write_bytes(whole.read_bytes())
    assert Journal(tmp_path, "1").read() == {"a"}
    assert Journal(tmp_path, "2").read() == set()  # other code says other things


def test_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    found = Found(1)
    found.add(
        Settings("<script>\x1b"),
        {"a.sol": "//"},
        Deployed(chain="<b>", source="<img src=x>"),
    )
    journal = Journal(tmp_path, "1")
    (key,) = found.subjects
    journal.add(key, encoded(Judged(NOT_ANALYSED, "because <i>")))
    datasets.written(tmp_path, found, journal)
    page = summary.page(found, journal)
    assert "<i>" not in page
    assert "<script>" not in page


# Workers and their deaths


class Future:
    """What a cluster without processes promises."""

    def __init__(self, status: str, value: Any) -> None:
        self.status, self._value = status, value

    def result(self) -> Any:
        return self._value

    def exception(self) -> Any:
        return self._value

    def release(self) -> None:
        pass

    def cancel(self, force: bool = False) -> None:
        pass


class KilledWorker(Exception):  # noqa: N818 - Dask's name
    pass


class Dying:
    """A cluster one of whose workers dies of some subjects."""

    def __init__(self, deadly: set[str], once: set[str]) -> None:
        self.deadly, self.once = deadly, set(once)
        self.asked: list[list[str]] = []
        self.loop = None

    def nthreads(self) -> dict[str, int]:
        return {"a": 1, "b": 1}

    def submit(self, function: Any, orders: list[Order], *more: Any, pure: bool) -> Future:
        keys = [order.key for order in orders]
        self.asked.append(keys)
        hit = self.once & set(keys)
        if hit or self.deadly & set(keys):
            self.once -= hit
            return Future("error", KilledWorker())
        return Future("finished", [(key, b"{}") for key in keys])


class Ready:
    def __init__(self, **more: Any) -> None:
        self._futures: list[Future] = []

    def add(self, future: Future) -> None:
        self._futures.append(future)

    def __next__(self) -> Future:
        return self._futures.pop(0)


@pytest.mark.parametrize("number", [1, 5, 40, 200])
def test_workers_that_die(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("distributed.as_completed", Ready)
    client = Dying({"3"}, {"1", "17"})
    orders = [Order(str(one), "", b"") for one in range(number)]
    results = dict(cluster.judged(client, iter(orders), number, Limits(), None))  # type: ignore[arg-type]
    assert results.keys() == {order.key for order in orders}
    lost = {key for key, result in results.items() if b"died" in result}
    assert lost == {"3"} & results.keys()
    alone = [keys for keys in client.asked if keys == ["3"]]
    assert len(alone) == (ATTEMPTS if number > 3 else 0)


@pytest.fixture
def at_work() -> Iterator[None]:
    yield
    cell.close()
    cell._cells.clear()


ORDER = Order("5eed", "Shop", json.dumps(verified.sourcify()).encode())


@pytest.mark.usefixtures("at_work")
def test_a_process_that_ends_is_replaced() -> None:
    ((_, first),) = cell.judge([ORDER], Limits(60.0), None)
    (process,) = cell._cells.values()
    assert b"dtn-unprotected-set-ai" in first
    os.kill(process._process.pid, signal.SIGKILL)
    assert cell.judge([ORDER], Limits(60.0), None) == [("5eed", first)]


@pytest.mark.usefixtures("at_work")
def test_limits_are_those_of_check(monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, result),) = cell.judge([ORDER], Limits(0.001), None)
    judged = json.loads(result)
    assert judged["reason"]
    # Nothing that it does ends the fleet.
    monkeypatch.setattr(cell, "_CODE", "raise SystemExit(9)")
    ((_, result),) = cell.judge([ORDER], Limits(7.0), None)
    assert json.loads(result) == {
        "status": NOT_ANALYSED,
        "reason": "It ended the process that worked on it (status 9).",
        "findings": [],
        "verdicts": [],
    }
    monkeypatch.setattr(cell, "_CODE", "import time; time.sleep(60)")
    monkeypatch.setattr(cell, "_GRACE_SECONDS", 0.2)
    ((_, result),) = cell.judge([ORDER], Limits(0.0, compiler=0.0), None)
    assert "longer than the limit" in json.loads(result)["reason"]


# From the command line


def fleet(*words: object) -> str:
    result = CliRunner().invoke(cli, ["fleet", *map(str, words)], catch_exceptions=False)
    return result.output


def test_a_run_and_another(tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tables.write()
    whole, ended = tmp_path / "whole", tmp_path / "ended"
    said = fleet(root, "--output", whole, "--jobs", 1)
    assert "Looked at 10 contracts: 2 distinct ones may be consumers, 2 of them judged now" in said
    before = bytes_of(whole)
    # A run that knows all starts no cluster.
    monkeypatch.setattr(cluster, "connected", None)
    assert "0 of them judged now" in fleet(root, "--output", whole)
    assert bytes_of(whole) == before
    monkeypatch.undo()
    # One that was ended goes on where it was.
    (ended / "judged").mkdir(parents=True)
    first = sorted((whole / "judged").iterdir())[0]
    table = pq.read_table(first).slice(0, 1)
    pq.write_table(table, ended / "judged" / first.name)
    assert "1 of them judged now" in fleet(root, "--output", ended, "--jobs", 1)
    assert bytes_of(ended) == before
    rows = pq.read_table(whole / "findings").to_pylist()
    assert {"dtn-unprotected-set-ai"} <= {row["rule"] for row in rows}
    assert "dtn-unprotected-set-ai" in (whole / "summary.html").read_text()
    assert json.loads((whole / datasets.COMPLETE).read_text())["looked"] == 10


@pytest.mark.parametrize("name", ["", "contracts", "judged"])
def test_nothing_is_written_behind_a_link_that_came_along(
    name: str, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, here, outside = tables.write(), tmp_path / "here", tmp_path / "outside"
    here.mkdir()
    outside.mkdir()
    monkeypatch.chdir(here)
    link = here / "out" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside)
    said = fleet(root, "--output", "out", "--jobs", 1)
    assert "is a link that leads out of" in said
    assert not list(outside.iterdir())


def test_nothing_of_the_working_directory_runs(tables: Tables, tmp_path: Path) -> None:
    root, here = tables.write(), tmp_path / "here"
    here.mkdir()
    for name in ("multiprocessing", "json", "sitecustomize", "distributed"):
        text = f"import pathlib; pathlib.Path({str(tmp_path / 'canary')!r}).write_text('executed')"
        (here / f"{name}.py").write_text(text)
    done = subprocess.run(
        [DTNLINT, "fleet", root, "--output", "out", "--jobs", "1", "--no-cache"],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 of them judged now" in done.stdout, done.stderr
    assert (here / "out" / datasets.COMPLETE).is_file()
    assert not (tmp_path / "canary").exists()


def test_nobody_else_has_its_workers_run_anything() -> None:
    from distributed import Client
    from distributed.security import Security

    with cluster.connected(None, 1, None) as (client, _):
        info = client.scheduler_info()
        addresses = [info["address"], *info["workers"]]
        assert len(addresses) == 2
        strangers = (
            ("tcp", None),
            ("tls", Security.temporary()),  # somebody's own certificate
        )
        for address in addresses:
            assert address.startswith("tls://127.0.0.1:")
            for protocol, security in strangers:
                where = address.replace("tls", protocol, 1)
                with pytest.raises((OSError, TimeoutError, RuntimeError)):
                    Client(where, security=security, timeout=1, set_as_default=False)
        assert client.submit(len, "all the same").result() == 12


def test_sarif_of_one(tables: Tables, tmp_path: Path) -> None:
    root = tables.write()
    address = "0x" + (103).to_bytes(20, "big").hex()
    fleet(root, "--output", tmp_path / "out", "--sarif", address)
    (run,) = json.loads((tmp_path / "out" / f"{address}.sarif").read_text())["runs"]
    assert run["properties"]["deployments"][0]["address"] == address
    assert run["properties"]["deployments"][0]["chain"] == "137"
    assert run["results"]


def test_what_makes_no_sense_gets_a_sentence(tmp_path: Path) -> None:
    assert "does not exist" in fleet(tmp_path / "none", "--output", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    said = fleet(tmp_path / "empty", "--output", tmp_path / "out")
    assert "There are no verified sources in" in said
    for table in export.TABLES:
        (tmp_path / "torn" / table).mkdir(parents=True)
        (tmp_path / "torn" / table / f"{table}_0_1_zstd.parquet").write_bytes(b"torn")
    said = fleet(tmp_path / "torn", "--output", tmp_path / "out")
    assert "is not an export as Sourcify writes it" in said
