"""The places of which verdicts and traces speak, and what was found at each.

Nothing here judges: the typestate and the ends of transactions do, and tell it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from slither.core.declarations import Contract, Function
from slither.core.source_mapping.source_mapping import SourceMapping

from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import World
from dtnlint.sources.span import Span

GUESS = (
    "what leads there is not certain to be possible: two cells that hold one ID, an index that "
    "is computed, a check of what is not followed, a close of a live session that fails, or a call "
    "back by somebody with authority"
)
"""Why that is unknown which only ways that are `GUESSED` lead to."""

INSIDE = "it runs only while a call of another contract is under way"
"""Why that is unknown which is judged when a message ends that runs alone."""

COUNTS = "a check may count the answers"
"""Why it is unknown whether a close comes after the answers, where what it looks at may tell."""

_OF_THE_TRANSACTION = (
    Property.FUNDED,
    Property.CLAIMED,
    Property.AMOUNT_CHECKED,
    Property.KEPT,
    Property.VALIDATED,
    Property.OWNED,
)
"""What one transaction shows; the rest has to do with sessions that are followed."""


class Site(Struct, frozen=True):
    """A place at which something happens that a verdict or a trace speaks of."""

    number: int
    contract: Contract
    function: Function
    node: SourceMapping
    span: Span
    """The operation itself."""
    name: str
    """The operation as its source writes it."""
    subject: str = ""
    """The cell or value concerned, as the source writes it."""
    blame: Span | None = None
    """Where a finding would stand, when that is not the operation."""
    blamed: Function | None = None
    blamed_node: SourceMapping | None = None


class Report(Struct):
    """What was found of one property at one site."""

    breach: World | None = None
    text: str = ""
    transactions: int = 0
    reasons: tuple[str, ...] = ()
    reached: bool = False
    alone: bool = False
    """Whether it was reached otherwise than inside a call that has not returned."""


class Record:
    """What was found in one concrete consumer."""

    def __init__(self, concrete: Contract) -> None:
        self.concrete = concrete
        self.sites: list[Site] = []
        self._site_numbers: dict[Any, int] = {}
        self.reports: dict[tuple[int, Property], Report] = {}
        self.owed: dict[tuple[int, Property], World] = {}
        """Violations of the transaction under way that stand if it does not revert."""
        self.homes: Callable[[], Mapping[str, str]] = dict
        """The families of the keys below which IDs are kept."""
        self.transaction = 0
        """Transactions before the one under way; 0 in the construction."""
        self.inside = False
        """While somebody who was called calls back."""
        self.judging = True
        """Off while the effects of a hypothetical call from outside are explored."""
        self._uid = 0

    def site(self, function: Function, node: SourceMapping, element: Any, **texts: Any) -> int:
        """The number of the site of an operation: of its Slither object, or of a value that no
        other site has.
        """
        blame = texts.get("blame")
        key = (element if isinstance(element, tuple) else id(element), blame)
        if key not in self._site_numbers:
            number = len(self.sites)
            self._site_numbers[key] = number
            span = texts.pop("span", None) or span_of(element)
            self.sites.append(Site(number, self.concrete, function, node, span, **texts))
        return self._site_numbers[key]

    def reach(self, site: int, *properties: Property) -> None:
        """Note that these properties were asked at a site."""
        if self.judging:
            for prop in properties:
                report = self.reports.setdefault((site, prop), Report())
                report.reached, report.alone = True, report.alone or not self.inside

    def violated(self, site: int, prop: Property, world: World, text: str) -> None:
        """Note a violation; the first one found has the shortest history."""
        if not self.judging or self._is_beside(prop, world):
            return
        if world.is_guess:
            self.unknown(site, prop, world, GUESS)
            return
        report = self.reports.setdefault((site, prop), Report())
        if report.breach is None:
            report.breach, report.text, report.transactions = world, text, self.transaction

    def _is_beside(self, prop: Property, world: World) -> bool:
        """Whether a property is judged where another key is followed than here."""
        beside = world.beside()
        homes = self.homes().keys()
        return bool(beside) and not (prop not in _OF_THE_TRANSACTION and beside <= homes)

    def owing(self, world: World, site: int, prop: Property, text: str, uid: int) -> World:
        """`world` with a violation that is one unless the transaction reverts."""
        owing = world.owing(site, prop, text, uid)
        self.note(owing, site, prop)
        return owing

    def note(self, owing: World, site: int, prop: Property) -> None:
        """Note what a world of the transaction under way owes."""
        self.owed.setdefault((site, prop), owing)

    def unknown(self, site: int, prop: Property, world: World, reason: str) -> None:
        """Note that a property cannot be told."""
        if self._is_beside(prop, world):
            return
        report = self.reports.setdefault((site, prop), Report())
        if reason not in report.reasons:
            report.reasons += (reason,)

    def new_uid(self) -> int:
        """A number for a session that never changes."""
        self._uid += 1
        return self._uid


def span_of(element: Any, fallback: Any = None) -> Span:
    """Where a Slither object stands in the source."""
    mapping = getattr(element, "source_mapping", None)
    if mapping is None or not mapping.length:
        mapping = fallback.source_mapping
    return Span(mapping.filename.absolute, mapping.start, mapping.length)
