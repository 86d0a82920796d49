"""The lifecycle of a consumer as plain data: states, what leads where, and what breaks it.

How it was learned is the verifier's business, how it is drawn that of `dtnlint.report`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dtnlint.findings.finding import ContractRef, Finding, Location
from dtnlint.findings.rules import RuleInfo


class State(Struct, frozen=True):
    """What a contract may be between two transactions, as far as a reader tells it apart."""

    phase: str
    """``none``, ``unknown``, ``open``, ``asked`` or ``closed``."""
    title: str
    details: tuple[str, ...] = ()


class Transition(Struct, frozen=True):
    """Functions that lead from one state to another, or leave it as it is."""

    source: int | None
    """Index of a state; None for the contract's construction."""
    target: int
    entries: tuple[str, ...] = ()
    """Entry points such as ``open()``; none for the construction."""


class Misuse(Struct, frozen=True):
    """A transaction that breaks a property of the protocol."""

    property: str
    """Such as ``not closed twice``."""
    location: Location
    """Where a finding about it stands."""
    entry: str
    text: str
    """Such as ``closed again``."""
    source: int | None
    target: int | None = None
    """The state that the transaction leaves; None where the network reverts it."""


class Lifecycle(Struct, frozen=True):
    """States and transitions of one concrete consumer."""

    contract: ContractRef
    states: tuple[State, ...]
    transitions: tuple[Transition, ...] = ()
    misuses: tuple[Misuse, ...] = ()
    keyed_by: tuple[str, ...] = ()
    """Containers of which one element with an arbitrary but fixed key is followed."""
    gaps: tuple[str, ...] = ()
    """Why states may be missing."""

    def sort_key(self) -> tuple[object, ...]:
        """Key of the one order in which every report lists lifecycles."""
        return (self.contract.path, self.contract.name)


def reported(
    lifecycle: Lifecycle, findings: Iterable[Finding], rules: Iterable[RuleInfo]
) -> Iterator[tuple[Misuse, Finding]]:
    """The misuses that a shown finding speaks of: rules may be off, and findings suppressed."""
    properties = {rule.name: rule.properties for rule in rules}
    shown = [one for one in findings if one.active and lifecycle.contract in one.contracts]
    for misuse in lifecycle.misuses:
        for finding in shown:
            places = (finding.location, *(related.location for related in finding.related))
            if misuse.property in properties.get(finding.rule, ()) and misuse.location in places:
                yield misuse, finding
                break
