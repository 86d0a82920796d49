"""Fixes for the family *callbacks*: let only the router call back."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.findings.finding import Fix, Safety
from dtnlint.fixes.spot import Spot, fix
from dtnlint.fixes.syntax import Unreadable, body_of

_MODIFIER = "onlyDtn"


def only_the_router(spot: Spot) -> Iterator[Fix]:
    """Add `onlyDtn`, or its check where the contract has no such modifier."""
    page = spot.page
    function = page.function(spot.finding.location.start)
    if function is None:
        return
    header = page.outline.between(function.start, function.body)
    if not header or page.outline.between(function.body, function.body + 1)[0].text != b"{":
        return
    returns = next((token for token in header if token.text == b"returns"), None)
    # Behind the visibility and what else is said of it, where a reader expects it.
    last = header[-1] if returns is None else header[header.index(returns) - 1]
    yield from fix(
        f"Let only the router call {function.name}",
        Safety.UNSAFE,
        (page.insert(last.end, f" {_MODIFIER}"),),
    )
    router = spot.router(page, function)
    if router is None:
        return
    try:
        body = body_of(page.outline, function)
    except Unreadable:
        return
    yield from fix(
        f"Let only the router call {function.name}",
        Safety.UNSAFE,
        page.at_start(body, [f'require(msg.sender == address({router}), "only the router");']),
    )
