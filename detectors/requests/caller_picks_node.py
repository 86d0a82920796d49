"""`dtn-caller-picks-node`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.spending import chosen, field_of, is_bounded, is_callers_own

from ..conduct_rule import ConductRule, at_effect
from ..rule import Claim

_ANSWERERS = {"trustedNodeIds": "node", "trustNamespaceIds": "namespace"}


class CallerPicksNode(ConductRule):
    """Anyone chooses the node that the contract pays."""

    ARGUMENT = "dtn-caller-picks-node"
    HELP = "Callers choose the node that answers and is paid"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 807

    WIKI = "docs/rules/dtn-caller-picks-node.md"
    WIKI_TITLE = "Node of the caller's choice"
    WIKI_DESCRIPTION = """\
A caller with no authority chooses a trusted node or namespace of a request that is paid from the
contract's own session. The caller can run that node: it answers its own question with what it
likes, and it is the node that names the sizes of request and response by which it is paid, out of
the contract's deposit."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt, bytes32 node) external payable {
        require(sessionId != 0, "no session");
        _charge();
        ai.request{value: msg.value}(
            sessionId,
            MODEL,
            DtnDefaults.defaultCustomNodesValidatedAny(DtnDefaults.singleArray(node)),
            _prompt(prompt),
            _callBack(),
            msg.sender,
            msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
`ask("", myNode)`: the answer and its price are the caller's own."""
    WIKI_RECOMMENDATION = (
        "Fix the nodes, let authority set them, or look the caller's choice up in a list that "
        "authority keeps."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => bool) public trusted;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function trust(bytes32 node, bool yes) external onlyOwner {
        trusted[node] = yes;
    }

    function ask(string calldata prompt, bytes32 node) external payable {
        require(sessionId != 0 && trusted[node], "not that one");
        _charge();
        ai.request{value: msg.value}(
            sessionId,
            MODEL,
            DtnDefaults.defaultCustomNodesValidatedAny(DtnDefaults.singleArray(node)),
            _prompt(prompt),
            _callBack(),
            msg.sender,
            msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Any look-up of the choice, and any comparison of it with something that is no choice of the
caller's, counts as a check. A session that is the caller's own is the caller's to spend."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request whose answerers somebody without authority chooses."""
        conduct = consumer.conduct
        told = set()
        for request in conduct.requests:
            if not conduct.is_open(request.effect) or is_callers_own(conduct, request):
                continue
            for name, what in _ANSWERERS.items():
                picked = [
                    one
                    for one in chosen(request.run, field_of(request.routing, name))
                    if not is_bounded(request.effect, one)
                ]
                place = (request.run.key, request.effect.instruction.span, name)
                if picked and place not in told:
                    told.add(place)
                    names = ", ".join(sorted(f"`{one.name}`" for one in picked))
                    yield at_effect(
                        consumer,
                        request.effect,
                        f"anyone chooses the {what} that answers and is paid from the contract's "
                        f"session, by {names}",
                        name,
                        [("the request", request.effect)],
                        from_entry=True,
                    )
