"""Rules that look at each consumer by itself, within a time of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from slither.core.declarations import Contract

from dtnlint.protocol import Consumer, Protocol, Work, protocol_of

from .rule import Claim, Rule


class ConsumerRule(Rule):
    """A rule that asks something of each consumer. Subclasses implement `asks` and `find`."""

    def asks(self, consumer: Consumer) -> bool:
        """Whether the question makes sense for a consumer."""
        raise NotImplementedError

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Yield what is wrong with one consumer."""
        raise NotImplementedError

    def claims(self) -> Iterator[Claim]:
        """What is wrong with every consumer; where looking at one fails, with the others."""
        protocol = protocol_of(self.compilation_unit)
        for contract in protocol.consumers:
            looking = partial(self._claims_on, protocol, contract)
            yield from protocol.alone(Work.RULES, contract, self.failures, looking) or ()

    def _claims_on(self, protocol: Protocol, contract: Contract) -> list[Claim]:
        consumer = protocol.consumer(contract)
        return list(self.find(consumer)) if self.asks(consumer) else []
