"""What can be done about a finding where it stands: mend it, suppress it, have it explained."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from lsprotocol import types

from dtnlint.findings.finding import Finding, Fix, Location, Safety
from dtnlint.findings.outline import Outline
from dtnlint.findings.source_text import SourceText, decode
from dtnlint.findings.suppression import IGNORE, directives_of
from dtnlint.lsp import asking
from dtnlint.lsp.documents import Document, offset, position
from dtnlint.lsp.known import Found
from dtnlint.lsp.showing import Shower
from dtnlint.lsp.workspace import Workspace

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.dtnlint"
KINDS = (types.CodeActionKind.QuickFix.value, FIX_ALL)
REASON = "say why"
"""What stands for the reason of a suppression until somebody writes it."""
EXPLAIN, TRACE = "dtnlint.explain", "dtnlint.showTrace"


class Actions:
    """The actions of one client."""

    def __init__(self, workspace: Workspace, shower: Shower, *, changes: bool) -> None:
        """`changes`: whether the client takes changes of documents in one version."""
        self._workspace = workspace
        self._shower = shower
        self._changes = changes

    async def at(
        self,
        document: Document,
        where: types.Range,
        only: Iterable[str] | None,
        told: Iterable[types.Diagnostic],
    ) -> list[types.CodeAction]:
        """What can be done in a range of a document."""
        wanted = None if only is None else tuple(only)
        await self._workspace.settled(document.path)
        found = list(self._standing(document, where))
        actions: list[types.CodeAction] = []
        if _asks(wanted, KINDS[0]):
            told = tuple(told)
            for _, finding in found:
                for action in await self._fixes(document, finding, _of(finding, told)):
                    _add(actions, action)
            for _, finding in found:
                actions += self._others(document, finding, _of(finding, told))
        if _asks(wanted, FIX_ALL) and (wanted is not None or found):
            actions += await self._all(document)
        return actions

    def _standing(self, document: Document, where: types.Range) -> Iterator[tuple[Found, Finding]]:
        """The findings in a range, those of the text that is shown."""
        encoding = self._workspace.documents.encoding
        start = offset(document.text, where.start, encoding)
        end = offset(document.text, where.end, encoding)
        for found, finding in self._workspace.findings(document.path):
            place = finding.location
            if (
                finding.active
                and (finding.shown or finding.fails)
                and _is_current(found, place, document)
                and place.start <= end
                and start <= place.end
            ):
                yield found, finding

    async def _fixes(
        self,
        document: Document,
        finding: Finding,
        told: list[types.Diagnostic],
    ) -> list[types.CodeAction]:
        tried = await asyncio.gather(
            *(self._workspace.tried(document, finding, fix) for fix in finding.fixes)
        )
        actions: list[types.CodeAction] = []
        for fix, mended in zip(finding.fixes, tried, strict=True):
            if mended is None or not mended.changes:
                continue
            safe = fix.safety is Safety.SAFE
            title = " and ".join(mended.titles) or fix.title
            actions.append(
                types.CodeAction(
                    title if safe else f"{title} (unsafe: may change what works now)",
                    types.CodeActionKind.QuickFix,
                    told,
                    is_preferred=True if safe and not actions else None,
                    edit=self._edit(mended.changes),
                )
            )
        return actions

    async def _all(self, document: Document) -> list[types.CodeAction]:
        names = {
            finding.location.path
            for found, finding in self._workspace.findings(document.path)
            if any(_may(fix) for fix in finding.fixes) and finding.active
        }
        if len(names) != 1:
            return []
        mended = await self._workspace.mended(document, names.pop())
        if mended is None or not mended.changes:
            return []
        return [
            types.CodeAction(
                "Make all safe fixes of dtnlint in this file",
                FIX_ALL,
                edit=self._edit(mended.changes),
            )
        ]

    def _others(
        self, document: Document, finding: Finding, told: list[types.Diagnostic]
    ) -> Iterator[types.CodeAction]:
        suppression = self._suppression(document, finding)
        if suppression is not None:
            yield types.CodeAction(
                f"Ignore {finding.rule} here, with a reason",
                types.CodeActionKind.QuickFix,
                told,
                edit=suppression,
            )
        if finding.trace:
            arguments = [document.uri, finding.fingerprint]
            yield types.CodeAction(
                f"Show how to get to {finding.rule}, step by step",
                types.CodeActionKind.QuickFix,
                told,
                command=types.Command("Show the trace", TRACE, arguments=arguments),
            )
        yield types.CodeAction(
            f"Explain {finding.rule}",
            types.CodeActionKind.QuickFix,
            told,
            command=types.Command("Explain", EXPLAIN, arguments=[finding.rule]),
        )

    def _suppression(self, document: Document, finding: Finding) -> types.WorkspaceEdit | None:
        """A comment above the statement, where it suppresses this finding."""
        text = document.text
        statement = Outline(text.data).statement(finding.location.start)
        line = text.line_of(statement[0].start if statement else finding.location.start)
        start = text.line_start(line)
        code = text.line(line)
        indent = code[: len(code) - len(code.lstrip())]
        ending = (
            decode(text.data[text.line_end(line) : text.line_start(line + 1)])
            if (line < text.lines)
            else "\n"
        )
        comment = f"{indent}// {IGNORE}[{finding.rule}] {REASON}{ending}"
        edited = text.data[:start] + comment.encode() + text.data[start:]
        moved = finding.location.start + len(comment.encode())
        for directive in directives_of(finding.location.path, SourceText(edited)).directives:
            first, past = directive.reach
            if directive.names(finding.rule) and first <= moved < past:
                place = position(text, start, self._workspace.documents.encoding)
                edit = types.TextEdit(types.Range(place, place), comment)
                return self._edits({document.path: [edit]})
        return None

    def _edit(self, changes: Iterable[asking.Change]) -> types.WorkspaceEdit:
        encoding = self._workspace.documents.encoding
        return self._edits(
            {
                change.path: list(text_edits(change.before, change.after, encoding))
                for change in changes
            }
        )

    def _edits(self, edits: dict[str, list[types.TextEdit]]) -> types.WorkspaceEdit:
        if not self._changes:
            return types.WorkspaceEdit({self._shower.uri_of(p): made for p, made in edits.items()})
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(
                        self._shower.uri_of(path), self._version(path)
                    ),
                    list(made),
                )
                for path, made in edits.items()
            ]
        )

    def _version(self, path: str) -> int | None:
        document = self._workspace.documents.by_path.get(path)
        return None if document is None else document.version


def _of(finding: Finding, told: Iterable[types.Diagnostic]) -> list[types.Diagnostic]:
    """What the client shows of a finding."""
    return [
        one
        for one in told
        if one.code == finding.rule
        and (one.data if isinstance(one.data, dict) else {}).get("fingerprint")
        in (None, finding.fingerprint)
    ]


def _add(actions: list[types.CodeAction], action: types.CodeAction) -> None:
    """Add an action; one that makes the same edit for another finding is the same."""
    for one in actions:
        if one.edit == action.edit:
            one.diagnostics = [*(one.diagnostics or ()), *(action.diagnostics or ())]
            return
    actions.append(action)


def _asks(only: tuple[str, ...] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds of actions asks for this one."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _may(fix: Fix) -> bool:
    return fix.safety is Safety.SAFE


def _is_current(found: Found, place: Location, document: Document) -> bool:
    text = found.report.sources.get(place.path)
    return text is not None and text.data == document.text.data


def text_edits(before: bytes, after: bytes, encoding: str) -> Iterator[types.TextEdit]:
    """Few small edits that make one text of another."""
    text = SourceText(before)
    old, new = decode(before).splitlines(keepends=True), decode(after).splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line.encode()))
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        head = _common(gone, come)
        tail = _common(gone[head:][::-1], come[head:][::-1])
        start = starts[i] + len(gone[:head].encode())
        end = starts[j] - len(gone[len(gone) - tail :].encode())
        yield types.TextEdit(
            types.Range(position(text, start, encoding), position(text, end, encoding)),
            come[head : len(come) - tail],
        )


def _common(one: str, other: str) -> int:
    for index, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return index
    return min(len(one), len(other))
