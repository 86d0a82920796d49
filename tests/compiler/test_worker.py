"""The worker that serves a soljson.js, by itself."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import framed
from dtnlint.solcjs.build import WORKER, Build, command
from dtnlint.solcjs.node import find_node
from tests.compiler.conftest import NEWEST


def asked_after(seconds: float, solc: Solc, text: str) -> Mapping[str, Any]:
    """Start a worker, ask it some time later, and return its only answer."""
    node = find_node()
    assert node is not None
    asked = {
        "language": "Solidity",
        "sources": {"A.sol": {"content": text}},
        "settings": {"outputSelection": {"*": {"": ["ast"]}}},
    }
    with subprocess.Popen(
        command(node.executable, Build(solc.path, solc.sha256), brief=True),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        time.sleep(seconds)
        said, _ = process.communicate(framed(json.dumps(asked).encode()), timeout=60)
    length, _, answer = said.partition(b"\n")
    assert int(length) == len(answer)
    answered: Mapping[str, Any] = json.loads(answer)
    return answered


def test_what_it_does_while_it_waits_changes_no_answer(middle: Solc) -> None:
    text = "contract A { uint256 public a; }"
    at_once = asked_after(0, middle, text)
    assert "ast" in at_once["sources"]["A.sol"]
    assert asked_after(1.5, middle, text) == at_once


@pytest.mark.parametrize("version", ["0.8.20", NEWEST])
def test_what_it_exercises_with_is_a_contract_without_errors(
    version: str, soljson: Callable[[str], Solc]
) -> None:
    exercise = WORKER.read_text().split("const EXERCISE = `")[1].partition("`;")[0]
    answer = asked_after(0, soljson(version), exercise)
    assert not answer.get("errors")
