"""How a consumer gets its router is found, whatever that is called and wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.compiler.standard_json import Compilers
from dtnlint.findings.finding import ContractRef
from dtnlint.replay.arguments import OWNER
from dtnlint.replay.confirm import Confirmer
from dtnlint.replay.network import Switches
from dtnlint.sources import plan
from tests.replay.conftest import UNHURRIED

pytestmark = pytest.mark.xdist_group("replay")

FILE = Path(__file__).parent / "contracts" / "wired.sol"
R = "the router"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    (result,) = compile_closures(plan((FILE,)).closures)
    assert isinstance(result, Compiled), result
    return result


@pytest.fixture
def confirmer(compiled: Compiled) -> Confirmer:
    return Confirmer(compiled, Compilers(300), UNHURRIED, FILE.parent)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Renamed", (OWNER, R)),
        ("Structured", ((OWNER, R, 7_777),)),
        ("Listed", ([R, OWNER],)),
        ("Late", (4, R)),
    ],
)
def test_the_router_is_given_where_it_goes(
    confirmer: Confirmer, name: str, arguments: tuple[object, ...]
) -> None:
    _, stage, problem = confirmer.subject(ContractRef(name, FILE.name), Switches())
    assert stage is not None, problem
    assert repr(stage.setup[-1].arguments).replace(stage.network.router, R) == repr(arguments)


def test_what_is_packed_into_bytes_is_found(confirmer: Confirmer) -> None:
    _, stage, problem = confirmer.subject(ContractRef("Packed", FILE.name), Switches())
    assert stage is not None, problem
    (packed,) = stage.setup[-1].arguments
    assert packed[12:32].hex() == stage.network.router[2:].lower()


def test_a_router_that_becomes_the_owner_is_not_set(confirmer: Confirmer) -> None:
    _, stage, problem = confirmer.subject(ContractRef("Never", FILE.name), Switches())
    assert stage is None
    assert "the router cannot be put in its place" in problem
