"""Drawing one consumer: which one is meant, and in which form."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from dtnlint import run
from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.finding import ContractRef, Level, Notification, RunFacts
from dtnlint.findings.lifecycle import Lifecycle, State, Transition
from tests.cli.conftest import Call

TROUBLE = Notification(Level.ERROR, "missing-import", "a.sol imports b.sol, which is gone.")


def lifecycle(name: str, path: str) -> Lifecycle:
    title = f"State of {path}"
    return Lifecycle(ContractRef(name, path), (State("none", title),), (Transition(None, 0),))


SHOPS = (lifecycle("Shop", "a/Shop.sol"), lifecycle("Shop", "b/Shop.sol"))
CAFE = lifecycle("Cafe", "Cafe.sol")


@pytest.fixture(autouse=True)
def checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Lifecycle]:
    """What the pipeline is to find, in place of the pipeline."""
    found: list[Lifecycle] = [*SHOPS, CAFE]

    def check(request: run.Request, progress: object) -> Report:
        told = () if found else (TROUBLE,)
        return assemble(
            run=RunFacts("1.0"), read=lambda paths: {}, lifecycles=found, notifications=told
        )

    monkeypatch.setattr(run, "check", check)
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.parametrize("contract", ["Cafe", "Cafe.sol:Cafe"])
def test_a_name_is_enough(dtnlint: Call, contract: str) -> None:
    done = dtnlint("graph", contract)
    assert done.code == 0
    assert done.out.startswith('---\ntitle: "The lifecycle of Cafe"\n---\nflowchart TD\n')


@pytest.mark.parametrize("contract", ["a/Shop.sol:Shop", "b/Shop.sol:Shop"])
def test_a_file_tells_contracts_of_one_name_apart(dtnlint: Call, contract: str) -> None:
    assert (
        f"State of {contract.partition(':')[0]}" in dtnlint("graph", contract, "--format=dot").out
    )


@pytest.mark.parametrize("contract", ["Shop", "Shop.sol:Shop"])
def test_a_shared_name_is_not_enough(dtnlint: Call, contract: str) -> None:
    done = dtnlint("graph", contract)
    assert done.code == 2
    assert "a/Shop.sol:Shop, b/Shop.sol:Shop. Name one in full." in done.err


def test_a_name_that_nothing_has(dtnlint: Call) -> None:
    done = dtnlint("graph", "Caffe")
    assert (done.code, done.out) == (2, "")
    assert "There is no consumer 'Caffe' in .; did you mean 'Cafe'?" in done.err


def test_what_stands_in_the_way_is_said(dtnlint: Call, checked: list[Lifecycle]) -> None:
    checked.clear()
    done = dtnlint("graph", "Cafe")
    assert done.code == 2
    assert "dtnlint: a.sol imports b.sol, which is gone." in done.err
    assert "No consumer could be judged in ., so none can be drawn." in done.err


def test_a_drawing_goes_to_a_file(dtnlint: Call, tmp_path: Path) -> None:
    assert dtnlint("graph", "Cafe", "--format", "svg", "--output", "cafe.svg").out == ""
    assert ET.parse(tmp_path / "cafe.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize(("solc", "code"), [("0.8.28", 0), ("./nowhere/solc", 2)])
def test_the_compiler_is_a_version_or_a_path(dtnlint: Call, solc: str, code: int) -> None:
    assert dtnlint("graph", "Cafe", "--solc", solc).code == code
