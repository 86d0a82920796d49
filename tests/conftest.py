"""What all tests have in common: the collector rests while they run, as while dtnlint does."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from dtnlint import collecting

_MUCH = 500_000
"""Objects since the last collection: a few checks of small contracts leave as many."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the dearest tests be run whole."""
    parser.addoption(
        "--whole", action="store_true", help="also what planted defects and seeds CI leaves out"
    )


@pytest.fixture(autouse=True)
def _tidied() -> Iterator[None]:
    """Collect what tests leave when it has become much: what they remember keeps it alive."""
    gc.disable()
    yield
    if gc.get_count()[0] > _MUCH:
        collecting.forget()
        gc.collect()


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """Leave nothing of a module to the next ones."""
    gc.disable()
    yield
    collecting.forget()
    gc.collect()
