"""The page that sums a fleet up: which rules, how many deployments and chains, worst first."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from hashlib import sha256
from importlib.resources import files
from typing import Any

from msgspec import Struct, field

from dtnlint.escaping import printable, shortened
from dtnlint.fleet.journal import Journal
from dtnlint.fleet.judged import JUDGED, NO_CONSUMER, NOT_ANALYSED, FindingRow, Judged
from dtnlint.fleet.subject import Deployed, Found, Subject

_IMPACTS = ("High", "Medium", "Low", "Informational", "Optimization")
_MOST = 200
"""Contracts and reasons that the page lists."""


class _Rule(Struct):
    name: str
    impact: str
    distinct: int = 0
    deployments: set[Deployed] = field(default_factory=set)

    @property
    def chains(self) -> int:
        return len({one.chain for one in self.deployments})


def page(found: Found, journal: Journal) -> str:
    """The page as HTML: it fetches nothing, and shows every name as it is written."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    judged = {
        key: journal.result(key) or Judged(NOT_ANALYSED, "It was not judged.")
        for key in found.subjects
    }
    css = (files("dtnlint.fleet") / "summary.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(css.encode()).digest()).decode()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(
        (files("dtnlint.fleet") / "summary.html.jinja").read_text(encoding="utf-8")
    )
    said = template.render(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'",
        css=Markup(css),
        shown=printable,
        looked=found.looked,
        deployments=sum(len(one.deployments) for one in found.subjects.values()),
        states=_states(found, judged),
        rules=_rules(found, judged),
        worst=_worst(found, judged)[:_MOST],
        reasons=_reasons(found, judged)[:_MOST],
        verdicts=_verdicts(judged),
    )
    return f"{said}\n"


def _counted(judged: Judged) -> list[FindingRow]:
    return [one for one in judged.findings if one.deployed and not one.suppressed]


def _states(found: Found, judged: dict[str, Judged]) -> list[tuple[str, int, int]]:
    """By status: distinct contracts, and deployments."""
    rows = []
    for status in (JUDGED, NO_CONSUMER, NOT_ANALYSED):
        keys = [key for key, one in judged.items() if one.status == status]
        lives = sum(len(found.subjects[key].deployments) for key in keys)
        refused = found.refused if status == NOT_ANALYSED else []
        rows.append((status, len(keys) + len(refused), lives + len(refused)))
    return rows


def _rules(found: Found, judged: dict[str, Judged]) -> list[_Rule]:
    rules: dict[str, _Rule] = {}
    for key, one in judged.items():
        for name, impact in {row.rule: row.impact for row in _counted(one)}.items():
            rule = rules.setdefault(name, _Rule(name, impact))
            rule.distinct += 1
            rule.deployments |= found.subjects[key].deployments
    return sorted(
        rules.values(),
        key=lambda rule: (_IMPACTS.index(rule.impact), -len(rule.deployments), rule.name),
    )


class _Worst(Struct):
    subject: Subject
    impacts: Counter[str]

    @property
    def lives(self) -> list[Deployed]:
        return sorted(self.subject.deployments)

    @property
    def chains(self) -> int:
        return len({one.chain for one in self.subject.deployments})


def _worst(found: Found, judged: dict[str, Judged]) -> list[_Worst]:
    """The distinct contracts with findings, the worst first."""
    listed = []
    for key, one in judged.items():
        impacts = Counter(row.impact for row in _counted(one))
        if impacts:
            listed.append(_Worst(found.subjects[key], impacts))
    listed.sort(
        key=lambda one: (
            *(-one.impacts[impact] for impact in _IMPACTS[:1]),
            -len(one.subject.deployments),
            *(-one.impacts[impact] for impact in _IMPACTS[1:]),
            one.subject.key,
        )
    )
    return listed


def _reasons(found: Found, judged: dict[str, Judged]) -> list[tuple[str, int]]:
    """Why contracts were not analysed, and how many deployments each reason concerns."""
    reasons: Counter[str] = Counter()
    for key, one in judged.items():
        if one.reason:
            reasons[shortened(one.reason, 300)] += len(found.subjects[key].deployments)
    for refused in found.refused:
        reasons[shortened(refused.reason, 300)] += 1
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))


def _verdicts(judged: dict[str, Judged]) -> list[tuple[str, int]]:
    outcomes: Counter[Any] = Counter(
        row.outcome for one in judged.values() for row in one.verdicts if row.deployed
    )
    return [(name, outcomes[name]) for name in ("proved", "violated", "unknown")]
