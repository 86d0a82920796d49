"""Traces: a world's events, told as transactions and steps that a reader can follow."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct, field

from dtnlint.lifecycle.record import Record, Report, Site
from dtnlint.lifecycle.verdicts import Property, Step
from dtnlint.lifecycle.world import Event, History, Location


class _Transaction(Struct):
    entry: str
    site: int
    events: list[Event] = field(default_factory=list)


_SAID = {Property.ORDERED: ("close",), Property.CONTROLLED: ("close",)}
"""What the last step says itself."""


def trace(
    record: Record, changing: Collection[Location], site: Site, prop: Property, report: Report
) -> tuple[Step, ...]:
    """The shortest way that was found to a violation, step by step.

    Of what holds the same between all transactions, and so is not among what is `changing`,
    nothing is told: locks that a transaction takes and gives back, and what is set up once.
    """
    assert report.breach is not None
    transactions = _transactions(report.breach.events)
    if not any(event.kind == "reenter" for one in transactions for event in one.events):
        for one in transactions:
            one.events = [
                event for event in one.events if event.place is None or event.place in changing
            ]
    uid = _concerned(transactions)
    steps: list[Step] = []
    for number, transaction in enumerate(transactions):
        told = _told(transaction, uid, prop)
        last = number == len(transactions) - 1
        if number == 0 and not told and not last:
            continue  # a construction that does nothing to the session
        for event, text in told:
            if (
                last
                and event.site == site.number
                and event.kind in ("use", "kept", "lost", "remove", *_SAID.get(prop, ()))
            ):
                continue
            if event.site >= 0:
                steps.append(Step(number, transaction.entry, text, record.sites[event.site].span))
        if not told and not last and transaction.site >= 0:
            span = record.sites[transaction.site].span
            steps.append(Step(number, transaction.entry, "called", span))
        if last:
            text = report.text
            if prop is Property.RESET and steps and steps[-1].span == site.span:
                steps[-1] = Step(number, transaction.entry, f"closed, {text}", site.span)
            else:
                steps.append(Step(number, transaction.entry, text, site.span))
    return tuple(steps)


def _transactions(history: History) -> list[_Transaction]:
    events: list[Event] = []
    while history is not None:
        events.append(history[1])
        history = history[0]
    found: list[_Transaction] = []
    for event in reversed(events):
        if event.kind == "enter":
            found.append(_Transaction(event.text, event.site))
        elif found:
            found[-1].events.append(event)
    return found or [_Transaction("constructor()", -1)]


def _concerned(transactions: list[_Transaction]) -> int:
    """The session that a violation is about; 0 where it is about none in particular."""
    for event in reversed(transactions[-1].events):
        if event.kind in ("use", "lost", "kept"):
            return event.uid
    return 0


def _told(transaction: _Transaction, uid: int, prop: Property) -> list[tuple[Event, str]]:
    told: list[tuple[Event, str]] = []
    for event in transaction.events:
        if uid and event.uid not in (0, uid):
            continue
        if event.kind == "open":
            told.append((event, "opened"))
        elif event.kind == "store" and told and told[-1][0].kind == "open":
            told[-1] = (told[-1][0], f"opened, {event.text} holds the ID")
        elif event.kind == "store":
            told.append((event, f"{event.text} holds the ID"))
        elif event.kind == "close":
            told.append((event, "closed"))
        elif event.kind == "kept" and told and told[-1][0].kind == "close":
            told[-1] = (told[-1][0], f"closed, {event.text}")
        elif event.kind == "remove":
            told.append((event, f"{event.text} lets go of the ID"))
        elif event.kind == "request" and prop is Property.NOT_USED_AFTER_CLOSE:
            told.append((event, "requested"))
        elif event.kind == "reenter":
            told.append((event, f"{event.text} is called before the call returns"))
        elif event.kind == "foreign":
            told.append((event, "the router calls it for a request that somebody else made"))
        elif event.kind == "guard":
            told.append((event, event.text))
    return told
