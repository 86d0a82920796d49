"""`dtn-missing-failure-callback`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.declarations import Function
from slither.core.variables.variable import Variable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Call, HighLevelCall, Index, LowLevelCall, Member, Unpack
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import Consumer, Fetch, Naming, Request, Role
from dtnlint.protocol.flow import Site

from ..fact_rule import FactRule, claim, header, text_of
from ..rule import Claim


class MissingFailureCallback(FactRule):
    """Nothing in the contract learns that a request has failed."""

    ARGUMENT = "dtn-missing-failure-callback"
    HELP = "Nothing learns that a request has failed"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 391

    WIKI = "docs/rules/dtn-missing-failure-callback.md"
    WIKI_TITLE = "Failures that nobody hears of"
    WIKI_DESCRIPTION = """\
The failure selector of a request's `CallBack` is 0, while its success selector is not; or both
name one function, which does not look at the status. In the first case a failed request just
never ends: whoever waits for it waits for ever. In the second, a failure is taken for an
answer."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.onAnswer.selector, bytes4(0), address(this)); // what if not?
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), back, msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
A model that fails leaves the request open for good."""
    WIKI_RECOMMENDATION = (
        "Name a failure callback that records the failure and lets whoever waits go on; look at "
        "the status where one function serves both."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.ended.selector, this.ended.selector, address(this));
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), back, msg.sender, msg.value
        );
    }

    function ended(bytes32 requestId) external onlyDtn {
        (IDtnAi.ResponseStatus status,, bytes memory answer) = ai.fetchResponse(requestId);
        if (status == IDtnAi.ResponseStatus.SUCCESS) {
            answers[requestId] = abi.decode(answer, (string));
        } else {
            failed[requestId] = true;
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
What a failure callback does is not judged: one that does nothing may be meant. A request without
any callback is taken for one whose answer is polled. A shared callback that passes the request's
ID on to another contract may have the status looked at there."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request whose failure goes unheard, on some way to it."""
        told = set()
        for site, request in consumer.operations:
            if isinstance(request, Request):
                for naming, reason in _unheard(consumer, site, request):
                    function = naming.function
                    found = claim(
                        consumer,
                        naming.node.function,
                        naming.node,
                        naming.expression,
                        reason,
                        text_of(naming.expression),
                        [("the callback", header(function))] if function is not None else [],
                    )
                    if found.span not in told:
                        told.add(found.span)
                        yield found


def _unheard(consumer: Consumer, site: Site, request: Request) -> Iterator[tuple[Naming, str]]:
    """The failure selectors of a request that nobody hears through, each with why."""
    namings = [naming for naming in consumer.callbacks.namings if naming.request is request]
    for way in consumer.ways.to(site.function) or ():
        wins = consumer.callbacks.passed(request, Role.SUCCESS, way)
        losses = consumer.callbacks.passed(request, Role.FAILURE, way)
        if wins == {0}:
            continue
        for naming in namings:
            if naming.role is not Role.FAILURE or not consumer.callbacks.is_passed(naming, way):
                continue
            function = naming.function
            if naming.selector == 0:
                yield naming, "no callback hears that the request has failed"
            elif (
                function is not None and losses <= wins and not _looks_at_status(consumer, function)
            ):
                yield (
                    naming,
                    f"{function.name} hears of success and failure, and does not look which it is",
                )


def _looks_at_status(consumer: Consumer, function: Function) -> bool:
    """Tell whether a callback, or what it calls, uses the status that it fetches."""
    reached = consumer.flow.reach(function)
    fetches = {
        operation.ir
        for site, operation in consumer.operations
        if isinstance(operation, Fetch) and site.function in reached
    }
    bodies = reached if fetches else ()
    irs = (ir for body in bodies for node in body.nodes for ir in node.irs)
    return any(_uses(consumer, ir, fetches) for ir in irs) or any(
        _passes_on(consumer, body, function) for body in reached
    )


def _uses(consumer: Consumer, ir: IrOperation, fetches: set[IrOperation]) -> bool:
    """Tell whether an operation keeps a fetched status, hands it on, or decides by it."""
    if isinstance(ir, Unpack) and ir.index == 0 and consumer.flow.written(ir):
        values = [ir.tuple]
    elif isinstance(ir, Unpack | Index | Member):
        return False
    else:
        values = list(ir.read)
    for value in values:
        if isinstance(value, Variable) and not isinstance(value, Constant):
            for origin in consumer.flow.reads(value).origins:
                if origin.value in fetches and origin.path[:1] in ((), ("#0",)):
                    return True
    return False


def _passes_on(consumer: Consumer, body: Function, callback: Function) -> bool:
    """Tell whether a body gives the request's ID to another contract than the router."""
    given = set(callback.parameters)
    return any(
        isinstance(ir, HighLevelCall | LowLevelCall)
        and isinstance(ir, Call)
        and ir not in consumer.flow.calls
        and consumer.recognition.operation(ir) is None
        and any(given & set(consumer.flow.sources(value).variables) for value in ir.arguments)
        for node in body.nodes
        for ir in node.irs
    )
