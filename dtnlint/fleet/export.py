"""Sourcify's export: the consumers among all contracts, by columns, before anything is parsed.

The tables of its database as Parquet files, ``TABLE/TABLE_FROM_TO_zstd.parquet``:
https://docs.sourcify.dev/docs/repository/download-dataset, with the columns of
https://github.com/argotorg/sourcify/blob/staging/services/database/sourcify-database.sql in the
types of https://github.com/sourcifyeth/parquet-export (identifiers as text, hashes and addresses
as bytes, JSON as text).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from dtnlint import disk
from dtnlint.fleet.subject import Deployed, Found, Refused, Settings
from dtnlint.sources.verified.contract import Refusal, release

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = (
    "compiled_contracts",
    "compiled_contracts_sources",
    "sources",
    "verified_contracts",
    "contract_deployments",
)
SIGNATURES = "compiled_contracts_signatures"
_WORD = "UserSession"
_WORDS = "startUserSession|closeUserSession"
_ROWS = 2_048
"""Rows of texts that are in memory at once."""
_MANY = 65_536
"""Rows of small columns."""


class _Compiler(Struct):
    remappings: list[str] | None = None
    evm_version: str | None = field(default=None, name="evmVersion")
    via_ir: bool | None = field(default=None, name="viaIR")


def root_of(source: Path) -> Path | None:
    """The folder of the tables, if it is an export."""
    for folder in (source, source / "v2"):
        if all((folder / table).is_dir() for table in TABLES):
            return folder
    return None


def inputs(root: Path) -> list[Path]:
    """The files that have a say in what is found."""
    return [file for table in (*TABLES, SIGNATURES) for file in _files(root, table)]


def find(root: Path, found: Found, told: Callable[[str], None]) -> None:
    """Add the candidates: contracts one of whose files names a session's functions.

    A consumer calls these functions and has none of them, so that its own signatures, which a
    table may list, tell of routers: they add to what the texts say, and leave out nothing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    told("texts")
    hits = _joined(
        batch.column("source_hash").filter(_mentions(batch.column("content")))
        for batch in _batches(root, "sources", ("source_hash", "content"), _ROWS)
    )
    told("which contracts have them")
    compiled = {
        one
        for batch in _batches(
            root, "compiled_contracts_sources", ("compilation_id", "source_hash"), _MANY
        )
        for one in batch.column("compilation_id")
        .filter(_is_in(batch.column("source_hash"), hits))
        .to_pylist()
    }
    compiled |= _with_selectors(root)
    found.looked += sum(
        len(batch) for batch in _batches(root, "verified_contracts", ("compilation_id",), _MANY)
    )
    if not compiled:
        return
    ids = pa.array(sorted(compiled, key=str))
    told("their files")
    files: dict[Any, dict[str, bytes]] = {one: {} for one in compiled}
    for row in _rows(
        root,
        "compiled_contracts_sources",
        ("compilation_id", "source_hash", "path"),
        lambda batch: _is_in(batch.column("compilation_id"), ids),
    ):
        files[row["compilation_id"]][row["path"]] = row["source_hash"]
    wanted = pa.array(sorted({digest for one in files.values() for digest in one.values()}))
    texts: dict[bytes, str] = {}
    for batch in _batches(root, "sources", ("source_hash", "content"), _ROWS):
        chosen = batch.filter(_is_in(batch.column("source_hash"), wanted))
        for digest, text in zip(
            chosen.column("source_hash").to_pylist(),
            chosen.column("content").to_pylist(),
            strict=True,
        ):
            texts[digest] = found.keep(text)
    told("their settings")
    settings: dict[Any, Settings | str] = {}
    names: dict[Any, str] = {}
    for row in _rows(
        root,
        "compiled_contracts",
        ("id", "version", "language", "name", "fully_qualified_name", "compiler_settings"),
        lambda batch: _is_in(batch.column("id"), ids),
    ):
        names[row["id"]] = row["name"] or ""
        settings[row["id"]] = _settings(row)
    told("where they are deployed")
    pairs: list[tuple[Any, Any, str]] = [
        (row["compilation_id"], row["deployment_id"], _match(row))
        for row in _rows(
            root,
            "verified_contracts",
            (
                "compilation_id",
                "deployment_id",
                "creation_metadata_match",
                "runtime_metadata_match",
            ),
            lambda batch: _is_in(batch.column("compilation_id"), ids),
        )
    ]
    places = pa.array(sorted({one for _, one, _ in pairs}, key=str)) if pairs else None
    lives = {
        row["id"]: (str(row["chain_id"]), _address(row["address"]))
        for row in _rows(
            root,
            "contract_deployments",
            ("id", "chain_id", "address"),
            lambda batch: pc.is_in(batch.column("id"), _cast(places, batch.column("id").type)),
        )
        if places is not None
    }
    for compilation, place, match in pairs:
        chain, address = lives.get(place, ("", ""))
        deployed = Deployed(chain, address, match, "sourcify")
        known = settings.get(compilation, "Its settings are not in compiled_contracts.")
        digests = {path: texts.get(digest) for path, digest in files[compilation].items()}
        if isinstance(known, Settings) and None in digests.values():
            known = "Some of its files are not in the table sources."
        if isinstance(known, str):
            found.refused.append(Refused(deployed, names.get(compilation, ""), known))
        else:
            there = {path: digest for path, digest in digests.items() if digest is not None}
            found.add_known(known, there, deployed)


def _settings(row: Mapping[str, Any]) -> Settings | str:
    """A compilation's settings, or why it cannot be judged."""
    language = row["language"] or ""
    if language.lower() != "solidity":
        return f"It is written in {language}, and dtnlint reads Solidity."
    try:
        raw = row["compiler_settings"]
        said = (
            msgspec.json.decode(raw, type=_Compiler)
            if isinstance(raw, str | bytes)
            else msgspec.convert(raw or {}, _Compiler)
        )
        version = release(row["version"] or "")
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        return f"Its settings are not as they have to be ({error})."
    except Refusal as refusal:
        return str(refusal)
    target, _, name = (row["fully_qualified_name"] or "").rpartition(":")
    machine = said.evm_version
    return Settings(
        row["name"] or name,
        target,
        version,
        tuple(said.remappings or ()),
        None if machine in (None, "", "default") else machine,
        bool(said.via_ir),
    )


def _address(value: object) -> str:
    if not isinstance(value, bytes):  # of a number, `bytes` makes as many
        raise TypeError(f"an address is {type(value).__name__}")
    return "0x" + value.hex()


def _match(row: Mapping[str, Any]) -> str:
    exact = row["creation_metadata_match"] or row["runtime_metadata_match"]
    return "exact_match" if exact else "match"


def _with_selectors(root: Path) -> set[Any]:
    """Compilations that have a session's functions themselves, where a table lists signatures."""
    import pyarrow as pa
    import pyarrow.compute as pc

    selectors = pa.array(_selectors(), type=pa.binary())
    found: set[Any] = set()
    for file in _files(root, SIGNATURES):
        names = _names(file)
        column = next(
            (one for one in ("signature_hash_4", "selector", "signature_hash_32") if one in names),
            None,
        )
        if column is None:
            continue
        for batch in _of_file(file, ("compilation_id", column), _MANY):
            first = pc.binary_slice(batch.column(column).cast(pa.binary()), 0, 4)
            chosen = batch.column("compilation_id").filter(pc.is_in(first, selectors))
            found.update(chosen.to_pylist())
    return found


def _selectors() -> list[bytes]:
    from Crypto.Hash import keccak

    return [
        keccak.new(digest_bits=256, data=signature).digest()[:4]
        for signature in (b"startUserSession()", b"closeUserSession(uint256)")
    ]


# Columns


def _files(root: Path, table: str) -> list[Path]:
    folder = root / table
    if not folder.is_dir():
        return []
    files = sorted(folder / name for name in os.listdir(folder) if name.endswith(".parquet"))
    for file in files:
        if disk.leads_out(file, root):
            raise disk.Unfit(errno.EXDEV, f"{table}/{file.name} is a link that leads out of it")
    return [file for file in files if disk.is_file(file)]  # a pipe would be waited for


def _names(file: Path) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.ParquetFile(file).schema_arrow.names)


def _of_file(file: Path, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(file) as opened:
        yield from opened.iter_batches(batch_size=rows, columns=list(columns))


def _batches(root: Path, table: str, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
    for file in _files(root, table):
        yield from _of_file(file, columns, rows)


def _rows(
    root: Path, table: str, columns: Sequence[str], chosen: Callable[[pa.RecordBatch], Any]
) -> Iterator[dict[str, Any]]:
    for batch in _batches(root, table, columns, _MANY):
        yield from batch.filter(chosen(batch)).to_pylist()


def _mentions(texts: Any) -> Any:
    import pyarrow.compute as pc

    maybe = pc.fill_null(pc.match_substring(texts, _WORD), False)
    if not pc.any(maybe).as_py():
        return maybe
    return pc.and_(maybe, pc.fill_null(pc.match_substring_regex(texts, _WORDS), False))


def _is_in(column: Any, values: Any) -> Any:
    import pyarrow.compute as pc

    return pc.fill_null(pc.is_in(column, _cast(values, column.type)), False)


def _cast(values: Any, kind: Any) -> Any:
    return values if values.type == kind else values.cast(kind)


def _joined(arrays: Iterator[Any]) -> Any:
    import pyarrow as pa

    listed = [one for one in arrays if len(one)]
    return pa.concat_arrays(listed) if listed else pa.array([], type=pa.binary())
