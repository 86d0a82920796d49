"""Expectations written into the contracts, at the line that they are about.

A line ends in a mark and the labels expected there: ``//~ Close`` for operations,
``//! authority`` for whom a function admits, ``//^ success done`` for a callback. A
file without a mark on a line expects nothing there, so every unmarked line is a near miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

CONTRACTS = Path(__file__).parent / "contracts"

Labels = set[tuple[str, int, str]]
"""A file's name, a line counted from 1, and what is expected or found there."""


def expected(mark: str, *names: str) -> Labels:
    """The labels that the files `names` carry under a mark (``//~``)."""
    found: Labels = set()
    for name in names:
        text = (CONTRACTS / name).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            _, present, labels = line.partition(mark)
            if present:
                found |= {(name, number, label) for label in _labels(labels)}
    return found


def _labels(text: str) -> Iterable[str]:
    """Words, each with the brackets that follow it: ``Deposit(low-level call)``."""
    return re.findall(r"[^\s(]+(?:\([^)]*\))?", text)


def place(element: object) -> tuple[str, int]:
    """The file's name and the first line of a Slither object."""
    mapping = element.source_mapping  # type: ignore[attr-defined]
    return Path(mapping.filename.absolute).name, mapping.lines[0]
