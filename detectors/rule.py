"""The base of every rule: a Slither detector that states claims.

A rule says *what* is wrong by yielding `Claim`s; this module turns them into
Slither results, with everything that dtnlint's own reports need carried in the
result's additional field ``dtnlint`` (so that plain ``slither`` shows the same
rules, and its JSON carries the same facts).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct
from slither.core.declarations import Contract, Function
from slither.core.source_mapping.source_mapping import SourceMapping
from slither.detectors.abstract_detector import AbstractDetector
from slither.utils.output import Output

from dtnlint.failures import Failure
from dtnlint.lifecycle.verdicts import Step
from dtnlint.sources.span import Span


class Claim(Struct, frozen=True):
    """One defect that a rule states."""

    message: str
    """One sentence: contract, function, cell and reason, for a reader in a hurry."""
    span: Span
    """Where the finding stands."""
    element: SourceMapping
    """The Slither object (a node or a function) that Slither's own outputs and
    suppression comments attach the finding to; it lies on the same lines as `span`."""
    contract: Contract
    """The concrete contract that is judged."""
    function: Function | None
    """The function in which `span` lies."""
    related: tuple[tuple[str, Span], ...] = ()
    """Other places a reader should see, each with a short text."""
    trace: tuple[Step, ...] = ()
    """The transactions and steps that lead to the defect, in order."""
    subject: str = ""
    """The cell or value concerned, as the source writes it; part of the finding's identity."""


class Rule(AbstractDetector):
    """A dtnlint rule. Subclasses set Slither's fields and implement `claims`.

    ``ARGUMENT`` is the rule's name everywhere. ``WIKI`` is the page's path in
    the repository. ``WIKI_EXPLOIT_SCENARIO`` holds one bad contract in a
    ``solidity`` fence, ``WIKI_RECOMMENDATION`` the remedy in one or two sentences. Both
    examples build on the contract in ``docs/rules/Consumer.sol``.
    """

    CWE: ClassVar[int]
    """The number of the weakness in MITRE's Common Weakness Enumeration."""
    GOOD_EXAMPLE: ClassVar[str] = ""
    """The bad contract of ``WIKI_EXPLOIT_SCENARIO`` as it should be, as plain Solidity."""
    LIMITS: ClassVar[str] = ""
    """What the rule does not see, and how far its findings can be trusted."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.failures: list[Failure] = []
        """Contracts of which the rule has nothing to say, since looking at them failed."""

    def claims(self) -> Iterator[Claim]:
        """Yield what is wrong in this compilation unit, in any order."""
        raise NotImplementedError

    def _detect(self) -> list[Output]:
        return [self._result(claim) for claim in self.claims()]

    def _result(self, claim: Claim) -> Output:
        info: list[Any] = [claim.message, " (", claim.element, ")\n"]
        return self.generate_result(info, {"dtnlint": payload(claim)})


def payload(claim: Claim) -> dict[str, Any]:
    """What a claim says, as JSON: read back by `dtnlint.findings`."""
    return {
        "message": claim.message,
        "span": _span(claim.span),
        "contract": claim.contract.name,
        "contract_path": claim.contract.source_mapping.filename.absolute,
        "function": claim.function.full_name if claim.function is not None else None,
        "subject": claim.subject,
        "related": [{"text": text, "span": _span(span)} for text, span in claim.related],
        "trace": [
            {
                "transaction": step.transaction,
                "entry": step.entry,
                "text": step.text,
                "span": _span(step.span),
            }
            for step in claim.trace
        ],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"path": span.path, "start": span.start, "length": span.length}
