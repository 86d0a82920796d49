"""Findings as diagnostics."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache

from lsprotocol import types

from dtnlint.escaping import printable
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Impact, Level, Location, Notification
from dtnlint.findings.source_text import SourceText
from dtnlint.lsp.documents import position, region, uri_of
from dtnlint.lsp.known import Found
from dtnlint.lsp.workspace import Workspace
from dtnlint.report.wording import also_in, transaction

SOURCE = "dtnlint"
SEVERITIES = {
    Impact.HIGH: types.DiagnosticSeverity.Error,
    Impact.MEDIUM: types.DiagnosticSeverity.Warning,
    Impact.LOW: types.DiagnosticSeverity.Information,
    Impact.INFORMATIONAL: types.DiagnosticSeverity.Hint,
    Impact.OPTIMIZATION: types.DiagnosticSeverity.Hint,
}
_LEVELS = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTE: types.DiagnosticSeverity.Information,
}
_COMPILER = "compile-error"
_STANDING = frozenset({"no-fixes", "other-compiler"})
"""Notifications that are about a run and not about a file."""


class Shower:
    """What is shown of files, in the words of one client."""

    def __init__(self, workspace: Workspace, *, related: bool) -> None:
        """`related`: whether the client shows other places beside a diagnostic."""
        self._workspace = workspace
        self._related = related

    def text_of(self, found: Found, name: str) -> SourceText | None:
        """What a file holds now: what the editor shows, else what the check has read."""
        document = self._workspace.documents.by_path.get(found.path(name))
        return document.text if document is not None else found.report.sources.get(name)

    def uri(self, found: Found, name: str) -> str:
        """The address of a file, as the client has it if it is open."""
        return self.uri_of(found.path(name))

    def uri_of(self, path: str) -> str:
        """The address of a file by its real path."""
        document = self._workspace.documents.by_path.get(path)
        return uri_of(path) if document is None else document.uri

    def place(self, found: Found, location: Location) -> types.Location | None:
        """Where something stands now."""
        text = self.text_of(found, location.path)
        now = found.place(location, text)
        if now is None or text is None:
            return None
        encoding = self._workspace.documents.encoding
        return types.Location(self.uri(found, location.path), region(text, now, encoding))

    def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """All that is to be said of a file."""
        told = list(self._workspace.told(path))
        lines = [d for found, one in self._workspace.findings(path) for d in self._of(found, one)]
        lines += [d for found, note in _once(told) for d in self._told(found, note, path)]
        return sorted(lines, key=lambda d: (d.range.start.line, d.range.start.character, d.code))

    def _of(self, found: Found, finding: Finding) -> Iterator[types.Diagnostic]:
        place = self.place(found, finding.location)
        if place is None or not (finding.active and (finding.shown or finding.fails)):
            return
        message = printable(finding.message)
        if more := also_in(finding):
            message += f" (also in {more})"
        related = list(self._steps(found, finding))
        if not self._related:
            message = "\n".join([message, *(one.message for one in related)])
        if finding.remedy:
            message += f"\n{printable(finding.remedy)}"
        yield types.Diagnostic(
            place.range,
            message,
            SEVERITIES[finding.impact],
            finding.rule,
            page_address(found.report, finding.rule),
            SOURCE,
            related_information=related if self._related and related else None,
            data={"fingerprint": finding.fingerprint},
        )

    def _steps(
        self, found: Found, finding: Finding
    ) -> Iterator[types.DiagnosticRelatedInformation]:
        """The trace, then what else there is to see."""
        said = [
            (f"{transaction(step.transaction)}: {step.entry} – {step.text}", step.location)
            for step in finding.trace
        ]
        said += [(one.text, one.location) for one in finding.related]
        for text, location in said:
            place = self.place(found, location)
            if place is not None:
                yield types.DiagnosticRelatedInformation(place, printable(text))

    def _told(self, found: Found, note: Notification, path: str) -> Iterator[types.Diagnostic]:
        if note.kind in _STANDING or (note.location is None and note.level is Level.NOTE):
            return
        place = None if note.location is None else self.place(found, note.location)
        if place is not None:
            where = place.range
        elif note.location is not None and note.level is not Level.ERROR:
            return  # its code is no more
        else:
            document = self._workspace.documents.by_path.get(path)
            where = types.Range(types.Position(0, 0), types.Position(0, 0))
            if document is not None:
                end = position(
                    document.text, document.text.line_end(1), self._workspace.documents.encoding
                )
                where = types.Range(types.Position(0, 0), end)
        yield types.Diagnostic(
            where, printable(note.text), _LEVELS[note.level], note.kind, source=SOURCE
        )


def _once(told: list[tuple[Found, Notification]]) -> Iterator[tuple[Found, Notification]]:
    """What is told; of a compiler's complaints the first alone."""
    complained = False
    for found, note in told:
        if note.kind == _COMPILER:
            if complained:
                continue
            complained = True
        yield found, note


def page_address(report: Report, rule: str) -> types.CodeDescription | None:
    """Where a rule's page is to be read, if that is known."""
    info, base = report.rule(rule), _repository()
    if info is None or base is None or not info.page:
        return None
    return types.CodeDescription(posixpath.join(base, info.page))


@lru_cache(maxsize=1)
def _repository() -> str | None:
    """Where the files of dtnlint's repository are read, as a release says."""
    from importlib.metadata import PackageNotFoundError, metadata

    name = "CHANGELOG.md"
    try:
        addresses = metadata("dtnlint").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for said in map(str, addresses):
        _, _, address = said.partition(", ")
        if address.startswith("https://") and address.endswith(f"/{name}"):
            return address.removesuffix(name)
    return None
