"""Fixes for the family *requests*: a model's ID that names no model."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.findings.finding import Fix, Safety
from dtnlint.fixes.expressions import Call, Tokens, assigned, calls, mentions, place_of
from dtnlint.fixes.page import Page
from dtnlint.fixes.spot import Spot, assignments, fix


def packed(spot: Spot) -> Iterator[Fix]:
    """Hash the name as the network does: packed."""
    places = (
        spot.finding.location,
        *(related.location for related in spot.finding.related),
        *(step.location for step in spot.finding.trace),
    )
    for location in dict.fromkeys(places):
        if not location.in_root or location.path not in spot.sources:
            continue
        page = spot.page_at(location)
        for hashing in calls(page.tokens(location), b"keccak256"):
            for call in calls(_hashed(page, hashing), b"encode"):
                if len(call.arguments) == 1 and [t.text for t in call.receiver] == [b"abi"]:
                    yield from fix(
                        "Hash the name packed",
                        Safety.SAFE,
                        (page.replace(call.name.start, call.name.end, "encodePacked"),),
                    )
                    return


def _hashed(page: Page, hashing: Call) -> Tokens:
    """What is hashed: the argument, or what a local holds that serves nothing else."""
    if len(hashing.arguments) != 1:
        return ()
    place = place_of(hashing.arguments[0])
    function = page.function(hashing.name.start)
    if place is None or not place.plain or function is None:
        return hashing.arguments[0]
    statements = assignments(page, function, place.head)
    tokens = page.outline.between(function.start, function.end)
    if len(statements) != 1 or len(list(mentions(tokens, place))) != 2:
        return ()
    sides = assigned(statements[0])
    return () if sides is None else sides[1]
