"""Rules that are a question to what a consumer's entry points do: see `protocol.effects`."""

from __future__ import annotations

from collections.abc import Iterable

from slither.core.cfg.node import Node
from slither.core.declarations import Contract, Function

from dtnlint.language.instructions import Span as CodeSpan
from dtnlint.protocol import Consumer
from dtnlint.protocol.dispatch import memoised
from dtnlint.protocol.effects.effects import Effect, Run
from dtnlint.sources.span import Span

from .consumer_rule import ConsumerRule
from .fact_rule import header
from .rule import Claim


class ConductRule(ConsumerRule):
    """A rule that looks at the conduct of each consumer. Subclasses implement `find`."""

    def asks(self, consumer: Consumer) -> bool:
        """Whether it can be deployed."""
        return consumer.is_concrete


def at_entry(
    consumer: Consumer, run: Run, sentence: str, subject: str = "", related: Iterable[Effect] = ()
) -> Claim:
    """A claim about an entry point, which stands at its header; `related` is what it does."""
    function = function_at(consumer.contract, run.function.span)
    assert function is not None
    return Claim(
        message=f"{consumer.contract.name}.{function.name}: {sentence}",
        span=header(function),
        element=function,
        contract=consumer.contract,
        function=function,
        related=tuple(("here", span_at(consumer.contract, one)) for one in related),
        subject=subject,
    )


def at_effect(
    consumer: Consumer,
    effect: Effect,
    sentence: str,
    subject: str = "",
    related: Iterable[tuple[str, Effect]] = (),
    *,
    from_entry: bool = False,
) -> Claim:
    """A claim about an effect, which stands where the code says it, or where the entry point
    gives what it is about.
    """
    contract = consumer.contract
    written, span = _own_place(contract, effect)
    if from_entry and effect.frames:
        written, span = effect.frames[0].function.span, effect.frames[0].call.span
    function = function_at(contract, written) or function_at(contract, span)
    name = contract.name if function is None else f"{contract.name}.{function.name}"
    node = node_at(contract, span)
    element = node or function or contract
    return Claim(
        message=f"{name}: {sentence}",
        span=_span(contract, span),
        element=element,
        contract=contract,
        function=function,
        related=tuple((text, span_at(contract, one)) for text, one in related),
        subject=subject,
    )


def _own_place(contract: Contract, effect: Effect) -> tuple[CodeSpan, CodeSpan]:
    """The body that an effect is told of, and where there: libraries and free functions do
    what they are called for, so that the call is meant.
    """
    written, span = effect.function, effect.instruction.span
    for frame in reversed(effect.frames):
        if written.contract and not _is_library(contract, written.contract):
            break
        written, span = frame.function, frame.call.span
    return written.span, span


def _is_library(contract: Contract, name: str) -> bool:
    return any(one.name == name and one.is_library for one in contract.compilation_unit.contracts)


def span_at(contract: Contract, effect: Effect) -> Span:
    """Where an effect stands."""
    return _span(contract, effect.instruction.span)


def _span(contract: Contract, span: CodeSpan) -> Span:
    unit = contract.compilation_unit
    paths = memoised(
        unit,
        "dtnlint.paths",
        lambda: {
            name.used: name.absolute for name in unit.crytic_compile_compilation_unit.source_units
        },
    )
    return Span(paths[span.unit], span.start, span.length)


def function_at(contract: Contract, span: CodeSpan) -> Function | None:
    """Slither's function that is defined at a span, or around it."""
    best: Function | None = None
    for function in _functions(contract):
        place = function.source_mapping
        if (
            place is not None
            and place.filename.used == span.unit
            and place.start <= span.start
            and span.start + span.length <= place.start + place.length
            and (best is None or place.length < best.source_mapping.length)
        ):
            best = function
    return best


def node_at(contract: Contract, span: CodeSpan) -> Node | None:
    """The smallest of Slither's nodes around a span."""
    function = function_at(contract, span)
    best: Node | None = None
    for node in function.nodes if function is not None else ():
        place = node.source_mapping
        if (
            place is not None
            and place.length
            and place.start <= span.start
            and span.start + span.length <= place.start + place.length
            and (best is None or place.length < best.source_mapping.length)
        ):
            best = node
    return best


def _functions(contract: Contract) -> tuple[Function, ...]:
    unit = contract.compilation_unit

    def make() -> tuple[Function, ...]:
        declared = (
            function
            for one in unit.contracts
            for function in (*one.functions_declared, *one.modifiers_declared)
            if not function.is_constructor_variables
        )
        return (*declared, *unit.functions_top_level)

    return memoised(unit, "dtnlint.functions", make)
