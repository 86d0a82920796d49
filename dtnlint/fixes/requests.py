"""Fixes for the family *requests*: a model's ID that names no model."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.findings.finding import Fix, Safety
from dtnlint.fixes.expressions import calls
from dtnlint.fixes.page import page_of
from dtnlint.fixes.spot import Spot, fix


def packed(spot: Spot) -> Iterator[Fix]:
    """Hash the name as the network does: packed."""
    places = (
        spot.finding.location,
        *(related.location for related in spot.finding.related),
        *(step.location for step in spot.finding.trace),
    )
    for location in dict.fromkeys(places):
        if location.path not in spot.sources:
            continue
        page = page_of(location.path, spot.sources[location.path].data)
        for hashing in calls(page.tokens(location), b"keccak256"):
            for call in calls(hashing.arguments[0] if hashing.arguments else (), b"encode"):
                if [token.text for token in call.receiver] == [b"abi"]:
                    yield from fix(
                        "Hash the name packed",
                        Safety.SAFE,
                        (page.replace(call.name.start, call.name.end, "encodePacked"),),
                    )
                    return
