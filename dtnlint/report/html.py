"""The report as one HTML file for a security reviewer: nothing is fetched, nothing else is run.

The page's outline, style and script stand in ``page/``; this module says what is in it.
Jinja escapes every value, and the page's own policy forbids whatever is not in it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dtnlint.escaping import clean, printable
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import (
    BaselineState,
    ContractRef,
    Finding,
    Fix,
    Impact,
    Judgement,
    Location,
)
from dtnlint.findings.lifecycle import Lifecycle, reported
from dtnlint.findings.problems import problems
from dtnlint.findings.rules import RuleInfo, cwe_name
from dtnlint.findings.source_text import SourceText, decode
from dtnlint.report.diagram import INTENDED, drawing_of, sentences, style, svg
from dtnlint.report.diagram import PAGE as DIAGRAM_COLOURS
from dtnlint.report.highlight import Highlighter, Line
from dtnlint.report.options import Options
from dtnlint.report.wording import (
    count,
    deployments,
    details,
    headline,
    lives,
    place,
    replays,
    step_text,
    transactions,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CONTEXT = 3
"""Lines of source shown before and after those of a finding."""
_LINES = 24
"""How many lines of a finding are shown at most: a whole contract is no excerpt."""
_OUTCOMES = ("proved", "violated", "unknown")


def render(report: Report, options: Options) -> str:
    """The report as a page."""
    # Late: no other format needs these.
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    css = _asset("report.css") + style(DIAGRAM_COLOURS)
    script = _asset("report.js")
    page = _Page(report)
    template = environment.from_string(_asset("report.html.jinja"))
    return (
        template.render(
            policy=_policy(css, script),
            css=Markup(css),
            script=Markup(script),
            report=report,
            page=page,
            headline=headline(report, whole=True),
            details=details(report, whole=True),
            replays=replays(report),
            deployments=list(deployments(report)),
            sentence=_sentence,
            intended=Markup(svg(INTENDED, inline=True)),
            intended_told=list(sentences(INTENDED)),
            count=count,
            shown=printable,
        )
        + "\n"
    )


def _sentence(clause: str) -> str:
    text = printable(clause)
    return f"{text[:1].upper()}{text[1:]}."


def _asset(name: str) -> str:
    return (files("dtnlint.report") / "page" / name).read_text(encoding="utf-8")


def _policy(css: str, script: str) -> str:
    """The content security policy that allows the page's own style and script, and nothing."""

    def digest(text: str) -> str:
        return b64encode(sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; style-src 'sha256-{digest(css)}'; "
        f"script-src 'sha256-{digest(script)}'; base-uri 'none'; form-action 'none'"
    )


class _Step(Struct, frozen=True):
    number: int
    text: str
    code: tuple[Line, ...]


class _Page:
    """What the page's outline asks for."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.sources = report.sources
        self._highlighters: dict[str, Highlighter] = {}
        self.findings = sorted(report.findings, key=lambda one: (not one.active, one.impact.rank))
        self.rules = {rule.name: rule for rule in report.rules}

    # -- summary and filters -----------------------------------------------------------

    @property
    def impacts(self) -> list[tuple[str, int]]:
        """How many shown findings there are of each impact."""
        active = self.report.active
        return [(impact.value, sum(one.impact is impact for one in active)) for impact in Impact]

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """How many verdicts there are of each kind."""
        return [
            (outcome, sum(one.outcome == outcome for one in self.report.judgements))
            for outcome in _OUTCOMES
        ]

    @property
    def found_rules(self) -> list[tuple[str, int]]:
        """The rules that found something, by name, and how much."""
        names = sorted({finding.rule for finding in self.findings})
        return [(name, sum(one.rule == name for one in self.findings)) for name in names]

    @property
    def aside(self) -> int:
        """How many findings are suppressed, known, or gone."""
        return sum(not finding.active for finding in self.findings)

    @property
    def consumers(self) -> list[ContractRef]:
        """Every contract that was judged."""
        judged = {one.contract for one in self.report.judgements}
        judged |= {contract for finding in self.report.findings for contract in finding.contracts}
        drawn = {one.contract for one in self.report.lifecycles}
        return sorted(
            {*self.report.run.consumers, *judged, *drawn}, key=lambda one: (one.path, one.name)
        )

    def key(self, contract: ContractRef) -> str:
        """A word that stands for a contract in the page, also where names are shared."""
        digest = sha256(repr((contract.path, contract.name)).encode("utf-8", "surrogateescape"))
        return f"c{digest.hexdigest()[:12]}"

    def anchor(self, finding: Finding) -> str:
        """The finding's place in the page; the same in the next report on the same code."""
        return "finding-" + re.sub(r"[^A-Za-z0-9]+", "-", finding.fingerprint or finding.rule)

    # -- consumers ---------------------------------------------------------------------

    def lifecycle(self, contract: ContractRef) -> Lifecycle | None:
        """A contract's lifecycle, where it is known."""
        return next((one for one in self.report.lifecycles if one.contract == contract), None)

    def diagram(self, lifecycle: Lifecycle) -> Any:
        """The drawn lifecycle, as markup, and the same in words."""
        from markupsafe import Markup

        drawing = drawing_of(
            lifecycle,
            self.report.findings,
            self.report.rules,
            link=lambda finding: f"#{self.anchor(finding)}",
        )
        return {"svg": Markup(svg(drawing, inline=True)), "told": list(sentences(drawing))}

    def of(self, contract: ContractRef) -> list[Finding]:
        """The shown findings of a contract, worst first."""
        return [one for one in self.findings if one.active and contract in one.contracts]

    def verdicts(self, contract: ContractRef) -> list[dict[str, Any]]:
        """The verdict table: for each operation, the properties by outcome."""
        mine = [one for one in self.report.judgements if one.contract == contract]

        def operation(one: Judgement) -> tuple[str, int, str, str]:
            text = self.sources.get(one.location.path)
            line = one.location.start if text is None else text.line_of(one.location.start)
            return (one.location.path, line, one.function, one.operation or one.subject)

        rows = []
        for (_, _, function, name), group in groupby(sorted(mine, key=operation), key=operation):
            judged = list(group)
            rows.append(
                {
                    "operation": printable(name),
                    "function": printable(function),
                    "place": _breakable(place(judged[0].location, self.sources, column=False)),
                    **{
                        outcome: [
                            (
                                printable(one.property),
                                self._blamed(one),
                                [printable(r) for r in one.reasons],
                            )
                            for one in judged
                            if one.outcome == outcome
                        ]
                        for outcome in _OUTCOMES
                    },
                }
            )
        return rows

    def _blamed(self, judgement: Judgement) -> str:
        """Where the page tells of a violation, if a finding speaks of it."""
        if judgement.outcome != "violated":
            return ""
        lifecycle = self.lifecycle(judgement.contract)
        if lifecycle is not None:
            for misuse, finding in reported(lifecycle, self.report.findings, self.report.rules):
                if (misuse.property, misuse.location) == (judgement.property, judgement.location):
                    return f"#{self.anchor(finding)}"
        return ""

    def tally(self, contract: ContractRef) -> dict[str, int]:
        """How many verdicts on a contract there are of each kind."""
        mine = [one.outcome for one in self.report.judgements if one.contract == contract]
        return {outcome: mine.count(outcome) for outcome in _OUTCOMES}

    # -- findings ----------------------------------------------------------------------

    def place(self, location: Location) -> Any:
        """Where something stands."""
        return _breakable(place(location, self.sources))

    def code(self, location: Location) -> tuple[Line, ...]:
        """Coloured source around a place; nothing where the text is not to be had."""
        return self._code(location, _CONTEXT, _LINES)

    def _code(self, location: Location, context: int, most: int) -> tuple[Line, ...]:
        text = self.sources.get(location.path)
        if text is None or not location.length:
            return ()
        if location.path not in self._highlighters:
            self._highlighters[location.path] = Highlighter(text)
        return self._highlighters[location.path].around(location, context, most)

    def lives(self, finding: Finding) -> str:
        """The contract of which a finding speaks and where it lives, if that is known."""
        return lives(finding, self.report)

    def trace(self, finding: Finding) -> Iterator[tuple[str, list[_Step]]]:
        """The trace's transactions, each with its steps, numbered throughout."""
        number = 0
        for head, steps in transactions(finding.trace):
            told = []
            for step in steps:
                number += 1
                code = self._code(step.location, 0, 1)
                told.append(_Step(number, step_text(step, self.sources), code))
            yield head[:1].upper() + head[1:], told

    def aside_of(self, finding: Finding) -> str:
        """Why a finding is not among those to act on."""
        if finding.suppression is not None:
            by = f"{finding.suppression.directive} at {self.place(finding.suppression.location)}"
            reason = printable(finding.suppression.justification)
            return f"Suppressed by {by}" + (f": {reason}" if reason else "")
        if finding.baseline is BaselineState.UNCHANGED:
            return "Known from the baseline"
        if finding.baseline is BaselineState.ABSENT:
            return "Gone since the baseline"
        return ""

    def same_edit(self, finding: Finding) -> list[Finding]:
        """The other findings that the edit mends that mends this one."""
        return [one for one in self._problem_of.get(finding, ()) if one is not finding]

    @cached_property
    def _problem_of(self) -> dict[Finding, tuple[Finding, ...]]:
        told = problems(self.report.active)
        return {one: problem.findings for problem in told for one in problem.findings}

    def diff(self, fix: Fix) -> list[tuple[str, str]]:
        """A fix as lines of a unified diff, each with its kind."""
        return list(_diff(fix, self.sources))

    def message(self, text: str) -> Any:
        """A sentence in which what stands between backquotes is code."""
        from markupsafe import Markup, escape

        parts = printable(text).split("`")
        if len(parts) % 2 == 0:
            return Markup(escape("`".join(parts)))
        return Markup("").join(
            Markup("<code>{}</code>").format(part) if number % 2 else part
            for number, part in enumerate(parts)
        )

    # -- rules -------------------------------------------------------------------------

    def markdown(self, text: str) -> Any:
        """A rule's own Markdown as markup, without pictures and without its own HTML."""
        from markupsafe import Markup

        return Markup(_markdown().render(clean(text)))

    def facts(self, rule: RuleInfo) -> str:
        """How bad a rule's findings are, and which weakness they are of."""
        told = f"{rule.impact.value} impact, {rule.confidence.value.lower()} confidence"
        return told if rule.cwe is None else f"{told}, CWE-{rule.cwe} ({cwe_name(rule.cwe)})"


def _breakable(path: str) -> Any:
    """A path that breaks behind its folders where it is too long for a line."""
    from markupsafe import Markup, escape

    return Markup("/<wbr>").join(escape(part) for part in path.split("/"))


def _diff(fix: Fix, sources: Mapping[str, SourceText]) -> Iterator[tuple[str, str]]:
    for path, group in groupby(fix.edits, key=lambda edit: edit.location.path):
        text = sources.get(path)
        if text is None:
            continue
        data = text.data
        for edit in reversed(list(group)):
            data = data[: edit.location.start] + edit.text.encode() + data[edit.location.end :]
        lines = unified_diff(
            decode(text.data).splitlines(), decode(data).splitlines(), path, path, "", "", 2, ""
        )
        for line in lines:
            kind = {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "")
            yield ("place" if line.startswith(("+++", "---")) else kind, printable(line))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """Renders rules' texts. No HTML of theirs, no pictures: the page fetches nothing."""
    from markdown_it import MarkdownIt
    from markupsafe import escape

    def fenced(code: str, language: str, _: str) -> str:
        if language not in ("solidity", "sol"):
            return str(escape(code))
        data = code.encode()
        lines = Highlighter(SourceText(data)).around(Location(""), code.count("\n"))
        return "\n".join(_coloured(line.pieces) for line in lines)

    def _coloured(pieces: Iterable[Any]) -> str:
        return "".join(
            f'<span class="{piece.kind}">{escape(piece.text)}</span>'
            if piece.kind
            else str(escape(piece.text))
            for piece in pieces
        )

    rules = MarkdownIt("commonmark", {"html": False, "highlight": fenced})
    return rules.enable("table").disable(["image", "autolink"])
