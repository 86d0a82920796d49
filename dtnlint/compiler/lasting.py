"""Compilers that are kept for question after question, such as a watch's.

Their programs are run as suits a long life. And since what changes is mostly one file of
what was asked before, the next question is asked while others still find out what it is.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from dtnlint import disk
from dtnlint.compiler.compile import Chosen, first_question
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import CompilerError, Compilers
from dtnlint.sources.closure import Closure
from dtnlint.sources.outline import outline
from dtnlint.sources.problems import Problem

_REMEMBERED = 8
"""Closures of which a change is foreseen: people go on with what they saved last."""

_Answer = Future[Mapping[str, Any]]


class LastingCompilers(Compilers):
    """Compilers that outlive a run, and what the last runs asked them."""

    def __init__(self, seconds: float, cache: Path | None = None, *, answers: bool = True) -> None:
        """As `Compilers`."""
        super().__init__(seconds, cache, answers=answers, lasting=True)
        self._asked: list[tuple[Chosen, bool]] = []
        self._foreseen: dict[tuple[str, bytes], _Answer] = {}

    def remember(self, chosen: Chosen, whole: bool) -> None:
        """Note what a run asks, all files or only the needed ones: the next may ask it again."""
        targets = set(chosen.closure.targets)
        others = [one for one in self._asked if targets.isdisjoint(one[0].closure.targets)]
        self._asked = [*others, (chosen, whole)][-_REMEMBERED:]

    def prepare(self, expected: Iterable[Solc | Problem]) -> None:
        """Start the compiler that is asked most often, before anybody waits for it."""
        scripts = Counter(solc for solc in expected if isinstance(solc, Solc) and solc.is_script)
        for solc, _ in scripts.most_common(1):
            with contextlib.suppress(CompilerError):  # is told where it is asked
                self._worker(solc, 0)

    def foresee(self, changed: Iterable[str], texts: Mapping[str, bytes] | None = None) -> None:
        """Files have changed: ask what follows from that, where it is plain.

        `texts` stand for what the files at these real paths hold.

        A wrong guess costs the compiler's time, so that none is made where several closures
        are hit, or where a file imports something else than before.
        """
        self._foreseen.clear()
        files = {os.path.realpath(path) for path in changed}
        hit = [
            (chosen, whole)
            for chosen, whole in self._asked
            if not files.isdisjoint(os.path.realpath(file.path) for file in chosen.closure.files)
        ]
        if len(hit) != 1:
            return
        (chosen, whole) = hit[0]
        closure = _edited(chosen.closure, files, texts or {})
        if closure is None or not isinstance(chosen.solc, Solc):
            return
        message = first_question(closure, chosen.solc, whole=whole)
        answer: _Answer = Future()
        self._foreseen[chosen.solc.path, message] = answer
        threading.Thread(
            target=self._answer, args=(answer, chosen.solc, message), daemon=True
        ).start()

    def ask(self, solc: Solc, message: bytes) -> Mapping[str, Any]:
        """As `Compilers.ask`."""
        foreseen = self._foreseen.pop((solc.path, message), None)
        return super().ask(solc, message) if foreseen is None else foreseen.result()

    def _answer(self, answer: _Answer, solc: Solc, message: bytes) -> None:
        try:
            answer.set_result(super().ask(solc, message))
        except BaseException as error:  # is whoever asks for it's
            answer.set_exception(error)


def _edited(
    closure: Closure, changed: Collection[str], texts: Mapping[str, bytes]
) -> Closure | None:
    """`closure` with what changed files hold now; None where more than their text changes."""
    files = []
    for file in closure.files:
        path = os.path.realpath(file.path)
        if path in changed:
            try:
                given = texts.get(path)
                data = disk.read(path, within=None) if given is None else given
                text = data.decode("utf-8")
            except (OSError, UnicodeDecodeError):
                return None
            if _directives(text) != _directives(file.text):
                return None
            file = replace(file, text=text)
        files.append(file)
    return replace(closure, files=tuple(files))


def _directives(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a file imports, and the compilers that it allows."""
    said = outline(text)
    return tuple(one.path for one in said.imports), said.pragmas
