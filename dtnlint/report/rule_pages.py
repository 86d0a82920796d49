"""A rule's page in Markdown, and the index of all pages, from what the rules say of themselves.

`dtnlint explain`, the pages in ``docs/rules`` and SARIF's help texts are the same words,
put together here.
"""

from __future__ import annotations

from collections.abc import Iterable

from dtnlint.findings.finding import Confidence
from dtnlint.findings.rules import RuleInfo, cwe_name

BASE = "Consumer.sol"
"""The contract that all examples build on, beside the pages."""

_WRITTEN = "<!-- Written by `dtnlint rules --pages docs/rules`: edit the rule, not the page. -->"
_TRUST = {
    Confidence.HIGH: "the code itself shows it",
    Confidence.MEDIUM: "a heuristic, right as a rule",
    Confidence.LOW: "a heuristic, a hint to look",
}


def page(rule: RuleInfo, *, linked: bool = True) -> str:
    """All that there is to say of a rule; with `linked`, as one of the pages in a folder."""
    parts = [f"# {rule.name}: {rule.title}", _facts(rule), *sections(rule)]
    if "Consumer" in rule.scenario + rule.example:
        base = f"[`Consumer`]({BASE})" if linked else "`Consumer`"
        parts.append(
            f"{base} in the examples is a base contract with a router, an owner (`onlyOwner`), a "
            "paid deposit (`_deposit`), a request (`_ask`), its callbacks, and a way out for "
            "refunds (`withdraw`)."
        )
    if linked:
        parts.append(_WRITTEN)
    return "\n\n".join(parts) + "\n"


def sections(rule: RuleInfo) -> list[str]:
    """A rule's page without its head: what is wrong, examples, the remedy, what is not seen."""
    parts = [rule.description]
    if rule.scenario:
        parts += ["## Wrong", rule.scenario]
    if rule.example:
        parts += ["## Right", f"```solidity\n{rule.example}\n```"]
    if rule.recommendation:
        parts += ["## How to mend it", rule.recommendation]
    if rule.limits:
        parts += ["## What it does not see", rule.limits]
    return [part for part in parts if part]


def _facts(rule: RuleInfo) -> str:
    trust = _TRUST.get(rule.confidence, "")
    if rule.properties:
        trust = "the verifier shows the transactions that lead to it"
    facts = [
        f"**Impact:** {rule.impact.value}",
        f"**Confidence:** {rule.confidence.value} ({trust})",
        f"**Family:** {rule.family}",
    ]
    if rule.cwe is not None:
        facts.append(f"**Weakness:** CWE-{rule.cwe}, {cwe_name(rule.cwe)}")
    return "  \n".join(facts)


def index(rules: Iterable[RuleInfo]) -> str:
    """The table of all rules, by family and then by name."""
    parts = [
        "# Rules",
        "Every rule has a page: what is wrong and what it costs, a wrong and a right contract, how "
        "to mend it, and what it does not see. `dtnlint explain RULE` shows the same. The examples "
        f"build on [{BASE}]({BASE}).",
    ]
    known = sorted(rules, key=lambda rule: rule.name)
    for family in sorted({rule.family for rule in known}):
        rows = [
            f"| [`{rule.name}`]({rule.name}.md) | {rule.impact.value} | {rule.confidence.value} "
            f"| {rule.summary} |"
            for rule in known
            if rule.family == family
        ]
        head = "| Rule | Impact | Confidence | Finds |\n| --- | --- | --- | --- |"
        parts += [f"## {family.capitalize()}", "\n".join((head, *rows))]
    parts.append(_WRITTEN)
    return "\n\n".join(parts) + "\n"


def pages(rules: Iterable[RuleInfo]) -> dict[str, str]:
    """Every page by the name of its file."""
    known = list(rules)
    return {"README.md": index(known), **{f"{rule.name}.md": page(rule) for rule in known}}
