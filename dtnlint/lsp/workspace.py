"""What is to be checked when, and what follows from what was found.

Knows documents, folders and the engine, and no message of the protocol: the server turns
those into calls, and is told which files have something new.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct, field

from dtnlint import disk
from dtnlint.findings.finding import Finding, Fix, Notification, Safety
from dtnlint.lsp import asking
from dtnlint.lsp.documents import Document, Documents
from dtnlint.lsp.errands import Engine, Errand
from dtnlint.lsp.known import Found, Known
from dtnlint.settings import Given

NEAR, WANTED, SURVEY, FAR, AHEAD = range(5)
"""Urgencies: what is edited, what a request waits for, what there is, what is affected, guesses."""

_TOGETHER = 24
"""Consumers that an edit affects, up to which they are checked with the edited file itself."""
_TYPING = 0.3
"""Seconds after an edit in which another one is somebody's typing …"""
_PAUSE = 0.06
"""… and is waited for so long."""


class Listener(Protocol):
    """Who is told."""

    def news(self, paths: Iterable[str]) -> None:
        """Something may be new of these files."""

    def complain(self, sentences: str) -> None:
        """Something is amiss with settings, or with dtnlint."""

    def watch(self, errand: Errand, what: str) -> None:
        """Work has begun that may take long."""


class Folder(Struct, eq=False):
    """A folder that is checked from: the workspace's, or that of a file outside of any."""

    path: str
    near: set[str] = field(default_factory=set)
    """What is to be checked at once …"""
    far: set[str] = field(default_factory=set)
    """… and later."""
    running: dict[int, tuple[Errand, frozenset[str]]] = field(default_factory=dict)
    """By urgency, what is being checked."""
    imports: dict[str, frozenset[str]] = field(default_factory=dict)
    """By consumer's file, all that it imports and itself, as far as is known."""
    survey: Errand | None = None
    surveyed: bool = False
    timer: asyncio.TimerHandle | None = None
    edited: float = 0

    def importing(self, path: str) -> set[str]:
        """The consumers' files that import a file."""
        return {target for target, files in self.imports.items() if path in files}


class Workspace:
    """All that is open, and all that is known."""

    def __init__(self, engine: Engine, listener: Listener) -> None:
        self.engine = engine
        self.listener = listener
        self.documents = Documents()
        self.known = Known()
        self.given = Given()
        self.roots: list[str] = []
        self.folders: dict[str, Folder] = {}
        self._news = asyncio.Event()
        self._everything = False
        self._trials: dict[tuple[str, str, str], Errand] = {}

    # Folders

    def set_roots(self, roots: Iterable[str]) -> None:
        """Take these as the workspace's folders."""
        self.roots = sorted({os.path.normpath(root) for root in roots}, key=len, reverse=True)
        for path in [path for path in self.folders if self._folder_of(path) != path]:
            self._drop(self.folders.pop(path))
        for root in self.roots:
            self.folder(root)
        self.recheck()

    def _drop(self, folder: Folder) -> None:
        for errand, _ in folder.running.values():
            self.engine.call_off(errand)
        if folder.survey is not None:
            self.engine.call_off(folder.survey)
        if folder.timer is not None:
            folder.timer.cancel()

    def folder(self, path: str) -> Folder:
        """The folder that a file is checked from."""
        place = self._folder_of(path)
        if place not in self.folders:
            self.folders[place] = Folder(place)
        return self.folders[place]

    def _folder_of(self, path: str) -> str:
        for root in self.roots:
            if disk.is_under(path, root) or disk.is_under(path, os.path.realpath(root)):
                return root
        return path if path in self.folders else os.path.dirname(path)

    def sight(self, folder: Folder) -> asking.Sight:
        """What the engine is shown."""
        return asking.Sight(folder.path, self.documents.texts(), self.given)

    # What happens

    def opened(self, document: Document, *, watched: bool) -> None:
        """A document is open now; unless files are `watched`, others may be new, too."""
        if not watched:
            self.folder(document.path).surveyed = False
        self._check(document.path, edited=False)

    def changed(self, document: Document) -> None:
        """A document was edited."""
        self._check(document.path, edited=True)

    def closed(self, document: Document) -> None:
        """A document is no longer open: what is on disk counts."""
        self.documents.by_path.pop(document.path, None)
        folder = self.folder(document.path)
        folder.near.discard(document.path)
        if document.edited:
            for path in folder.importing(document.path):
                self._check(path, edited=False)
        self.listener.news({document.path, *self.known.importing(document.path)})
        self._turn()

    def on_disk(self, paths: Iterable[str], *, structure: bool) -> None:
        """Files have changed on disk; with `structure`, some came or went, or configuration did."""
        if structure:
            self.recheck()
            return
        for path in {os.path.realpath(path) for path in paths} - self.documents.by_path.keys():
            self._check(path, edited=False)

    def check_everything(self) -> None:
        """Have all consumers of the workspace checked, and show what is found in them."""
        self._everything = True
        for folder in self.folders.values():
            folder.surveyed = False
            self._soon(folder)

    def recheck(self) -> None:
        """Find out everything anew."""
        self._forget_trials()
        for folder in self.folders.values():
            folder.surveyed = False
            if folder.survey is not None:
                self.engine.call_off(folder.survey)
                folder.survey = None
            gone = {path for path in folder.imports if not self._is_there(path)}
            for path in gone:
                del folder.imports[path]
                self.listener.news(self.known.forget(path))
        for document in list(self.documents.by_path.values()):
            self._check(document.path, edited=False)
        for folder in self.folders.values():
            self._soon(folder)

    def _check(self, path: str, *, edited: bool) -> None:
        """Have a file checked, and what imports it."""
        self._forget_trials()
        folder = self.folder(path)
        affected = folder.importing(path) | self._importing_it(folder, path)
        if path in self.documents.by_path or self.shows(path):
            affected.add(path)
        shown = {one for one in affected if self.shows(one) or one == path}
        near = affected if len(affected) <= _TOGETHER and edited else shown
        for urgency, (errand, paths) in list(folder.running.items()):
            if any(path in folder.imports.get(one, {one}) for one in paths):
                # What it looks at is not what there is any more.
                self.engine.call_off(errand)
                del folder.running[urgency]
                (folder.near if urgency == NEAR else folder.far).update(paths)
        folder.near |= near
        folder.far |= affected
        folder.far -= folder.near
        now = time.monotonic()
        typing = edited and now - folder.edited < _TYPING
        folder.edited = now if edited else folder.edited
        self._soon(folder, _PAUSE if typing else 0)

    def _importing_it(self, folder: Folder, path: str) -> set[str]:
        return {one for one in self.known.importing(path) if self.folder(one) is folder} - {path}

    def _soon(self, folder: Folder, pause: float = 0) -> None:
        if folder.timer is not None:
            folder.timer.cancel()
        folder.timer = asyncio.get_running_loop().call_later(pause, self._start, folder)

    def _start(self, folder: Folder) -> None:
        """Ask what is to be asked next."""
        folder.timer = None
        if NEAR in folder.running:
            return
        for urgency, paths in ((NEAR, folder.near), (FAR, folder.far)):
            there = frozenset(path for path in paths if self._is_there(path))
            for path in paths - there:
                self.listener.news(self.known.forget(path))
            paths.clear()
            if there and urgency in folder.running:
                self.engine.call_off(folder.running[urgency][0])
                there |= folder.running.pop(urgency)[1]
            if there:
                if urgency == FAR:
                    there = self._with_importers(folder, there)
                self._ask(folder, there, urgency)
                if urgency == NEAR:
                    return
        if not folder.surveyed and folder.survey is None and self._is_of_interest(folder):
            folder.survey = self.engine.ask(asking.Survey(self.sight(folder)), SURVEY)
            asyncio.get_running_loop().create_task(self._surveyed(folder, folder.survey))
        self._turn()

    def _is_of_interest(self, folder: Folder) -> bool:
        """Whether something of a workspace's folder is open; others are not searched."""
        open_there = any(self.folder(path) is folder for path in self.documents.by_path)
        return (open_there or self._everything) and folder.path in self.roots

    def _with_importers(self, folder: Folder, paths: frozenset[str]) -> frozenset[str]:
        """With the files for which these are judged: an abstract contract's heirs, say."""
        more = {one for path in paths for one in folder.importing(path)}
        return paths | {path for path in more if self._is_there(path)}

    def _is_there(self, path: str) -> bool:
        return path in self.documents.by_path or disk.is_file(path)

    def _ask(self, folder: Folder, paths: frozenset[str], urgency: int) -> None:
        question = asking.Check(self.sight(folder), tuple(sorted(paths)))
        # Asked anew, it would be of what was to be seen then: it is put together anew.
        errand = self.engine.ask(question, urgency, again=urgency == FAR)
        folder.running[urgency] = (errand, paths)
        self.listener.watch(errand, f"Checking {_files(paths)}")
        asyncio.get_running_loop().create_task(self._checked(folder, errand, paths, urgency))

    async def _checked(
        self, folder: Folder, errand: Errand, paths: frozenset[str], urgency: int
    ) -> None:
        try:
            answer = await errand.answer
        except asyncio.CancelledError:
            return
        mine = folder.running.get(urgency)
        if mine is None or mine[0] is not errand:
            return  # it was called off a moment too late
        del folder.running[urgency]
        if isinstance(answer, asking.Checked):
            folder.imports |= {one.target: one.files for one in answer.imports}
            touched = self.known.learn(answer, paths)
            self._complete(folder)
            self._turn()
            self.listener.news(touched | paths)
        elif isinstance(answer, asking.Impossible):
            self.listener.complain(answer.sentences)
            self._turn()
            self.listener.news(paths)
        self._start(folder)

    async def _surveyed(self, folder: Folder, errand: Errand) -> None:
        try:
            answer = await errand.answer
        except asyncio.CancelledError:
            return
        folder.survey = None
        folder.surveyed = True
        if isinstance(answer, asking.Surveyed):
            before = folder.imports
            folder.imports = {one.target: one.files for one in answer.imports}
            folder.imports |= {
                path: files for path, files in before.items() if path in self.documents.by_path
            }
            if self._everything:
                folder.far |= folder.imports.keys()
            self._complete(folder)
        self._turn()
        self._start(folder)

    def _complete(self, folder: Folder) -> None:
        """Check what is open again with all that is known to import it by now."""
        for path in self.documents.by_path:
            known = self.known.slices.get(path)
            if known is not None and self.folder(path) is folder and path not in folder.near:
                missing = folder.importing(path) - known.company - {path}
                if any(self._is_there(one) for one in missing):
                    folder.far |= folder.importing(path) | {path}

    # What is known

    def _turn(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def settled(self, path: str) -> None:
        """Wait until what is known of a file is of the text that is shown."""
        while not self.is_settled(path):
            await self._news.wait()

    def is_settled(self, path: str) -> bool:
        """Whether what is known of an open file is of the text that is shown."""
        folder = self.folder(path)
        running = folder.running.get(NEAR)
        return path not in folder.near and (running is None or path not in running[1])

    async def calm(self) -> None:
        """Wait until nothing is to be done any more."""
        while any(
            f.near or f.far or f.running or f.survey or f.timer for f in self.folders.values()
        ):
            await self._news.wait()

    def shows(self, path: str) -> bool:
        """Whether findings of a consumer's file are of interest: it is open, or an edit affects
        it."""
        if self._everything or path in self.documents.by_path:
            return True
        known = self.known.slices.get(path)
        files = known.imports if known is not None else frozenset[str]()
        return any(
            document.edited and document.path in files
            for document in self.documents.by_path.values()
        )

    def _targets(self, path: str) -> list[str]:
        """Whose findings are shown in a file."""
        importing = sorted(self.known.importing(path))
        if path in self.documents.by_path:
            return importing
        return [target for target in importing if self.shows(target)]

    def findings(self, path: str) -> Iterator[tuple[Found, Finding]]:
        """The findings to show in a file."""
        return self.known.findings(path, self._targets(path))

    def told(self, path: str) -> Iterator[tuple[Found, Notification]]:
        """What else is to be told in a file."""
        return self.known.told(path, self._targets(path))

    # Fixes

    async def tried(
        self, document: Document, finding: Finding, fix: Fix, urgency: int = WANTED
    ) -> asking.Mended | None:
        """What a fix makes of the text that is shown; None where an edit has overtaken it."""
        return await self._outcome(self._trial(document, finding, fix, urgency))

    def _trial(self, document: Document, finding: Finding, fix: Fix, urgency: int) -> Errand:
        question = asking.Mend(
            self.sight(self.folder(document.path)),
            self._judged_with(document),
            fingerprint=finding.fingerprint,
            title=fix.title,
            unsafe=fix.safety is Safety.UNSAFE,
        )
        return self._errand((document.path, finding.fingerprint, fix.title), question, urgency)

    async def mended(self, document: Document, name: str) -> asking.Mended | None:
        """What all safe fixes make of a file, which reports call `name`."""
        sight = self.sight(self.folder(document.path))
        question = asking.Mend(sight, self._judged_with(document), within=name)
        return await self._outcome(self._errand((document.path, "", ""), question, WANTED))

    def _errand(self, key: tuple[str, str, str], question: asking.Mend, urgency: int) -> Errand:
        if key not in self._trials:
            self._trials[key] = self.engine.ask(question, urgency)
        self.engine.hasten(self._trials[key], urgency)
        return self._trials[key]

    @staticmethod
    async def _outcome(errand: Errand) -> asking.Mended | None:
        await asyncio.wait({errand.answer})
        answer = None if errand.answer.cancelled() else errand.answer.result()
        return answer if isinstance(answer, asking.Mended) else None

    def _judged_with(self, document: Document) -> tuple[str, ...]:
        paths = self.folder(document.path).importing(document.path) | {document.path}
        return tuple(sorted(path for path in paths if self._is_there(path)))

    def _forget_trials(self) -> None:
        """Something has changed: what was found out of fixes is of no use."""
        for errand in self._trials.values():
            self.engine.call_off(errand)
        self._trials.clear()

    def try_ahead(self, path: str) -> None:
        """Find out which fixes hold before anybody asks."""
        document = self.documents.by_path.get(path)
        if document is None or not self.is_settled(path):
            return
        for found, finding in self.findings(path):
            text = found.report.sources.get(finding.location.path)
            if text is not None and text.data == document.text.data and finding.active:
                for fix in finding.fixes:
                    self._trial(document, finding, fix, AHEAD)


def _files(paths: frozenset[str]) -> str:
    first = os.path.basename(min(paths))
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"
