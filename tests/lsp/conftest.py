"""The real server, in a process of its own, and an editor that talks to it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path
from pytest_lsp import ClientServerConfig, LanguageClient

from truth.editing.contracts import HEAD, RESET, TILL

PATIENCE = 120
CONFIG = ClientServerConfig(
    server_command=[sys.executable, "-u", "-m", "dtnlint", "lsp", "--no-cache"]
)
KEPT = TILL.replace(RESET, "")
"""Keeps the closed ID."""
ALONE = f"""{HEAD}
contract Shop is WithDtnAi {{
    uint256 public sessionId;

    function open() external {{
        require(sessionId == 0);
        sessionId = ai.startUserSession();
    }}

    function shut() external {{
        require(sessionId != 0);
        ai.closeUserSession(sessionId);
    }}
}}
"""
"""Closes twice."""


class Editor:
    """What an editor does, and what it shows."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.shown: dict[str, tuple[int | None, Sequence[types.Diagnostic]]] = {}
        self.encoding = "utf-16"
        self.pulls = False

        client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = (params.version, params.diagnostics)

        for method in (
            types.CLIENT_REGISTER_CAPABILITY,
            types.WORKSPACE_CODE_LENS_REFRESH,
            types.WORKSPACE_INLAY_HINT_REFRESH,
        ):
            client.feature(method)(lambda *_: None)

    async def start(
        self,
        capabilities: types.ClientCapabilities,
        *,
        options: Any = None,
        folders: Sequence[Path] | None = None,
    ) -> types.InitializeResult:
        """Begin a session."""
        roots = [self.folder] if folders is None else folders
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=[types.WorkspaceFolder(uri(root), root.name) for root in roots],
                initialization_options=options,
            )
        )
        self.encoding = str(getattr(result.capabilities.position_encoding, "value", "utf-16"))
        self.pulls = capabilities.text_document is not None and bool(
            capabilities.text_document.diagnostic
        )
        return result

    def write(self, name: str, text: str) -> Path:
        """Write a file to the disk."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def open(self, name: str, text: str | None = None) -> str:
        """Open a file that is there, or with a text that is not saved."""
        path = self.folder / name
        said = path.read_bytes().decode() if text is None else text
        self.texts[name], self.versions[name] = said, 1
        item = types.TextDocumentItem(uri(path), "solidity", 1, said)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri(path)

    def edit(self, name: str, before: str, after: str) -> None:
        """Replace the first of a text by another, as a keystroke would."""
        start = self.texts[name].index(before)
        place = types.Range(self.place(name, start), self.place(name, start + len(before)))
        self.change(name, types.TextDocumentContentChangePartial(text=after, range=place))
        self.texts[name] = self.texts[name].replace(before, after, 1)

    def change(self, name: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Send changes."""
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(document, list(changes))
        )

    def replace(self, name: str, text: str) -> None:
        """Replace the whole text."""
        self.texts[name] = text
        self.change(name, types.TextDocumentContentChangeWholeDocument(text))

    def close(self, name: str) -> None:
        """Close a file."""
        del self.texts[name]
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri(name)))
        )

    def uri(self, name: str) -> str:
        """A file's address."""
        return uri(self.folder / name)

    def place(self, name: str, index: int) -> types.Position:
        """Where a character stands."""
        before = self.texts[name][:index]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), units(line, self.encoding))

    def at(self, name: str, place: types.Range) -> str:
        """What stands in a range that is on one line."""
        line = self.texts[name].split("\n")[place.start.line]
        data = encoded(line, self.encoding)
        size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        piece = data[place.start.character * size : place.end.character * size]
        return piece.decode(f"{self.encoding}{'-le' if size > 1 else ''}")

    def edited(self, name: str, edits: Sequence[types.TextEdit]) -> str:
        """A file's text after edits, as an editor makes them."""
        lines = self.texts[name].split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)

        def index(position: types.Position) -> int:
            if position.line >= len(lines):
                return len(self.texts[name])
            line = lines[position.line]
            count = 0
            while units(line[:count], self.encoding) < position.character:
                count += 1
            return starts[position.line] + count

        text = self.texts[name]
        for edit in sorted(edits, key=lambda one: index(one.range.start), reverse=True):
            start, end = index(edit.range.start), index(edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text

    async def diagnostics(self, name: str) -> Sequence[types.Diagnostic]:
        """What is shown of the text as it is now, however long it takes."""
        if self.pulls and name in self.texts:
            answer = await asyncio.wait_for(
                self.client.text_document_diagnostic_async(
                    types.DocumentDiagnosticParams(types.TextDocumentIdentifier(self.uri(name)))
                ),
                PATIENCE,
            )
            assert isinstance(answer, types.RelatedFullDocumentDiagnosticReport)
            return answer.items
        wanted = self.versions[name]
        await self.until(lambda: self.shown.get(self.uri(name), (0, ()))[0] == wanted)
        return self.shown[self.uri(name)][1]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to be shown."""
        for _ in range(PATIENCE * 50):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"shown: {self.shown}")

    def codes(self, name: str) -> list[str]:
        """What is shown of a file."""
        return [str(one.code) for one in self.shown.get(self.uri(name), (0, ()))[1]]


def uri(path: Path) -> str:
    return from_fs_path(str(path)) or ""


def encoded(text: str, encoding: str) -> bytes:
    return text.encode("utf-8" if encoding == "utf-8" else f"{encoding}-le")


def units(text: str, encoding: str) -> int:
    return len(encoded(text, encoding)) // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]


def codes(diagnostics: Sequence[types.Diagnostic]) -> list[str]:
    return [str(one.code) for one in diagnostics]
