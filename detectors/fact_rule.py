"""Rules that are a question to the protocol's facts about one consumer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Contract, Function

from dtnlint.lifecycle.record import span_of
from dtnlint.protocol import Consumer
from dtnlint.sources.span import Span

from .consumer_rule import ConsumerRule
from .rule import Claim


class FactRule(ConsumerRule):
    """A rule that looks at the facts of each consumer. Subclasses implement `find`.

    It is not asked of a consumer whose code is not all known: what it takes for missing
    may stand there.
    """

    def asks(self, consumer: Consumer) -> bool:
        """Whether all of its code is known."""
        return not consumer.hidden


def claim(
    consumer: Consumer,
    function: Function,
    node: Node,
    at: Any,
    sentence: str,
    subject: str = "",
    related: Iterable[tuple[str, Span]] = (),
) -> Claim:
    """A claim about an operation or an expression in a function; `at` is what it stands at,
    the node where that is None.
    """
    # Slither keeps initial values in a function of its own making.
    written = None if function.is_constructor_variables else function
    where = (
        consumer.contract.name if written is None else f"{consumer.contract.name}.{written.name}"
    )
    return Claim(
        message=f"{where}: {sentence}",
        span=place(at, node),
        element=node,
        contract=consumer.contract,
        function=written,
        related=tuple(related),
        subject=subject,
    )


def place(element: Any, node: Node) -> Span:
    """Where an operation or an expression stands; where its node does if it is None."""
    return span_of(element, node)


def header(declaration: Function | Contract) -> Span:
    """The first line or lines of a function or a contract, up to its body."""
    mapping = declaration.source_mapping
    text: str = mapping.content
    ends = [at for at in (text.find("{"), text.find(";")) if at > 0]
    head = text[: min(ends, default=len(text))].rstrip()
    return Span(mapping.filename.absolute, mapping.start, len(head.encode("utf-8")))


def text_of(expression: Any) -> str:
    """An expression as its source writes it, on one line."""
    mapping = getattr(expression, "source_mapping", None)
    text = str(mapping.content) if mapping is not None and mapping.length else str(expression)
    return " ".join(text.split())
