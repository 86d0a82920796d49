"""Whether who comes first is authority, where code lets whoever comes first name himself.

That stands for a constructor behind a proxy, where nothing can be before it: it sets the router,
or nobody but whom it names starts sessions. Elsewhere it is an entry point for strangers, who may
come when there is something to take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slither.core.declarations import Function

from dtnlint.protocol import dispatch
from dtnlint.protocol.authority import Authority, Sender
from dtnlint.protocol.flow import Place, Site
from dtnlint.protocol.latches import first_only, once_only
from dtnlint.protocol.operations import Start
from dtnlint.protocol.recognition import Recognition


def authority_of(recognition: Recognition, known: Collection[str] = ()) -> Authority:
    """Whom the code of a concrete contract admits."""
    trusting = Authority(recognition, known)
    late = frozenset(
        entry
        for entry in _first_come(recognition)
        if not trusting.of(entry).is_guarded and _comes_late(entry, recognition, known, trusting)
    )
    return Authority(recognition, known, late=late) if late else trusting


def _first_come(recognition: Recognition) -> Iterator[Function]:
    """The entry points that do something once, for whoever comes first."""
    flow = recognition.flow
    once = once_only(flow)
    first = {node.function for node in first_only(flow)}
    for entry in dispatch.entry_points(recognition.concrete):
        if entry in once or not first.isdisjoint(flow.reach(entry)):
            yield entry


def _comes_late(
    entry: Function, recognition: Recognition, known: Collection[str], trusting: Authority
) -> bool:
    """Whether something may be there before an entry point lets in who comes first."""
    places = _written(entry, recognition)
    doubting = Authority(recognition, known, late={entry})
    named = trusting.all_named_in(places)
    doubted = doubting.all_named_in(places)
    taken = {
        place
        for place in places
        if named[place] is Sender.AUTHORITY and doubted[place] is not Sender.AUTHORITY
    }
    if not taken:
        return False
    beginnings = _beginnings(recognition)
    if beginnings is None:
        return True
    telling = Authority(recognition, known, first=(entry, frozenset(taken)))
    return not all(telling.reaching(site).only(Sender.FIRST) for site in beginnings)


def _written(entry: Function, recognition: Recognition) -> frozenset[Place]:
    flow = recognition.flow
    return frozenset(
        place
        for body in flow.reach(entry)
        for node in body.nodes
        for ir in node.irs
        for place in flow.written(ir)
    )


def _beginnings(recognition: Recognition) -> list[Site] | None:
    """Where what is worth taking begins: where the router is set, or else where sessions start.
    None where that is construction.
    """
    constructing = {
        body
        for share in dispatch.constructors(recognition.concrete)
        if share.constructor is not None
        for body in recognition.flow.reach(share.constructor)
    }
    starts = [site for site, operation in recognition.operations() if isinstance(operation, Start)]
    for sites in (recognition.router_writers(), starts):
        if sites and not any(
            site.function.is_constructor_variables or site.function in constructing
            for site in sites
        ):
            return sites
    return None if starts else []
