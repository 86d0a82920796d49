"""`dtn-swallowed-session-error`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Function
from slither.core.variables.local_variable import LocalVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import (
    Assignment,
    Delete,
    HighLevelCall,
    LibraryCall,
    LowLevelCall,
    Return,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant

from dtnlint.protocol import Close, Consumer, Request, Start
from dtnlint.protocol.flow import Place, Stack
from dtnlint.protocol.paths import halts, reverts, successors

from ..fact_rule import FactRule, claim, place
from ..rule import Claim


class SwallowedSessionError(FactRule):
    """A session operation fails, and execution goes on as if it had worked."""

    ARGUMENT = "dtn-swallowed-session-error"
    HELP = "A failed session operation passes for one that worked"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 390

    WIKI = "docs/rules/dtn-swallowed-session-error.md"
    WIKI_TITLE = "Failure of a session operation swallowed"
    WIKI_DESCRIPTION = """\
A `try` on a start, a close or a request has a `catch` after which execution goes on as if it had
worked: it neither reverts nor returns, and changes nothing in which the failure could be seen
later. An event is no record for the contract itself. A start that failed leaves its deposit to
whoever starts next; a close that failed leaves a session with money in it; a request that failed
leaves somebody waiting."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    event CloseFailed(uint256 id);

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        try ai.closeUserSession(id) {}
        catch {
            emit CloseFailed(id); // and its ID is gone
        }
    }
}
```
When the close fails, the session stays open, and the contract has forgotten its ID."""
    WIKI_RECOMMENDATION = (
        "Revert in the `catch`, return, or write down what failed, so that it can be tried again."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    uint256[] public unclosed;

    event CloseFailed(uint256 id);

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        try ai.closeUserSession(id) {}
        catch {
            unclosed.push(id);
            emit CloseFailed(id);
        }
    }
}"""
    LIMITS = """\
A heuristic. Any write of a variable in the `catch`, and any call of another contract, counts as a
record of the failure, whatever is written, unless that empties the cell of a session that could
not be closed; what was changed before the `try` does not count. A
low-level call of the router is not looked at, and neither is a `try` on a function of the
contract's own."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every session operation with a clause that goes on."""
        for site, operation in consumer.operations:
            if not isinstance(operation, Start | Close | Request) or operation.low_level:
                continue
            cells = (
                consumer.flow.sources(operation.session).places
                if isinstance(operation, Close)
                else frozenset()
            )
            for clause in _swallowing(consumer, site.node, cells):
                yield claim(
                    consumer,
                    site.function,
                    site.node,
                    operation.ir.expression,
                    f"when {_NAMES[type(operation)]} fails, execution goes on as if it had worked",
                    related=[("the clause", place(clause, site.node))],
                )
                break


_NAMES = {Start: "startUserSession", Close: "closeUserSession", Request: "request"}


def _swallowing(consumer: Consumer, node: Node, cells: frozenset[Place]) -> Iterator[Node]:
    """The clauses of a `try` through which a failure leaves no trace: that one of the `cells`
    of the session is emptied is none.
    """
    if node.type != NodeType.TRY:
        return
    worked, *failed = [son for son in node.sons if son.type == NodeType.CATCH] or [node]
    joined = _onward(worked, node)
    for clause in failed:
        pending, seen = [clause], {clause}
        while pending:
            at = pending.pop()
            if at is not clause and at in joined:
                yield clause
                break
            if _deals_with_it(consumer, at, cells):
                continue
            if not at.sons:
                yield clause
                break
            for son in successors(at):
                if son not in seen:
                    seen.add(son)
                    pending.append(son)


def _onward(node: Node, until: Node) -> set[Node]:
    """The nodes that run after one, until another runs: in a loop that is what comes again."""
    found, pending = {node, until}, [node]
    while pending:
        for son in successors(pending.pop()):
            if son not in found:
                found.add(son)
                pending.append(son)
    return found


def _deals_with_it(consumer: Consumer, node: Node, cells: frozenset[Place]) -> bool:
    """Tell whether a node ends what goes on, or leaves a trace of the failure."""
    if reverts(node) or node.type in (NodeType.RETURN, NodeType.BREAK, NodeType.CONTINUE):
        return True
    return any(_leaves_trace(consumer, ir, cells) for ir in node.irs)


def _leaves_trace(consumer: Consumer, ir: IrOperation, cells: frozenset[Place]) -> bool:
    written = consumer.flow.written(ir)
    if written and written <= cells and _empties(ir):
        return False
    if isinstance(ir, Return) or halts(ir) or written:
        return True
    if isinstance(ir, OperationWithLValue) and isinstance(ir.lvalue, LocalVariable):
        # The clause's own parameters are no record.
        return bool(ir.node.type != NodeType.CATCH)
    called = consumer.flow.calls.get(ir)
    if called is not None:
        reached = consumer.flow.reach(called)
        return _always_reverts(consumer, called) or any(
            consumer.flow.written(inner)
            for body in reached
            for node in body.nodes
            for inner in node.irs
        )
    return isinstance(ir, LowLevelCall) or (
        isinstance(ir, HighLevelCall)
        and not isinstance(ir, LibraryCall)
        and not ir.is_static_call()
    )


def _empties(ir: IrOperation) -> bool:
    return isinstance(ir, Delete) or (
        isinstance(ir, Assignment) and isinstance(ir.rvalue, Constant) and not ir.rvalue.value
    )


def _always_reverts(consumer: Consumer, function: Function, above: Stack = ()) -> bool:
    """Tell whether a body, or one that it calls on every path, undoes everything."""
    seen: set[Node] = set()
    pending = [function.entry_point] if function.entry_point is not None else []
    while pending:
        node = pending.pop()
        if node in seen or reverts(node):
            continue
        seen.add(node)
        if node.type != NodeType.TRY and any(
            _always_reverts(consumer, consumer.flow.calls[ir], (*above, ir))
            for ir in node.irs
            if ir in consumer.flow.calls and ir not in above
        ):
            continue
        if not node.sons:
            return False
        pending += successors(node)
    return bool(function.nodes)
