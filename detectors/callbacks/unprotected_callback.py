"""`dtn-unprotected-callback`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import (
    Binary,
    BinaryType,
    EventCall,
    HighLevelCall,
    LibraryCall,
    LowLevelCall,
    Send,
    Transfer,
)
from slither.slithir.operations import Operation as IrOperation

from dtnlint.protocol import Aim, Consumer, Sender, Way
from dtnlint.protocol.conditions import NOTHING, Conditions
from dtnlint.protocol.flow import Stack
from dtnlint.protocol.sameness import named_sender

from ..fact_rule import FactRule, header, place
from ..rule import Claim


class UnprotectedCallback(FactRule):
    """A callback can be called by others than the router."""

    ARGUMENT = "dtn-unprotected-callback"
    HELP = "A callback can be called by others than the router"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 346

    WIKI = "docs/rules/dtn-unprotected-callback.md"
    WIKI_TITLE = "Callback open to others"
    WIKI_DESCRIPTION = """\
A function that a request names as a callback can be called by others than the router: no check
compares the sender with the router, or one lets others pass too. Whoever calls it decides that a
request has been answered, or has failed, and when: what the contract does upon an answer, paying
out for one, happens without one."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => address) public buyer;
    mapping(address => uint256) public owed;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function judge(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.judged.selector, this.onFailure.selector, address(this));
        bytes32 requestId = ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), back, msg.sender, msg.value
        );
        buyer[requestId] = msg.sender;
    }

    function judged(bytes32 requestId) external {
        owed[buyer[requestId]] += 1 ether; // says who?
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
Whoever has asked once calls `judged` as often as they like."""
    WIKI_RECOMMENDATION = (
        "Let only the router in: the modifier `onlyDtn`, or `require(msg.sender == address(ai))`."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => address) public buyer;
    mapping(address => uint256) public owed;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function judge(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.judged.selector, this.onFailure.selector, address(this));
        bytes32 requestId = ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), back, msg.sender, msg.value
        );
        buyer[requestId] = msg.sender;
    }

    function judged(bytes32 requestId) external onlyDtn {
        require(buyer[requestId] != address(0), "not our request");
        owed[buyer[requestId]] += 1 ether;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
A callback of another contract is not looked at, and neither is one whose target a caller or a
stored address decides. That the owner may call a callback too is reported: it is meant now and
then, and can be suppressed where it is. A list or a role that lets the sender in is not: the
router may be its only member."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every callback of the contract that lets others in."""
        for function, namings in consumer.callbacks.functions().items():
            own = [naming for naming in namings if naming.aim is Aim.SELF]
            others = _senders(consumer, function) - {Sender.ROUTER, Sender.SELF}
            if (
                not own
                or not others
                or (others == {Sender.AUTHORITY} and not _is_one(consumer, function))
            ):
                continue
            who = "anyone" if Sender.ANYONE in others else _ADMITTED[min(others)]
            yield Claim(
                message=f"{consumer.contract.name}.{function.name}: {who} can call this callback, "
                "which is the router's to call",
                span=header(function),
                element=function,
                contract=consumer.contract,
                function=function,
                related=(("named here", place(own[0].expression, own[0].node)),),
            )


def _senders(consumer: Consumer, function: Function) -> frozenset[Sender]:
    """Who can make a callback do anything: whom its checks let pass to where it acts, or, if
    it does nothing, to its end.
    """
    found: set[Sender] = set()
    acts = list(_acting(consumer, function))
    for way, node in acts:
        found |= consumer.authority.along(_until_itself(way, node)).senders
    return frozenset(found) if acts else consumer.authority.of(function).senders


def _until_itself(way: Way, node: Node) -> Iterator[Node]:
    """The nodes that ask about the sender of a transaction: those behind a call that the
    contract makes to itself from outside ask about itself.
    """
    for call in way.calls:
        yield call.node
        if _is_of_itself(call):
            return
    yield node


def _is_of_itself(call: IrOperation) -> bool:
    return isinstance(call, HighLevelCall) and not isinstance(call, LibraryCall)


def _is_one(consumer: Consumer, function: Function) -> bool:
    """Tell whether a check wants the sender to be one address: of a list or a role the router
    may be a member.
    """

    def tells(value: Any, wanted: bool, stack: Stack) -> Iterator[str]:
        equal = isinstance(value, Binary) and wanted is (value.type == BinaryType.EQUAL)
        if equal and named_sender(consumer.flow, value, stack) is not None:
            yield "one sender"

    known = Conditions(consumer.flow, tells)
    acts = [(way.calls, node) for way, node in _acting(consumer, function)]
    ends = [((), node) for node in function.nodes if not node.sons]
    return all(known.around(node, calls) != NOTHING for calls, node in acts or ends)


def _acting(consumer: Consumer, function: Function) -> Iterator[tuple[Way, Node]]:
    """Where a call of a callback acts, and how it comes there."""
    for body in consumer.flow.reach(function):
        nodes = [node for node in body.nodes if _acts(consumer, node)]
        for way in consumer.ways.from_outside(body) if nodes else ():
            if way.entry is function:
                yield from ((way, node) for node in nodes)


def _acts(consumer: Consumer, node: Node) -> bool:
    """Tell whether a node changes something, tells something, or calls somebody."""
    return any(
        consumer.flow.written(ir)
        or isinstance(ir, EventCall | LowLevelCall | Transfer | Send)
        or (
            isinstance(ir, HighLevelCall)
            and not isinstance(ir, LibraryCall)
            and ir not in consumer.flow.calls
            and not ir.is_static_call()
        )
        for ir in node.irs
    )


_ADMITTED = {
    Sender.AUTHORITY: "somebody with authority",
    Sender.NAMED: "a sender that a record names",
    Sender.SIGNER: "a holder of a signature",
}
