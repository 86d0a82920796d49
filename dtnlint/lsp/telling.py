"""What is told on request: verdicts where the pointer is, counts above a consumer, a trace."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types
from msgspec import Struct

from dtnlint.escaping import markdown, printable
from dtnlint.findings.finding import ContractRef, Finding, Judgement, Location
from dtnlint.findings.outline import Outline
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.suppression import directives_of
from dtnlint.lsp.documents import Document, offset, region
from dtnlint.lsp.known import Found
from dtnlint.lsp.showing import Shower
from dtnlint.lsp.workspace import Workspace
from dtnlint.report.diagram import draw, drawing_of
from dtnlint.report.rule_pages import page
from dtnlint.report.wording import PROMISES, count, transaction

LIFECYCLE = "dtnlint.showLifecycle"

_MOST = 4
"""Consumers that a hover tells of; the others are counted."""
_ORDER = ("violated", "unknown", "proved")
_SIGNS = {"violated": "✗", "unknown": "?", "proved": "✓"}


class Teller:
    """What is told of the documents of one client."""

    def __init__(self, workspace: Workspace, shower: Shower) -> None:
        self._workspace = workspace
        self._shower = shower
        self._encoding = workspace.documents.encoding

    # Hover

    def hover(self, document: Document, where: types.Position) -> types.Hover | None:
        """The verdicts on the operation at a position, or the rules that a comment names."""
        at = offset(document.text, where, self._encoding)
        return self._comment(document, at) or self._operation(document, at)

    def _comment(self, document: Document, at: int) -> types.Hover | None:
        for directive in directives_of(document.path, document.text).directives:
            place = directive.suppression.location
            if place.start <= at < place.end:
                rules = self.rules()
                known = [rules[name] for name in directive.rules if name in rules]
                if known:
                    said = "\n\n---\n\n".join(page(rule, linked=False) for rule in known)
                    return self._shown(document, place, said)
        return None

    def _operation(self, document: Document, at: int) -> types.Hover | None:
        statement = Outline(document.text.data).statement(at)
        if not statement or not statement[0].start <= at <= statement[-1].end:
            return None
        start, end = statement[0].start, statement[-1].end
        by_contract: dict[tuple[ContractRef, str], list[tuple[Found, Judgement]]] = {}
        for found, one in self._judgements(document):
            place = found.place(one.location, document.text)
            if place is not None and start <= place.start < end:
                by_contract.setdefault((one.contract, one.function), []).append((found, one))
        if not by_contract:
            return None
        parts = [
            self._verdicts(contract, function, judged)
            for (contract, function), judged in sorted(by_contract.items())[:_MOST]
        ]
        if others := len(by_contract) - _MOST:
            parts += [f"… and in {count(others, 'more consumer')}."] if others > 0 else []
        return self._shown(document, Location("", start, end - start), "\n\n".join(parts))

    def _judgements(self, document: Document) -> Iterator[tuple[Found, Judgement]]:
        for target in sorted(self._workspace.known.importing(document.path)):
            known = self._workspace.known.slices.get(target)
            if known is not None and known.found is not None:
                for one in known.found.judgements.get(target, ()):
                    if known.found.path(one.location.path) == document.path:
                        yield known.found, one

    def _verdicts(
        self, contract: ContractRef, function: str, judged: list[tuple[Found, Judgement]]
    ) -> str:
        lines = [f"**{_md(contract.name)}**, `{printable(function)}`"]
        told: set[str] = set()
        for outcome in _ORDER:
            for _, one in judged:
                line = f"- {_SIGNS[outcome]} {outcome}: {_md(one.property)}. "
                line += _md(PROMISES.get(one.property, ""))
                if one.outcome != outcome or line in told:
                    continue
                told.add(line)
                if one.outcome == "unknown" and one.reasons:
                    line += f" Not known, because {_md('; '.join(one.reasons))}."
                lines.append(line)
        if any(one.outcome == "proved" for _, one in judged):
            lines += self._invariant(judged[0][0], contract, function)
        return "\n".join(lines)

    def _invariant(self, found: Found, contract: ContractRef, function: str) -> Iterator[str]:
        """In which states an entry point is passed at all: what the proofs stand on."""
        for known in found.report.lifecycles:
            if known.contract != contract:
                continue
            sources = {
                move.source
                for move in known.transitions
                if function in move.entries and move.source is not None
            }
            states = [
                " – ".join((known.states[index].title, *known.states[index].details))
                for index in sorted(sources)
            ]
            if states:
                yield ""
                yield f"Whenever it goes through, the contract is in: {_md('; or '.join(states))}."
            if known.gaps:
                yield f"States may be missing: {_md('; '.join(known.gaps))}."

    def _shown(self, document: Document, place: Location, said: str) -> types.Hover:
        return types.Hover(
            types.MarkupContent(types.MarkupKind.Markdown, said),
            region(document.text, place, self._encoding),
        )

    def rules(self) -> dict[str, RuleInfo]:
        """The rules that checks have run, by name."""
        return {
            rule.name: rule
            for known in self._workspace.known.slices.values()
            if known.teller is not None
            for rule in known.teller.report.rules
        }

    # Code lens

    def lenses(self, document: Document) -> list[types.CodeLens]:
        """The count of verdicts above each consumer."""
        known = self._workspace.known.slices.get(document.path)
        if known is None or known.found is None:
            return []
        found = known.found
        judged = found.judgements.get(document.path, [])
        declared = {
            scope.name: scope
            for scope in Outline(document.text.data).scopes
            if scope.kind == "contract"
        }
        drawn = {one.contract for one in found.lifecycles.get(document.path, [])}
        lenses = []
        for contract in sorted(found.report.run.consumers):
            scope = declared.get(contract.name)
            if scope is None or found.path(contract.path) != document.path:
                continue
            outcomes = [one.outcome for one in judged if one.contract == contract]
            title = " · ".join(
                f"{outcomes.count(name)} {name}" for name in ("proved", "violated", "unknown")
            )
            command = LIFECYCLE if contract in drawn else ""
            place = Location("", scope.start, 0)
            lenses.append(
                types.CodeLens(
                    region(document.text, place, self._encoding),
                    types.Command(title, command, arguments=[document.uri, contract.name]),
                )
            )
        return lenses

    def drawing(self, document: Document, contract: str) -> str | None:
        """The lifecycle of a consumer, as SVG."""
        known = self._workspace.known.slices.get(document.path)
        if known is None or known.found is None:
            return None
        report = known.found.report
        for one in known.found.lifecycles.get(document.path, []):
            if one.contract.name == contract:
                return draw("svg", drawing_of(one, report.findings, report.rules))
        return None


class Step(Struct, frozen=True):
    """A step of the trace that is shown."""

    label: str
    path: str
    """Real path of the file."""
    place: types.Location


class Walk(Struct):
    """A trace that is walked, step by step."""

    title: str
    steps: list[Step]
    at: int = 0

    def hints(self, path: str) -> list[types.InlayHint]:
        """What stands at the operations of the trace in a file."""
        return [
            types.InlayHint(
                step.place.range.end,
                f"{'▶ ' if number == self.at else ''}{number + 1}: {step.label}",
                padding_left=True,
                tooltip=self.title,
            )
            for number, step in enumerate(self.steps)
            if step.path == path
        ]


def walk(shower: Shower, found: Found, finding: Finding) -> Walk:
    """A finding's trace, to be walked."""
    steps = []
    for step in finding.trace:
        place = shower.place(found, step.location)
        if place is not None:
            label = printable(f"{transaction(step.transaction)}, {step.entry} – {step.text}")
            steps.append(Step(label, found.path(step.location.path), place))
    return Walk(printable(finding.message), steps)


def _md(text: str) -> str:
    return markdown(printable(text))
