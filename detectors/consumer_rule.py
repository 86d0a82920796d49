"""Rules that look at each consumer by itself, within a time of its own."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.failures import Contained
from dtnlint.protocol import Consumer, Work, protocol_of

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
            found: list[Claim] = []
            path = contract.source_mapping.filename.absolute
            looking = Contained(self.failures, contract.name, path)
            with looking, protocol.time(Work.RULES, contract).spent():
                consumer = protocol.consumer(contract)
                if self.asks(consumer):
                    found += self.find(consumer)
            if looking.failed:
                protocol.forget(contract)
            else:
                yield from found
