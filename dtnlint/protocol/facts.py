"""The network's facts about one compilation unit: which contracts are consumers, and what
their code means. Rooms to the right ask here; the parts know only their own question.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function
from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import Operation as IrOperation

from dtnlint import deadline
from dtnlint.compiler.containment import unread
from dtnlint.failures import Contained, Failure
from dtnlint.protocol import dispatch, interface
from dtnlint.protocol.authority import Authority, Sender
from dtnlint.protocol.bridge import Bridge, bridge_of
from dtnlint.protocol.callbacks import Callbacks
from dtnlint.protocol.choices import Choices
from dtnlint.protocol.dispatch import drop_made_errors, memoised
from dtnlint.protocol.effects.conduct import Conduct
from dtnlint.protocol.escapes import Escape, escapes_of
from dtnlint.protocol.flow import Flow, Place, Site
from dtnlint.protocol.hidden import Hidden, hidden_in
from dtnlint.protocol.latches import once_only
from dtnlint.protocol.lowered import code_of, is_of_router
from dtnlint.protocol.newcomers import authority_of
from dtnlint.protocol.numbers import Numbers
from dtnlint.protocol.operations import Close, Deposit, Operation, Request, Start
from dtnlint.protocol.outcomes import Outcomes
from dtnlint.protocol.recognition import Recognition
from dtnlint.protocol.ways import Ways


class Consumer:
    """What is known of one consumer, for whoever asks about it as a whole.

    Each part is established when it is first asked for, and kept.
    """

    def __init__(self, contract: Contract, protocol: Protocol) -> None:
        self.contract = contract
        self.recognition: Recognition = protocol.of(contract)
        self.flow: Flow = self.recognition.flow
        self._protocol = protocol

    @property
    def is_concrete(self) -> bool:
        """Whether it can be deployed as it is; an abstract one is unfinished."""
        return is_concrete(self.contract)

    @cached_property
    def is_whole(self) -> bool:
        """Whether what it does not do is not done: it can be deployed, and is no facet, whose
        storage others share and set up.
        """
        return self.is_concrete and (self._sets_itself_up or not self._is_namespaced)

    @property
    def _sets_itself_up(self) -> bool:
        constructions = dispatch.constructors(self.contract)
        return any(share.constructor is not None for share in constructions) or bool(
            once_only(self.flow)
        )

    @property
    def _is_namespaced(self) -> bool:
        """Whether the router is kept in storage that no variable of the contract is."""
        places = {
            place
            for _, operation in self.operations
            if isinstance(operation, Start | Close | Request)
            for place in self.flow.sources(operation.router).places
        }
        return bool(places) and not any(
            isinstance(place, StateVariable) and not place.is_constant for place in places
        )

    @property
    def authority(self) -> Authority:
        """Whom its code admits."""
        return self._protocol.authority(self.contract)

    @property
    def callbacks(self) -> Callbacks:
        """The callbacks that its requests name."""
        return self._protocol.callbacks(self.contract)

    @cached_property
    def conduct(self) -> Conduct:
        """What all that can be called of it may do."""
        return Conduct(code_of(self.contract), lambda callee: is_of_router(self.contract, callee))

    @cached_property
    def operations(self) -> tuple[tuple[Site, Operation], ...]:
        """Every operation that it can run, with where it stands."""
        return tuple(self.recognition.operations())

    @cached_property
    def ways(self) -> Ways:
        """The ways from outside to its bodies."""
        return Ways(self.flow)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers that its code fixes."""
        return Numbers(self.flow, zeroes=not self.escapes & {Escape.CODE, Escape.STORAGE})

    @cached_property
    def choices(self) -> Choices:
        """What its callers choose."""
        return Choices(self.flow)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Which results it acts on."""
        return Outcomes(self.flow)

    @cached_property
    def hidden(self) -> tuple[Hidden, ...]:
        """What of its code is not known."""
        return hidden_in(self.flow)

    @cached_property
    def escapes(self) -> frozenset[Escape]:
        """What it can do that cannot be seen."""
        return escapes_of(self.recognition)


_T = TypeVar("_T")


class Work(Enum):
    """Kinds of work on a contract, each of which has its own time."""

    SEARCH = "finding out whether it is a consumer"
    VERIFIER = "the verifier"
    RULES = "all rules together"


_OF_A_FILE = 2
"""How many times what a contract may take all contracts of its file may take together."""


class Protocol:
    """Facts about one compilation unit. Obtain it through `protocol_of`."""

    def __init__(
        self,
        unit: SlitherCompilationUnit,
        known_checks: Collection[str] = (),
        seconds: float | None = None,
        files: Collection[str] | None = None,
    ) -> None:
        drop_made_errors(unit)
        self.seconds = seconds
        """What each consumer may take: see `time`."""
        self.undecided: tuple[Contract, ...] = ()
        """Those whose code may make them consumers where it cannot be read."""
        self.failures: list[Failure] = []
        """Contracts of which it is not known whether they are consumers, and why not."""
        self._known_checks = known_checks
        self._recognitions: dict[Contract, Recognition] = {}
        self._callbacks: dict[Contract, Callbacks] = {}
        self._authorities: dict[Contract, Authority] = {}
        self._known: dict[Contract, Consumer] = {}
        self._times: dict[tuple[Work, Contract | str], deadline.Budget] = {}
        self._bridges: dict[Contract, Bridge] = {}
        self.users: tuple[Contract, ...] = ()
        """All contracts that use sessions, in order of their source. The router's own
        implementations are not among them."""
        self.consumers: tuple[Contract, ...] = ()
        """Those to be judged: concrete ones, and abstract ones from which none derives. Where
        files are named, of these, and what derives is looked for in the same file: other
        files are compiled with it or not."""
        self._find(unit, files)

    def of(self, contract: Contract) -> Recognition:
        """What the code of one concrete contract means; precise where `operation` merges."""
        if contract not in self._recognitions:
            self._recognitions[contract] = Recognition(
                contract,
                lambda place: self.authority(contract).named_in(place) is Sender.AUTHORITY,
            )
        return self._recognitions[contract]

    def bridge(self, contract: Contract) -> Bridge:
        """A consumer's code in the language that verdicts are judged in."""
        if contract not in self._bridges:
            self._bridges[contract] = bridge_of(contract)
        return self._bridges[contract]

    def consumer(self, contract: Contract) -> Consumer:
        """What is known of one consumer."""
        if contract not in self._known:
            self._known[contract] = Consumer(contract, self)
        return self._known[contract]

    def forget(self, contract: Contract) -> None:
        """Establish anew what is known of a contract: whoever asked was interrupted."""
        known: tuple[dict[Contract, Any], ...] = (
            self._known,
            self._recognitions,
            self._callbacks,
            self._authorities,
            self._bridges,
        )
        dropped = [facts.pop(contract, None) for facts in known]
        if any(dropped):
            gc.collect()  # what was left in the middle refers to itself all over

    def time(self, work: Work, contract: Contract) -> deadline.Budget:
        """What a kind of work may take for a contract; and it for all of that file together."""
        seconds, file = self.seconds, _file(contract)
        of_file = self._times.setdefault(
            (work, file),
            deadline.Budget(
                None if seconds is None else _OF_A_FILE * seconds, "what its file holds"
            ),
        )
        return self._times.setdefault((work, contract), deadline.Budget(seconds, whole=of_file))

    def alone(
        self, work: Work, contract: Contract, failures: list[Failure], do: Callable[[], _T]
    ) -> _T | None:
        """What work on a contract gives; None where it fails, or takes more than its time. That is
        noted, and what is known of the contract is established anew.
        """
        with (
            Contained(failures, contract.name, _file(contract)),
            self.time(work, contract).spent(),
        ):
            return do()
        self.forget(contract)
        return None

    def operation(self, ir: IrOperation) -> Operation | None:
        """What an operation of the IrOperation means, in any consumer that can run it."""
        found: Operation | None = None
        for consumer in self.consumers:
            operation = self.of(consumer).operation(ir)
            if isinstance(operation, Deposit):
                return operation
            found = found or operation
        return found

    def is_router_type(self, type_: Any) -> bool:
        """Tell whether a type declares the router's functions."""
        return interface.is_router_type(type_)

    def is_router(self, value: Any) -> bool:
        """Tell whether a value may be the router, in any consumer."""
        return any(self.of(consumer).is_router(value) for consumer in self.consumers)

    def is_fee_token(self, value: Any) -> bool:
        """Tell whether a value may be the fee token, in any consumer."""
        return any(self.of(consumer).is_fee_token(value) for consumer in self.consumers)

    def is_fee_target(self, value: Any) -> bool:
        """Tell whether a value may be the fee target, in any consumer."""
        return any(self.of(consumer).is_fee_target(value) for consumer in self.consumers)

    def trusts(self, ir: IrOperation) -> bool:
        """Tell whether no consumer can be called back during an operation."""
        return all(self.of(consumer).trusts(ir) for consumer in self.consumers)

    def callbacks(self, contract: Contract) -> Callbacks:
        """The callbacks that a consumer's requests name."""
        if contract not in self._callbacks:
            self._callbacks[contract] = Callbacks(self.of(contract))
        return self._callbacks[contract]

    def callbacks_named_by(
        self, request: Request, contract: Contract
    ) -> frozenset[Function] | None:
        """The functions of a consumer that a request names; None where it cannot be told."""
        return self.callbacks(contract).named_by(request)

    def authority(self, contract: Contract) -> Authority:
        """Whom a consumer's code admits."""
        if contract not in self._authorities:
            self._authorities[contract] = authority_of(self.of(contract), self._known_checks)
        return self._authorities[contract]

    def router_places(self, contract: Contract) -> frozenset[Place]:
        """The storage in which a consumer keeps the router."""
        return self.of(contract).router_places()

    def router_setters(self, contract: Contract) -> tuple[Function, ...]:
        """The entry points from which a write to the router's storage can be reached."""
        recognition = self.of(contract)
        writers = {site.function for site in recognition.router_writers()}
        return tuple(
            function
            for function in dispatch.entry_points(contract)
            if not writers.isdisjoint(recognition.flow.reach(function))
        )

    def _find(self, unit: SlitherCompilationUnit, files: Collection[str] | None) -> None:
        direct = {
            contract
            for contract in unit.contracts
            for function in (*contract.functions_declared, *contract.modifiers_declared)
            if not contract.is_interface and _mentions(function)
        }
        anywhere = any(c.is_library for c in direct) or any(
            _mentions(function) for function in unit.functions_top_level
        )
        candidates = [
            contract
            for contract in unit.contracts
            if not contract.is_interface
            and not contract.is_library
            and not interface.is_router_contract(contract)
            and (anywhere or not direct.isdisjoint(dispatch.linearization(contract)))
        ]
        self.users = tuple(one for one in candidates if self._uses_in_time(one))

        # As far as the same is seen in every run.
        bases = {
            base
            for user in self.users
            for base in user.inheritance
            if files is None or _file(base) == _file(user)
        }
        self.consumers = tuple(
            contract
            for contract in self.users
            if (files is None or _file(contract) in files)
            and (is_concrete(contract) or contract not in bases)
        )
        self.undecided = tuple(
            contract
            for contract in candidates
            if (files is None or _file(contract) in files)
            and contract in self._recognitions
            and contract not in self.users
            and contract not in bases
            and any(unread(function) for function in self.of(contract).flow.functions)
        )

    def _uses_in_time(self, contract: Contract) -> bool:
        found = self.alone(Work.SEARCH, contract, self.failures, lambda: self._uses(contract))
        return found is True

    def _uses(self, contract: Contract) -> bool:
        return any(
            isinstance(operation, Start | Close | Request)
            for _, operation in self.of(contract).operations()
        )


def protocol_of(
    unit: SlitherCompilationUnit,
    known_checks: Collection[str] = (),
    seconds: float | None = None,
    files: Collection[str] | None = None,
) -> Protocol:
    """The facts about a compilation unit, established once and kept as long as it lives.

    `known_checks` names modifiers and functions that let only authority pass, `seconds`
    is what each consumer may take, `files` are the absolute paths of those whose consumers
    are judged. Whoever loads the unit gives them, with the first call; later ones need not.
    """
    return memoised(unit, "dtnlint.protocol", lambda: Protocol(unit, known_checks, seconds, files))


def is_concrete(contract: Contract) -> bool:
    """Whether the contract can be deployed."""
    return not contract.is_abstract and bool(contract.is_fully_implemented)


def _file(contract: Contract) -> str:
    return str(contract.source_mapping.filename.absolute)


def _mentions(function: Function) -> bool:
    """Tell whether a body has an operation worth a closer look."""
    if unread(function) is not None:
        return True  # it may
    for node in function.nodes:
        text = str(node.expression) if node.expression is not None else ""
        if any(name in text for name in _WORDS):
            return True
    return False


_WORDS = ("startUserSession", "closeUserSession", "request")
