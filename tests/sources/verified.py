"""One contract in every form in which verified sources come."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from Crypto.Hash import keccak

ADDRESS = "0x" + "5eed" * 10
VERSION = "0.8.28"
LONG_VERSION = f"{VERSION}+commit.7893614a"

ROUTER = """pragma solidity ^0.8.0;
interface IDtnAi {
    function startUserSession() external returns (uint256);
    function closeUserSession(uint256 sessionId) external;
    function request(uint256, bytes32) external payable returns (bytes32);
}
"""
BASE = """pragma solidity ^0.8.0;
import {IDtnAi} from "./idtn-ai.sol";
abstract contract WithDtnAi {
    IDtnAi public ai;
    function setAi(address router) public { ai = IDtnAi(router); }
}
"""
"""As the package was once: anyone can set the router."""
SHOP = """pragma solidity ^0.8.0;
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
contract Shop is WithDtnAi {
    uint256 sessionId;
    address owner = msg.sender;
    function open() external {
        require(msg.sender == owner && sessionId == 0);
        sessionId = ai.startUserSession();
    }
    function close() external {
        require(msg.sender == owner && sessionId != 0);
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
"""
FILES: Mapping[str, str] = {
    "contracts/Shop.sol": SHOP,
    "@deeptrust/contracts/with-dtn-ai.sol": BASE,
    "@deeptrust/contracts/idtn-ai.sol": ROUTER,
}
FLAT = ROUTER + "".join(
    line
    for line in (BASE + SHOP).splitlines(keepends=True)
    if not line.startswith(("import", "pragma"))
)


def contents(files: Mapping[str, str] = FILES) -> dict[str, Any]:
    return {unit: {"content": text} for unit, text in files.items()}


def standard(files: Mapping[str, str] = FILES, **settings: Any) -> dict[str, Any]:
    return {"language": "Solidity", "sources": contents(files), "settings": settings}


def build_info(files: Mapping[str, str] = FILES, **more: Any) -> dict[str, Any]:
    known = {"solcVersion": VERSION, "solcLongVersion": LONG_VERSION, "output": {"sources": {}}}
    return {"id": "5eed", **known, "input": standard(files), **more}


def metadata(files: Mapping[str, str] = FILES, *, literal: bool = False) -> dict[str, Any]:
    sources: dict[str, Any] = {}
    for unit, text in files.items():
        digest = keccak.new(digest_bits=256, data=text.encode()).hexdigest()
        sources[unit] = {"keccak256": f"0x{digest}", "urls": []}
        if literal:
            sources[unit]["content"] = text
    first = next(iter(files))
    return {
        "compiler": {"version": LONG_VERSION},
        "language": "Solidity",
        "output": {"abi": []},
        "settings": {"compilationTarget": {first: "Shop"}, "remappings": [], "evmVersion": "paris"},
        "sources": sources,
        "version": 1,
    }


def etherscan(source: str, **more: Any) -> dict[str, Any]:
    return {"status": "1", "message": "OK", "result": [result(source, **more)]}


def result(source: str, **more: Any) -> dict[str, Any]:
    return {
        "SourceCode": source,
        "ABI": "[]",
        "ContractName": "Shop",
        "CompilerVersion": f"v{LONG_VERSION}",
        "OptimizationUsed": "1",
        "Runs": "200",
        "EVMVersion": "Default",
        **more,
    }


def braced(document: Any) -> str:
    return "{" + json.dumps(document) + "}"


def sourcify(files: Mapping[str, str] = FILES, **more: Any) -> dict[str, Any]:
    return {
        "match": "exact_match",
        "chainId": "137",
        "address": ADDRESS,
        "compilation": {
            "language": "Solidity",
            "compiler": "solc",
            "compilerVersion": LONG_VERSION,
            "compilerSettings": {"remappings": []},
            "name": "Shop",
            "fullyQualifiedName": "contracts/Shop.sol:Shop",
        },
        "sources": contents(files),
        **more,
    }


def repository(
    folder: Path, match: str = "full_match", files: Mapping[str, str] = FILES, chain: str = "137"
) -> Path:
    """Write a folder as Sourcify has it; returns it."""
    place = folder / "contracts" / match / chain / ADDRESS
    for unit, text in files.items():
        file = place / "sources" / unit
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, newline="")
    (place / "metadata.json").write_text(json.dumps(metadata(files)))
    return place


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()
