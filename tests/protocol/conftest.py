from __future__ import annotations

from collections.abc import Callable

import pytest
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function

from dtnlint.compiler import load_files
from dtnlint.protocol import Protocol, protocol_of
from tests.protocol.marks import CONTRACTS


@pytest.fixture(scope="session")
def unit() -> SlitherCompilationUnit:
    """Every contract of this folder, compiled at once."""
    (loaded,) = load_files(sorted(CONTRACTS.glob("*.sol")))
    (unit,) = loaded.slither.compilation_units
    return unit


@pytest.fixture(scope="session")
def protocol(unit: SlitherCompilationUnit) -> Protocol:
    return protocol_of(unit)


@pytest.fixture(scope="session")
def contract(unit: SlitherCompilationUnit) -> Callable[[str], Contract]:
    def by_name(name: str) -> Contract:
        (found,) = unit.get_contract_from_name(name)
        return found

    return by_name


@pytest.fixture(scope="session")
def function(contract: Callable[[str], Contract]) -> Callable[[str], Function]:
    """A declared function by name: ``Shop.open``, or the first of several overloads."""

    def by_name(name: str) -> Function:
        owner, _, rest = name.partition(".")
        declared = contract(owner)
        candidates = [*declared.functions_declared, *declared.modifiers_declared]
        return next(f for f in candidates if rest in (f.name, f.full_name))

    return by_name
