"""Rules that are easy to foresee, so that tests of the pipeline are about the pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.cfg.node import Node
from slither.core.declarations import Contract, FunctionContract
from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.detectors.rule import Claim, Rule
from dtnlint.sources.span import Span


class _AnyCall(Rule):
    CALL = ""
    HELP = "a call stands in the code"
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 675
    WIKI = "docs/rules/none.md"
    WIKI_TITLE = "A call"
    WIKI_DESCRIPTION = "There is a call."
    WIKI_EXPLOIT_SCENARIO = "```solidity\ncontract Shop {}\n```"
    WIKI_RECOMMENDATION = "Do not worry."

    def claims(self) -> Iterator[Claim]:
        for contract in self.compilation_unit.contracts:
            if not contract.is_interface and not contract.is_abstract:
                for function in contract.functions:
                    for node in function.nodes:
                        if self.CALL in str(node.expression):
                            yield self._claim(contract, function, node)

    def _claim(self, contract: Contract, function: FunctionContract, node: Node) -> Claim:
        place = node.source_mapping
        return Claim(
            message=f"{contract.name}.{function.name} calls {self.CALL}",
            span=Span(place.filename.absolute, place.start, place.length),
            element=node,
            contract=contract,
            function=function,
        )


class AnyStart(_AnyCall):
    CALL = "startUserSession"
    ARGUMENT = "dtn-any-start"
    IMPACT = DetectorClassification.HIGH


class AnyClose(_AnyCall):
    CALL = "closeUserSession"
    ARGUMENT = "dtn-any-close"
    IMPACT = DetectorClassification.LOW


class Broken(_AnyCall):
    ARGUMENT = "dtn-broken"
    IMPACT = DetectorClassification.HIGH

    def claims(self) -> Iterator[Claim]:
        raise KeyError("no such thing")
