"""The campaign: random edits, and after each stretch the same findings as a fresh check."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import click

from truth.editing.client import Client
from truth.editing.contracts import HEAD, RESET, SHOP, TILL

_BAR = f"""{HEAD}
/* 😀 é \u2028 */ contract Bar is WithDtnAi {{
    uint256 tab;

    function open() external {{
        tab = ai.startUserSession();
    }}

    function shut() external {{
        ai.closeUserSession(tab);
    }}
}}
"""
VARIANTS = {
    "Till.sol": (TILL, TILL.replace(RESET, ""), TILL.replace("\n", "\r\n")),
    "Shop.sol": (SHOP, SHOP.replace("        require(sessionId == 0);\n", "")),
    "Bar.sol": (
        _BAR,
        _BAR.replace("(tab);", "(tab);\n        tab = 0;"),
        f"// dtnlint: ignore[dtn-double-close] so\n{_BAR}",
    ),
    "Lib.sol": ("pragma solidity ^0.8.20;\n\nlibrary Lib {}\n", "pragma solidity ^0.8.20;\n"),
}
"""What compiles, with defects and without."""
_PIECES = ("x", "}", "{", ";", "\n", "\r\n", "é", "😀", "    ", "sessionId", "/*", '"', "// ", "0")
_STRETCH = 50
"""Edits between two comparisons."""
_PATIENCE = 90.0
_WORDS = (sys.executable, "-I", "-m", "dtnlint")

Place = tuple[str, str, int, int]
"""File, rule, and line and column as the protocol counts them."""


class Editing:
    """An editor at work on one project, at random."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.faults: list[str] = []
        self.texts: dict[str, str] = {}
        """Of what is open."""
        self.undo: dict[str, list[str]] = {}
        (folder / ".git").mkdir()
        for name, variants in VARIANTS.items():
            self._write(name, variants[0])
        self.client = Client((*_WORDS, "lsp"), folder)
        self.client.start()

    def work(self, count: int) -> Iterator[int]:
        """Edit so many times; yields how often after each comparison."""
        for done in range(1, count + 1):
            self._edit()
            if self.random.random() < 0.5:
                time.sleep(self.random.choice((0.001, 0.02, 0.1, 0.4)))
            if done % _STRETCH == 0 or done == count:
                self._compare(done)
                yield done
        self.client.end()
        self.faults += self.client.errors

    def _edit(self) -> None:
        names = sorted(VARIANTS)
        name = self.random.choice(names)
        if name not in self.texts:
            self._open(name)
        kind = self.random.choices(
            ("insert", "delete", "paste", "undo", "whole", "save", "rename", "close", "ask"),
            (30, 20, 10, 15, 6, 6, 2, 4, 7),
        )[0]
        text = self.texts[name]
        at = self.random.randint(0, len(text))
        if kind == "insert":
            self._replace(name, at, at, self.random.choice(_PIECES))
        elif kind == "delete":
            self._replace(name, at, min(len(text), at + self.random.choice((1, 3, 40))), "")
        elif kind == "paste":
            source = self.random.choice(VARIANTS[self.random.choice(names)])
            start = self.random.randint(0, len(source))
            self._replace(name, at, at, source[start : start + self.random.choice((5, 80))])
        elif kind == "undo" and self.undo[name]:
            self._whole(name, self.undo[name].pop())
        elif kind == "whole":
            self._whole(name, self.random.choice(VARIANTS[name]))
        elif kind == "save":
            self._save(name)
        elif kind == "rename":
            self._rename(name)
        elif kind == "close":
            self._close(name)
        elif kind == "ask":
            self._ask(name, at)

    # What an editor does

    def _path(self, name: str) -> Path:
        return self.folder / name

    def _write(self, name: str, text: str) -> None:
        self._path(name).write_text(text, encoding="utf-8", newline="")

    def _told(self, name: str, kind: int) -> None:
        change = {"uri": self._path(name).as_uri(), "type": kind}
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [change]})

    def _open(self, name: str) -> None:
        self.texts[name] = self._path(name).read_bytes().decode()
        self.undo[name] = []
        self.client.open(self._path(name), self.texts[name])

    def _replace(self, name: str, start: int, end: int, new: str) -> None:
        text = self.texts[name]
        # Nobody can put the cursor between the two halves of a line's end.
        start, end = (at - (text[at - 1 : at + 1] == "\r\n") for at in (start, end))
        place = {"start": _position(text, start), "end": _position(text, end)}
        self.undo[name].append(text)
        self.texts[name] = text[:start] + new + text[end:]
        self.client.change(self._path(name), [{"range": place, "text": new}])

    def _whole(self, name: str, text: str) -> None:
        self.texts[name] = text
        self.client.change(self._path(name), [{"text": text}])

    def _save(self, name: str) -> None:
        self._write(name, self.texts[name])
        self.client.notify(
            "textDocument/didSave", {"textDocument": {"uri": self._path(name).as_uri()}}
        )
        self._told(name, 2)

    def _close(self, name: str) -> None:
        self.client.close(self._path(name))
        del self.texts[name]

    def _rename(self, name: str) -> None:
        """To another name and back: other files import it by its own."""
        self._save(name)
        self._close(name)
        other = self._path(f"Other{name}")
        self._path(name).rename(other)
        self._told(name, 3)
        self._told(other.name, 1)
        self.client.open(other, other.read_bytes().decode())
        time.sleep(self.random.choice((0.0, 0.2)))
        self.client.close(other)
        other.rename(self._path(name))
        self._told(other.name, 3)
        self._told(name, 1)

    def _ask(self, name: str, at: int) -> None:
        place = _position(self.texts[name], at)
        document = {"uri": self._path(name).as_uri()}
        what = self.random.choice(("hover", "codeLens", "inlayHint", "codeAction"))
        given: dict[str, Any] = {"textDocument": document}
        if what == "hover":
            given["position"] = place
        elif what in ("inlayHint", "codeAction"):
            given["range"] = {"start": place, "end": place}
        if what == "codeAction":
            given["context"] = {"diagnostics": []}
        self.client.request(f"textDocument/{what}", given)

    # What has to be shown

    def _compare(self, done: int) -> None:
        """Give every file a text that compiles, and see that what is shown is what is found."""
        for name in VARIANTS:
            if name not in self.texts:
                self._open(name)
            self._whole(name, self.random.choice(VARIANTS[name]))
            self._save(name)
        wanted = self._found()
        end = time.monotonic() + _PATIENCE
        while (shown := self._shown()) != wanted and time.monotonic() < end:
            time.sleep(0.05)
        if shown != wanted:
            self.faults.append(
                f"after {done} edits: shown too much {sorted(shown - wanted)}, "
                f"too little {sorted(wanted - shown)}"
            )

    def _shown(self) -> set[Place]:
        return {
            (name, one["code"], one["range"]["start"]["line"], one["range"]["start"]["character"])
            for name in self.texts
            for one in self.client.shown.get(self._path(name).as_uri(), (None, []))[1]
        }

    def _found(self) -> set[Place]:
        done = subprocess.run(
            (*_WORDS, "check", "--format", "json", str(self.folder)),
            capture_output=True,
            check=False,
            cwd=self.folder,
        )
        report = json.loads(done.stdout)
        return {
            (
                one["location"]["path"],
                one["rule"],
                *_units(self.texts[one["location"]["path"]], one["location"]["start"]),
            )
            for one in report["findings"]
            if one["suppression"] is None
            and one["impact"] in ("High", "Medium", "Low")  # the rest is counted
        }


def _position(text: str, at: int) -> dict[str, int]:
    line, column = _units(text, len(text[:at].encode()))
    return {"line": line, "character": column}


def _units(text: str, byte: int) -> tuple[int, int]:
    """Line and column of a byte, as the protocol counts them."""
    before = text.encode()[:byte].decode().replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2


def edited(seed: int, count: int) -> list[str]:
    """What went wrong with so many edits."""
    with tempfile.TemporaryDirectory() as folder:
        editing = Editing(seed, Path(folder).resolve())
        for _ in editing.work(count):
            pass
        return editing.faults


@click.command()
@click.option("--count", default=2_000, show_default=True, help="How many edits.")
@click.option("--seed", default=1, show_default=True, help="What they follow from.")
def editing(count: int, seed: int) -> None:
    """Edit a project at random, and compare what the server shows with a fresh check."""
    with tempfile.TemporaryDirectory() as folder:
        work = Editing(seed, Path(folder).resolve())
        began = time.monotonic()
        for done in work.work(count):
            seconds = time.monotonic() - began
            click.echo(f"{done} edits, {seconds:.0f} s, {len(work.faults)} faults", err=True)
    for fault in work.faults:
        click.echo(fault)
    sys.exit(1 if work.faults else 0)
