"""A small client of the language server: it sends, waits, and notes what is shown."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

CAPABILITIES: Mapping[str, Any] = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
    "workspace": {
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True},
    },
}

_MESSAGES = ("window/showMessage", "window/logMessage")
_AMISS = (1, 2)
"""Types of messages: errors and warnings."""


class Gone(Exception):  # noqa: N818 - it says what became of the server
    """The server has ended, or does not answer."""


class Client:
    """A server under way in a folder, and what it has said."""

    def __init__(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        patience: float = 120,
    ) -> None:
        self.folder = folder
        self.patience = patience
        self.shown: dict[str, tuple[int | None, list[dict[str, Any]]]] = {}
        """By address: the version and the diagnostics that are shown."""
        self.errors: list[str] = []
        """What went wrong by the server's own account."""
        self.versions: dict[Path, int] = {}
        self._answers: dict[int, Any] = {}
        self._number = 0
        self._news = threading.Condition()
        self._sending = threading.Lock()
        self.process = subprocess.Popen(
            words,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._complaints, daemon=True).start()

    def start(self) -> None:
        """Begin a session."""
        place = {"uri": self.folder.as_uri(), "name": self.folder.name}
        given = {"processId": None, "capabilities": CAPABILITIES, "workspaceFolders": [place]}
        self.request("initialize", given)
        self.notify("initialized", {})

    def end(self) -> None:
        """End the session and the server."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()

    # Documents

    def open(self, path: Path, text: str) -> None:
        """Open a file with a text."""
        self.versions[path] = 1
        item = {"uri": path.as_uri(), "languageId": "solidity", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, path: Path, changes: Sequence[Mapping[str, Any]]) -> int:
        """Change a file, and return its version."""
        self.versions[path] += 1
        document = {"uri": path.as_uri(), "version": self.versions[path]}
        given = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", given)
        return self.versions[path]

    def close(self, path: Path) -> None:
        """Close a file."""
        del self.versions[path]
        self.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})

    def await_shown(self, path: Path, version: int) -> list[dict[str, Any]]:
        """What is shown of a version of a file, as soon as it is. Raises `Gone`."""
        uri = path.as_uri()
        self._wait(lambda: self.shown.get(uri, (None, []))[0] == version)
        return self.shown[uri][1]

    # Messages

    def request(self, method: str, params: object) -> Any:
        """Ask, and return what is answered. Raises `Gone`."""
        with self._news:
            self._number += 1
            number = self._number
        self._send({"id": number, "method": method, "params": params})
        self._wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        if "error" in answer:
            self.errors.append(f"{method}: {answer['error']}")
        return answer.get("result")

    def notify(self, method: str, params: object) -> None:
        """Say something."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe = self.process.stdin
        assert pipe is not None
        with self._sending:
            pipe.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
            pipe.flush()

    def _wait(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + self.patience
        with self._news:
            while not holds():
                left = end - time.monotonic()
                if left <= 0 or self.process.poll() is not None:
                    raise Gone(f"no answer; errors: {self.errors}")
                self._news.wait(min(left, 1))

    def _read(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        while header := pipe.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = pipe.readline()
            self._heard(json.loads(pipe.read(length)))

    def _heard(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params")
        if method is not None and "id" in message:
            self._send({"id": message["id"], "result": None})
        with self._news:
            if method is None:
                self._answers[message["id"]] = message
            elif method == "textDocument/publishDiagnostics" and params is not None:
                self.shown[params["uri"]] = (params.get("version"), params["diagnostics"])
            elif method in _MESSAGES and params is not None and params["type"] in _AMISS:
                self.errors.append(params["message"])
            self._news.notify_all()

    def _complaints(self) -> None:
        pipe = self.process.stderr
        assert pipe is not None
        for line in pipe:
            self.errors.append(line.decode("utf-8", "replace").rstrip())
