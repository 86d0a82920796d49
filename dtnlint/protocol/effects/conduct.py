"""The conduct of one consumer: what all that can be called may do, and who can call it.

Facts over the effects of every entry point: which are operations of the network, whom the
conditions on the way admit, what is recorded of requests. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cached_property

from msgspec import Struct

from dtnlint.language.instructions import CalleeFunction, Code, FunctionKey
from dtnlint.protocol.effects.effects import Called, Effect, Run, Sent, Wrote
from dtnlint.protocol.effects.evaluation import truth
from dtnlint.protocol.effects.execution import Execution
from dtnlint.protocol.effects.state import Conditions
from dtnlint.protocol.effects.terms import (
    THIS,
    ZERO,
    Answer,
    Given,
    Kept,
    Known,
    Machine,
    Made,
    Select,
    Structure,
    Term,
    options,
    within,
)


class Who(Enum):
    """Whom a condition on the sender admits."""

    ROUTER = "the router"
    SELF = "the contract itself"
    AUTHORITY = "somebody with authority"
    NAMED = "a sender that a record names"
    ANYONE = "anyone"


class Request(Struct, frozen=True):
    """A request as a run makes it: the effect, and its arguments by what they mean."""

    run: Run
    effect: Called
    session: Term
    model: Term
    routing: Term
    content: Term
    callback: Term
    user: Term
    gas: Term

    @property
    def answer(self) -> Answer:
        """The request's ID."""
        return Answer(self.effect.site, 0, self.effect.callee.name)


class Conduct:
    """What is known of one consumer's conduct.

    `is_router` tells a function of the router's type from a namesake.
    """

    def __init__(self, code: Code, is_router: Callable[[CalleeFunction], bool]) -> None:
        self.code = code
        self._is_router = is_router
        self._controlled: dict[str, bool] | None = None

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """What each entry point may do."""
        execution = Execution(self.code)
        return tuple(execution.run(entry.function, entry) for entry in self.code.entries)

    @cached_property
    def construction(self) -> Run:
        """What the constructors do."""
        return Execution(self.code).run(self.code.construction, None)

    @cached_property
    def is_complete(self) -> bool:
        """Whether all that can run was seen."""
        return all(run.complete for run in self.runs)

    # -- the network's operations --------------------------------------------------------

    def is_operation(self, effect: Effect, name: str) -> bool:
        """Whether an effect is a call of the router's function of this name."""
        return (
            isinstance(effect, Called)
            and effect.callee.name == name
            and not effect.delegate
            and self._is_router(effect.callee)
        )

    def operations(self, name: str) -> Iterator[tuple[Run, Called]]:
        """Every call of a function of the router, with the run that makes it."""
        for run in self.runs:
            for effect in run.effects:
                if self.is_operation(effect, name):
                    assert isinstance(effect, Called)
                    yield run, effect

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """Every request that a transaction can make."""
        return tuple(
            Request(run, effect, *effect.arguments[:7])
            for run, effect in self.operations("request")
            if len(effect.arguments) >= 7
        )

    @cached_property
    def callbacks(self) -> dict[FunctionKey, frozenset[str]]:
        """The entry points that requests may name as callbacks of this contract, with the
        roles for which they do: ``success``, ``failure``.
        """
        found: dict[FunctionKey, set[str]] = {}
        for request in self.requests:
            for role, key in self.called_back(request):
                found.setdefault(key, set()).add(role)
        return {key: frozenset(roles) for key, roles in found.items()}

    @cached_property
    def _by_selector(self) -> Mapping[int | None, FunctionKey]:
        return {entry.selector: entry.function for entry in self.code.entries}

    def called_back(self, request: Request) -> Iterator[tuple[str, FunctionKey]]:
        """The entry points that one request may name, each with its role."""
        for callback in options(request.callback):
            if not isinstance(callback, Structure):
                continue
            named = dict(callback.parts)
            target = named.get("target", ZERO)
            if not any(one == THIS for one in options(target)):
                continue
            for role in ("success", "failure"):
                for selector in options(named.get(role, ZERO)):
                    if isinstance(selector, Known) and isinstance(selector.value, int):
                        key = self._by_selector.get(_selector(selector.value))
                        if key is not None:
                            yield role, key

    @cached_property
    def routers(self) -> frozenset[Term]:
        """What the router is read from."""
        return frozenset(
            one
            for name in ("request", "startUserSession", "closeUserSession", "fetchResponse")
            for _, effect in self.operations(name)
            for one in options(effect.target)
        )

    # -- who can get there ---------------------------------------------------------------

    def admitted(self, effect: Effect) -> frozenset[Who]:
        """Whom the conditions on the way to an effect admit."""
        return self.admits(effect.holds, effect.message)

    def admits(self, conditions: Conditions, message: int) -> frozenset[Who]:
        """Whom conditions on the sender of a message admit."""
        found: frozenset[Who] = frozenset((Who.ANYONE,))
        for condition, holds in conditions.items():
            who = self._asks(condition, holds, message)
            if who is not None and (Who.ANYONE in found or len(who) < len(found)):
                found = who
        return found

    def is_open(self, effect: Effect) -> bool:
        """Whether anyone can make it happen (who a record names is somebody)."""
        return Who.ANYONE in self.admitted(effect)

    def is_once(self, run: Run) -> bool:
        """Whether an entry point can succeed but once: what it asks of storage does not hold
        after what it writes there, whoever calls and whatever is given.
        """
        for effect in run.effects:
            if (
                isinstance(effect, Wrote)
                and is_fixed(effect.place)
                and not is_undone(run, effect)
                and keeps_from(effect, effect.holds)
            ):
                return True
        return False

    def _asks(self, condition: Term, holds: bool, message: int) -> frozenset[Who] | None:
        """Whom a condition admits; None where it does not ask about the sender."""
        sender = Machine("msg.sender", (), message)
        if isinstance(condition, Select):
            ways = []
            for asked, then in ((True, condition.true), (False, condition.false)):
                if isinstance(then, Known) and bool(then.value) is not holds:
                    continue
                first = self._asks(condition.condition, asked, message)
                second = None if isinstance(then, Known) else self._asks(then, holds, message)
                best = min(
                    (one for one in (first, second) if one is not None), key=len, default=None
                )
                if best is None:
                    return None
                ways.append(best)
            return frozenset().union(*ways) if ways else None
        if isinstance(condition, Made) and condition.operator == "!":
            return self._asks(condition.operands[0], not holds, message)
        if isinstance(condition, Made) and condition.operator == "==" and holds:
            for one, other in (condition.operands, condition.operands[::-1]):
                if sender in set(options(one)):
                    return self._is(other)
        about = set(within(condition))
        if sender in about and self.fails_if_empty(condition, holds):
            places = [term for term in about if isinstance(term, Kept) and _mentions(term, sender)]
            if places:
                return frozenset().union(*(self._in_list(place, sender) for place in places))
        return self._answered(condition, holds, sender)

    def fails_if_empty(
        self, condition: Term, holds: bool, source: type[Kept] | type[Answer] = Kept
    ) -> bool:
        """Whether a condition fails where nothing is kept, or nothing answered."""

        def empty(term: Term) -> Term | None:
            return ZERO if isinstance(term, source) else None

        return truth(condition, empty) is not holds

    def _is(self, other: Term) -> frozenset[Who]:
        """Who a sender is that equals a term."""
        found = set()
        for one in options(other):
            if one == THIS:
                found.add(Who.SELF)
            elif one in self.routers:
                found.add(Who.ROUTER)
            elif any(isinstance(part, Given) for part in within(one)):
                found.add(Who.NAMED if isinstance(one, Kept | Answer | Made) else Who.ANYONE)
            elif isinstance(one, Kept) and not self.is_controlled(one):
                found.add(Who.ANYONE)
            else:
                found.add(Who.AUTHORITY)
        return frozenset(found)

    def _in_list(self, place: Kept, sender: Term) -> frozenset[Who]:
        if any(isinstance(part, Given) for part in within(place)):
            return frozenset((Who.NAMED,))
        return frozenset((Who.AUTHORITY if self.is_controlled(place) else Who.ANYONE,))

    def _answered(self, condition: Term, holds: bool, sender: Term) -> frozenset[Who] | None:
        """Whom another contract's answer to a question about the sender admits."""
        if not self.fails_if_empty(condition, holds, Answer):
            return None
        for term in within(condition):
            if isinstance(term, Answer):
                for run in (*self.runs, self.construction):
                    for effect in run.effects:
                        if (
                            isinstance(effect, Called)
                            and effect.site == term.site
                            and effect.callee.name == term.callee
                            and any(sender in set(within(one)) for one in effect.arguments)
                        ):
                            return frozenset((Who.AUTHORITY,))
        return None

    # -- what authority controls ---------------------------------------------------------

    def is_controlled(self, place: Kept) -> bool:
        """Whether only authority, the construction or what can succeed but once writes a place
        and its like at other keys. Emptying a place admits nobody, and does not count.
        """
        if self._controlled is None:
            self._controlled = {}
            roots = {_shape(wrote.place) for run in self.runs for wrote in _writes(run)}
            self._controlled = dict.fromkeys(roots, True)
            changed = True
            while changed:
                changed = False
                for run in self.runs:
                    for wrote in _writes(run):
                        shape = _shape(wrote.place)
                        if not self._controlled[shape]:
                            continue
                        if not self.is_open(wrote) or self.is_once(run):
                            continue
                        self._controlled[shape] = False
                        changed = True
        shape = _shape(place)
        return all(
            controlled
            for other, controlled in self._controlled.items()
            if other.startswith(shape) or shape.startswith(other)
        )


def is_undone(run: Run, write: Wrote) -> bool:
    """Whether what is written need not outlast the message: it is transient, or the same run
    writes the place once more, as the locks against calls back do.
    """
    return not write.lasting or any(
        isinstance(one, Wrote) and one.place == write.place and write.number in one.before
        for one in run.effects
    )


def keeps_from(write: Wrote, conditions: Conditions) -> bool:
    """Whether a condition fails where what was written is there still."""

    def after(term: Term) -> Term | None:
        return write.value if term == write.place else None

    return any(truth(condition, after) is (not holds) for condition, holds in conditions.items())


def is_fixed(place: Kept) -> bool:
    """Whether a place is the same for every sender and whatever is given."""
    return all(isinstance(step, str | Known) for step in place.path)


def _writes(run: Run) -> Iterator[Wrote]:
    for effect in run.effects:
        if isinstance(effect, Wrote) and effect.value != ZERO:
            yield effect


def _shape(place: Kept) -> str:
    """A place without its keys, as a text of which a struct's is a prefix of its fields'."""
    root = place.root if isinstance(place.root, str) else repr(place.root)
    return "/".join((root, *(step if isinstance(step, str) else "[]" for step in place.path)))


def _mentions(term: Term, other: Term) -> bool:
    return other in set(within(term))


def _selector(word: int) -> int:
    """The four bytes of a `bytes4`, which is kept at the upper end of its word."""
    return word >> 224 if word >= 1 << 32 else word


__all__ = ["Conduct", "Request", "Sent", "Who", "is_fixed", "is_undone", "keeps_from"]
