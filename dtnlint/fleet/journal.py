"""What was judged, kept as it comes: a run that is killed goes on where it was.

Parts are written whole or not at all. What was judged by other code of dtnlint's counts for
nothing.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Set
from pathlib import Path
from typing import Any

import msgspec

from dtnlint.fleet.judged import Judged
from dtnlint.replacing import replace

FOLDER = "judged"
"""In the output folder."""
_MOST = 256
_SECONDS = 5.0
"""What a run that is killed does again at most, per worker."""


class Journal:
    """The results of one output folder."""

    def __init__(self, output: Path, version: str) -> None:
        self._folder = output / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._version = version
        self._waiting: list[tuple[str, bytes]] = []
        self._since = time.monotonic()
        self._known: dict[str, bytes] = {}

    def read(self) -> Set[str]:
        """Read what is there; returns the keys of what is known."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for name in sorted(os.listdir(self._folder)):
            if not name.endswith(".parquet"):
                continue
            try:
                table = pq.read_table(self._folder / name, columns=["key", "code", "result"])
            except (OSError, pa.ArrowException):
                continue  # not of this program, or of a disk that fails: judged again
            for key, code, result in zip(*(column.to_pylist() for column in table), strict=True):
                if code == self._version:
                    self._known[key] = result
        return self._known.keys()

    def add(self, key: str, result: bytes) -> None:
        """Take in a result; kept at once or soon."""
        if key not in self._known:
            self._known[key] = result
            self._waiting.append((key, result))
        if len(self._waiting) >= _MOST or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Keep what is not yet kept."""
        import pyarrow as pa

        self._since = time.monotonic()
        if not self._waiting:
            return
        keys, results = zip(*self._waiting, strict=True)
        table = pa.table(
            {
                "key": pa.array(keys, pa.string()),
                "code": pa.array([self._version] * len(keys), pa.string()),
                "result": pa.array(results, pa.binary()),
            }
        )
        write(self._folder / f"{time.time_ns():020}-{os.getpid()}.parquet", table)
        self._waiting = []

    def result(self, key: str) -> Judged | None:
        """What is known of a subject."""
        known = self._known.get(key)
        return None if known is None else msgspec.json.decode(known, type=Judged)


def write(file: Path, table: Any) -> None:
    """Write a Parquet file, whole or not at all."""
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    replace(file, stream.getvalue(), durable=False)
