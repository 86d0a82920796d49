"""The server's end of the protocol: messages in, calls out, and what they answer.

Runs no analysis: that is the engine's (`dtnlint.lsp.errands`), and what is to be done when
is `dtnlint.lsp.workspace`'s.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
import uuid
from collections.abc import Iterable
from typing import Any, BinaryIO

from lsprotocol import types
from msgspec.structs import replace
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from dtnlint import __version__, programs
from dtnlint.escaping import printable
from dtnlint.lsp import asking
from dtnlint.lsp.actions import EXPLAIN, KINDS, TRACE, Actions
from dtnlint.lsp.documents import Document, path_of, uri_of
from dtnlint.lsp.engine import Started
from dtnlint.lsp.errands import Engine, Errand
from dtnlint.lsp.showing import Shower
from dtnlint.lsp.telling import LIFECYCLE, Teller, Walk, walk
from dtnlint.lsp.workspace import Workspace
from dtnlint.report.rule_pages import page
from dtnlint.settings import IMPACTS, Given

_CONFIGURATION = (
    "dtnlint.toml",
    "pyproject.toml",
    "foundry.toml",
    "remappings.txt",
    "package.json",
    ".gitmodules",
)
_PATTERNS = ("**/*.sol", "**/hardhat.config.*", *(f"**/{name}" for name in _CONFIGURATION))
_LONG = 1.0
"""Seconds after which work is told of."""
_SECTION = "dtnlint"


class _Protocol(LanguageServerProtocol):
    """Keeps no documents: `dtnlint.lsp.documents` does, by the protocol's own line ends."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class Server(LanguageServer):
    """One editor's server."""

    def __init__(self, engine: Engine, given: Given, solc: str | None, *, cache: bool) -> None:
        super().__init__("dtnlint", __version__, protocol_cls=_Protocol)
        self.engine = engine
        self._given = given
        self._solc = solc
        self._cache = cache
        self._client = types.ClientCapabilities()
        self.desk: Workspace
        self.shower: Shower
        self._pushed: dict[str, list[types.Diagnostic]] = {}
        self._pulled: dict[str, tuple[str, list[types.Diagnostic]]] = {}
        self._pulling: dict[str, int] = {}
        self._complaints: set[str] = set()
        self.actions: Actions
        self.teller: Teller
        self.walk: Walk | None = None
        self._shows_itself = False
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def can(self, capability: str) -> bool:
        """Whether the client says that it can do something."""
        return bool(get_capability(self._client, capability))

    # The client comes and goes

    def begin(self, params: types.InitializeParams) -> None:
        """Take in what the client is, and where it works."""
        self._client = params.capabilities
        self.desk = Workspace(self.engine, self)
        self.desk.documents.encoding = str(
            getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding)
        )
        self.shower = Shower(
            self.desk, related=self.can("text_document.publish_diagnostics.related_information")
        )
        self.actions = Actions(
            self.desk, self.shower, changes=self.can("workspace.workspace_edit.document_changes")
        )
        self.teller = Teller(self.desk, self.shower)
        options = params.initialization_options
        self._shows_itself = isinstance(options, dict) and options.get("showsItself") is True
        addresses = [folder.uri for folder in params.workspace_folders or ()]
        if not addresses and params.root_uri:
            addresses = [params.root_uri]
        roots = [path for path in map(path_of, addresses) if path is not None]
        if not addresses and params.root_path:
            roots = [params.root_path]
        self.configure(params.initialization_options)
        self._set_roots(roots)

    def _set_roots(self, roots: list[str]) -> None:
        for folder in programs.widely_around(roots):
            programs.distrust(folder)
        programs.enclose(roots)
        self.engine.begin(asking.Begin(tuple(roots), self._solc, self._cache))
        self.desk.set_roots(roots)

    async def begun(self) -> None:
        """The client is ready for requests."""
        registrations = []
        if self._is_told_of_files:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _PATTERNS]
            registrations.append(
                types.Registration(
                    str(uuid.uuid4()),
                    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    types.DidChangeWatchedFilesRegistrationOptions(watchers),
                )
            )
        if self.can("workspace.did_change_configuration.dynamic_registration"):
            registrations.append(
                types.Registration(
                    str(uuid.uuid4()),
                    types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                    types.DidChangeConfigurationRegistrationOptions(_SECTION),
                )
            )
        if registrations:
            await self.client_register_capability_async(types.RegistrationParams(registrations))
        await self.fetch_settings()

    async def fetch_settings(self) -> None:
        """Ask the client for its settings, if it has any for us."""
        if self.can("workspace.configuration"):
            item = types.ConfigurationItem(section=_SECTION)
            said = await self.workspace_configuration_async(types.ConfigurationParams([item]))
            if said and said[0]:
                self.configure(said[0])

    def configure(self, said: object) -> None:
        """Take over the client's settings; none of them names what is executed."""
        given = given_by(said)
        if self._given.solc is not None:
            given = replace(given, solc=self._given.solc)
        if given != self.desk.given:
            self.desk.given = given
            self.desk.recheck()

    def folders_changed(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Folders came or went."""
        gone = {path_of(folder.uri) for folder in params.event.removed}
        come = [path_of(folder.uri) for folder in params.event.added]
        kept = [root for root in self.desk.roots if root not in gone]
        self._set_roots([*kept, *(path for path in come if path is not None)])

    # Documents

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """A document was opened."""
        document = self.desk.documents.open(params.text_document)
        if document is not None:
            self.desk.opened(document, watched=self._is_told_of_files)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """A document was edited."""
        document = self.desk.documents.of(params.text_document.uri)
        if document is not None:
            if self.walk is not None:
                self.end_walk()  # its places are of another text
            self.desk.documents.change(
                document, params.text_document.version, params.content_changes
            )
            self.desk.changed(document)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """A document was closed."""
        document = self.desk.documents.of(params.text_document.uri)
        if document is not None:
            self._pulled.pop(document.path, None)
            if document.path in self._pushed or not self._pulls:
                self._push(document.path, document.uri, [], None)
                del self._pushed[document.path]
            self.desk.closed(document)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """A document was saved. Who watches no files may have changed others, too."""
        if not self._is_told_of_files:
            self.desk.recheck()

    def on_disk(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Files have changed on disk."""
        paths = [(path_of(change.uri), change.type) for change in params.changes]
        changed = [(path, kind) for path, kind in paths if path is not None]
        self.desk.on_disk(
            (path for path, _ in changed),
            structure=any(
                kind is not types.FileChangeType.Changed or not path.lower().endswith(".sol")
                for path, kind in changed
            ),
        )

    @property
    def _is_told_of_files(self) -> bool:
        return self.can("workspace.did_change_watched_files.dynamic_registration")

    # Requests

    def document(self, uri: str) -> Document | None:
        """The open document at an address."""
        return self.desk.documents.of(uri)

    async def act(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What can be done in a range."""
        document = self.document(params.text_document.uri)
        if document is None:
            return []
        only = params.context.only
        kinds = None if only is None else [str(getattr(one, "value", one)) for one in only]
        return await self.actions.at(document, params.range, kinds, params.context.diagnostics)

    async def show(self, title: str, name: str, text: str) -> dict[str, str]:
        """Show a text: as a file of its own, unless the client does that itself."""
        said = {"title": title, "name": name, "text": text}
        if self._shows_itself:
            return said
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="dtnlint-")
        path = os.path.join(self._folder.name, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        if self.can("window.show_document.support"):
            await self.window_show_document_async(
                types.ShowDocumentParams(
                    uri_of(path), external=name.endswith(".html"), take_focus=True
                )
            )
        else:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Info, path))
        return said

    async def show_lifecycle(self, uri: str, contract: str) -> dict[str, str] | None:
        """Show a consumer's lifecycle."""
        document = self.document(uri)
        drawing = None if document is None else self.teller.drawing(document, contract)
        if drawing is None:
            return None
        title = f"Lifecycle of {contract}"
        text = drawing if self._shows_itself else _page(title, drawing)
        return await self.show(title, f"{_word(contract)}.html", text)

    async def explain(self, rule: str) -> dict[str, str] | None:
        """Show a rule's page."""
        info = self.teller.rules().get(rule)
        if info is None:
            return None
        return await self.show(info.name, f"{_word(info.name)}.md", page(info, linked=False))

    async def show_trace(self, uri: str, fingerprint: str) -> bool:
        """Show a finding's trace in the text, and go to its first step."""
        document = self.document(uri)
        if document is None:
            return False
        for found, finding in self.desk.findings(document.path):
            if finding.fingerprint == fingerprint and finding.trace:
                self.walk = walk(self.shower, found, finding)
                await self.go(0)
                return True
        return False

    async def go(self, to: int) -> None:
        """Go to a step of the trace that is shown."""
        if self.walk is None or not self.walk.steps:
            return
        self.walk.at = to % len(self.walk.steps)
        step = self.walk.steps[self.walk.at]
        self._refresh_hints()
        if self.can("window.show_document.support"):
            await self.window_show_document_async(
                types.ShowDocumentParams(
                    step.place.uri, take_focus=True, selection=step.place.range
                )
            )
        self.window_show_message(
            types.ShowMessageParams(
                types.MessageType.Info,
                f"{self.walk.at + 1} of {len(self.walk.steps)}: {step.label}",
            )
        )

    def end_walk(self) -> None:
        """Show no trace any more."""
        if self.walk is not None:
            self.walk = None
            self._refresh_hints()

    def _refresh_hints(self) -> None:
        if self.can("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    # What the workspace tells

    @property
    def _pulls(self) -> bool:
        return self.can("text_document.diagnostic")

    def news(self, paths: Iterable[str]) -> None:
        """Show what is new of files."""
        paths = set(paths)
        stale = False
        documents = self.desk.documents.by_path
        for path in paths | self._pushed.keys() | documents.keys():
            document = documents.get(path)
            if document is not None and not self.desk.is_settled(path):
                continue  # what is said then is of the text that is shown
            lines = self.shower.diagnostics(path)
            if document is not None and self._pulls:
                known = self._pulled.get(path)
                stale = stale or (
                    known is not None and known[1] != lines and not self._pulling.get(path)
                )
                if path in self._pushed:
                    self._push(path, document.uri, [], document.version)
                    del self._pushed[path]
            elif document is not None:
                if path in paths or self._pushed.get(path) != lines:
                    self._push(path, document.uri, lines, document.version)
            elif lines or path in self._pushed:
                if self._pushed.get(path) != lines:
                    self._push(path, self.shower.uri_of(path), lines, None)
                if not lines:
                    del self._pushed[path]
        for path in paths & documents.keys():
            self.desk.try_ahead(path)
        if any(path in documents for path in paths) and self.can(
            "workspace.code_lens.refresh_support"
        ):
            self.workspace_code_lens_refresh(None)
        if stale and self.can("workspace.diagnostics.refresh_support"):
            self.workspace_diagnostic_refresh(None)

    def _push(
        self, path: str, uri: str, lines: list[types.Diagnostic], version: int | None
    ) -> None:
        self._pushed[path] = lines
        versioned = self.can("text_document.publish_diagnostics.version_support")
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, lines, version if versioned else None)
        )

    async def pull(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """The diagnostics of a document, when they are those of the text that is shown."""
        document = self.desk.documents.of(params.text_document.uri)
        if document is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        path = document.path
        self._pulling[path] = self._pulling.get(path, 0) + 1
        try:
            await self.desk.settled(path)
        finally:
            self._pulling[path] -= 1
        lines = self.shower.diagnostics(path)
        last = self._pulled.get(path)
        if last is not None and last[1] == lines:
            if params.previous_result_id == last[0]:
                return types.RelatedUnchangedDocumentDiagnosticReport(last[0])
        else:
            last = (str(uuid.uuid4()), lines)
            self._pulled[path] = last
        return types.RelatedFullDocumentDiagnosticReport(lines, result_id=last[0])

    def complain(self, sentences: str) -> None:
        """Show what is amiss, once."""
        if sentences not in self._complaints:
            self._complaints.add(sentences)
            said = f"dtnlint: {printable(sentences)}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said))

    def watch(self, errand: Errand, what: str) -> None:
        """Tell of work that takes long while it does."""
        if self.can("window.work_done_progress"):
            asyncio.get_running_loop().create_task(self._tell(errand, what))

    async def _tell(self, errand: Errand, what: str) -> None:
        await asyncio.wait({errand.answer}, timeout=_LONG)
        if errand.answer.done():
            return
        token = str(uuid.uuid4())
        await self.work_done_progress.create_async(token)
        if errand.answer.done():
            return
        self.work_done_progress.begin(
            token, types.WorkDoneProgressBegin("dtnlint", message=what, percentage=0)
        )

        def come(progress: asking.Progress) -> None:
            share = 100 * progress.done // max(1, progress.total)
            self.work_done_progress.report(
                token, types.WorkDoneProgressReport(message=progress.name, percentage=share)
            )

        errand.progress = come
        await asyncio.wait({errand.answer})
        errand.progress = None
        self.work_done_progress.end(token, types.WorkDoneProgressEnd())


def given_by(said: object) -> Given:
    """What a client says of settings; what is no such setting is left out.

    Clients may read it in the workspace: so nothing here names a file or what is executed.
    """
    if isinstance(said, dict) and isinstance(said.get(_SECTION), dict):
        said = said[_SECTION]
    if not isinstance(said, dict):
        return Given()

    def words(key: str) -> tuple[str, ...]:
        given = said.get(key)
        return (
            tuple(word for word in given if isinstance(word, str))
            if isinstance(given, list)
            else ()
        )

    lowest, version, stubs = said.get("minImpact"), said.get("solcVersion"), said.get("stubs")
    return Given(
        select=words("select"),
        ignore=words("ignore"),
        min_impact=lowest if lowest in IMPACTS else None,
        solc=version
        if isinstance(version, str) and re.fullmatch(r"\d{1,9}\.\d{1,9}\.\d{1,9}", version)
        else None,
        stubs=stubs if isinstance(stubs, bool) else None,
    )


def server(engine: Engine, given: Given, solc: str | None, *, cache: bool) -> Server:
    """A server with all that it can do."""
    made = Server(engine, given, solc, cache=cache)
    feature = made.feature

    @feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.begin(params)

    @feature(types.INITIALIZED)
    async def initialized(ls: Server, params: types.InitializedParams) -> None:
        await ls.begun()

    @feature(types.SHUTDOWN)
    def shutdown(ls: Server, params: None) -> None:
        ls.engine.close()

    @feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.opened(params)

    @feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.changed(params)

    @feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.closed(params)

    @feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        ls.saved(params)

    @feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def on_disk(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        ls.on_disk(params)

    @feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        if ls.can("workspace.configuration"):
            await ls.fetch_settings()
        else:
            ls.configure(params.settings)

    @feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
        ls.folders_changed(params)

    @feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="dtnlint"
        ),
    )
    async def pull(
        ls: Server, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        return await ls.pull(params)

    @feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=list(KINDS)),
    )
    async def act(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        return await ls.act(params)

    @feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        document = ls.document(params.text_document.uri)
        return None if document is None else ls.teller.hover(document, params.position)

    @feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())
    async def lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
        document = ls.document(params.text_document.uri)
        if document is None:
            return []
        await ls.desk.settled(document.path)
        return ls.teller.lenses(document)

    @feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
        document = ls.document(params.text_document.uri)
        return [] if document is None or ls.walk is None else ls.walk.hints(document.path)

    @made.command(LIFECYCLE)
    async def show_lifecycle(ls: Server, uri: str, contract: str) -> dict[str, str] | None:
        return await ls.show_lifecycle(uri, contract)

    @made.command(EXPLAIN)
    async def explain(ls: Server, rule: str) -> dict[str, str] | None:
        return await ls.explain(rule)

    @made.command(TRACE)
    async def show_trace(ls: Server, uri: str, fingerprint: str) -> bool:
        return await ls.show_trace(uri, fingerprint)

    @made.command("dtnlint.nextStep")
    async def next_step(ls: Server) -> None:
        await ls.go(0 if ls.walk is None else ls.walk.at + 1)

    @made.command("dtnlint.previousStep")
    async def previous_step(ls: Server) -> None:
        await ls.go(0 if ls.walk is None else ls.walk.at - 1)

    @made.command("dtnlint.endTrace")
    async def end_trace(ls: Server) -> None:
        ls.end_walk()

    @made.command("dtnlint.checkWorkspace")
    async def check_workspace(ls: Server) -> None:
        ls.desk.check_everything()

    return made


def _word(name: str) -> str:
    """A name as one of a file."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:80] or "_"


def _page(title: str, drawing: str) -> str:
    """A drawing as a page that fetches nothing."""
    return (
        '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{html.escape(title)}</title>{drawing}"
    )


def serve(
    started: Started, version: str | None = None, solc: str | None = None, *, cache: bool = True
) -> None:
    """Serve the editor on the other end of standard input and output, until it is gone.

    `version` and `solc` are a compiler's version and path, as the command line says them.
    """
    engine = Engine(started)
    try:
        server(engine, Given(solc=version), solc, cache=cache).start_io(
            sys.stdin.buffer, _own_output()
        )
    finally:
        engine.close()


def _own_output() -> BinaryIO:
    """Standard output for the protocol alone: what else is printed goes to standard error."""
    sys.stdout.flush()
    ours = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(ours, "wb")
