"""A client of its own that opens a contract of its own, and says what became of it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from dtnlint import programs
from dtnlint.lsp.documents import uri_of

_CONTRACT = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

contract Selftest is WithDtnAi {
    uint256 sessionId;

    function close() external {
        ai.closeUserSession(sessionId);
    }
}
"""
_SECONDS = 120.0
_CODE = (
    "from dtnlint.lsp.engine import start; engine = start(); "
    "from dtnlint.lsp.server import serve; serve(engine)"
)


def run() -> tuple[str, bool]:
    """What to say, and whether all is well."""
    return asyncio.run(_run())


async def _run() -> tuple[str, bool]:
    start = time.perf_counter()
    client = LanguageClient("dtnlint-selftest", "1")
    heard: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def published(params: types.PublishDiagnosticsParams) -> None:
        heard.put_nowait(params)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "Selftest.sol")
        file.write_text(_CONTRACT, encoding="utf-8")
        words = programs.python(_CODE)
        await client.start_io(words[0], *words[1:], cwd=programs.PLACE)
        try:
            uri = uri_of(folder)
            await client.initialize_async(
                types.InitializeParams(
                    types.ClientCapabilities(),
                    workspace_folders=[types.WorkspaceFolder(uri, "selftest")],
                )
            )
            client.initialized(types.InitializedParams())
            item = types.TextDocumentItem(uri_of(str(file)), "solidity", 1, _CONTRACT)
            client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            params = await asyncio.wait_for(heard.get(), _SECONDS)
            await client.shutdown_async(None)
            client.exit(None)
        except asyncio.TimeoutError:
            return f"The server said nothing within {_SECONDS:g} seconds.\n", False
        finally:
            await client.stop()  # type: ignore[no-untyped-call]
    seconds = time.perf_counter() - start
    codes = [str(one.code) for one in params.diagnostics]
    if not any(code.startswith("dtn-") for code in codes):
        said = "\n".join(one.message for one in params.diagnostics) or "nothing"
        return f"The server found nothing in a contract with a defect; it said: {said}\n", False
    return f"The server works: {len(codes)} findings after {seconds:.1f} s.\n", True
