"""A test that is written for a finding holds what the contract says, and does nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.sources import plan
from tests.cli.conftest import Call, write

WORDS = (
    'open"); vm.ffi(new string[](0)); //',
    "*/ } contract Evil { //\r\n::error::x",
    "back\\slash \\x41 ##[error] é 漢\u202e",
    "plain, with ' one quote and {braces}",
)
VAULT = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
contract Vault is WithDtnAi {
    uint256 public session;
    bool public ready;
    constructor(address router) { setAi(router); }
    function unlock(string calldata word) external {
        require(keccak256(bytes(word)) == keccak256(bytes("WORD")), "WORD");
        ready = true;
    }
    function other() external pure returns (string memory) { return "WORD"; }
    function open() external { require(ready && session == 0); session = ai.startUserSession(); }
    function shut() external { require(ready); ai.closeUserSession(session); }
}
"""


def literal(text: str) -> str:
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\x{byte:02x}"
        for byte in text.encode()
    )


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    pending = [tree]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            yield one
            pending += one.values()
        elif isinstance(one, list):
            pending += one


@pytest.mark.xdist_group("replay")
@pytest.mark.parametrize(
    "command", [("poc", "Vault:dtn-double-close"), ("invariants", "Vault")], ids=lambda one: one[0]
)
@pytest.mark.parametrize("word", WORDS, ids=["quote", "comment", "escapes", "harmless"])
def test_words_of_the_contract_stay_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dtnlint: Call,
    word: str,
    command: tuple[str, ...],
) -> None:
    pytest.importorskip("pyrevm")
    monkeypatch.chdir(tmp_path)
    source = VAULT.replace("WORD", literal(word))
    write(tmp_path / "src" / "Vault.sol", source)
    done = dtnlint(*command, ".", "--output", "Vault.t.sol")
    assert done.code == 0, done.err
    text = (tmp_path / "Vault.t.sol").read_text(encoding="utf-8")
    assert all(one.isprintable() or one == "\n" for one in text)

    (compiled,) = compile_closures(plan([tmp_path / "Vault.t.sol"]).closures)
    assert isinstance(compiled, Compiled), compiled
    (tree,) = (ast for unit, ast in compiled.asts.items() if unit.endswith("Vault.t.sol"))
    names = {one["memberName"] for one in nodes(tree) if one.get("nodeType") == "MemberAccess"}
    assert "unlock" in names
    assert "ffi" not in names
    contracts = {one["name"] for one in nodes(tree) if one.get("nodeType") == "ContractDefinition"}
    assert "Evil" not in contracts
    said = {one["hexValue"] for one in nodes(tree) if one.get("nodeType") == "Literal"}
    assert word.encode().hex() in said, "the very same bytes"
