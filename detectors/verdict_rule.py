"""Rules that are a question to the verifier: one property, one sentence for each violation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from dtnlint.lifecycle import judge
from dtnlint.lifecycle.verdicts import Property, Verdict
from dtnlint.sources.span import Span

from .rule import Claim, Rule


class VerdictRule(Rule):
    """A rule that holds where the verifier says *violated* of a property."""

    PROPERTY: ClassVar[Property]

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one operation, in one sentence."""
        raise NotImplementedError

    def claims(self) -> Iterator[Claim]:
        """Every violation of the rule's property."""
        for verdict in judge(self.compilation_unit).violations(self.PROPERTY):
            related: tuple[tuple[str, Span], ...] = ()
            if verdict.operation != verdict.span:
                related = ((f"the operation: {verdict.operation_name}", verdict.operation),)
            yield Claim(
                message=f"{verdict.contract.name}.{verdict.function.name}: "
                f"{self.sentence(verdict)}",
                span=verdict.span,
                element=verdict.element,
                contract=verdict.contract,
                function=verdict.function,
                related=related,
                trace=verdict.trace,
                subject=verdict.subject,
            )
