"""`dtn-stuck-refund`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.declarations import Function, SolidityVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Call

from dtnlint.protocol import Close, Consumer, Escape, TokenTransfer
from dtnlint.protocol.effects.conduct import Conduct, is_fixed, is_undone, keeps_from
from dtnlint.protocol.effects.effects import Called, Effect, Run, Sent, Wrote
from dtnlint.protocol.effects.spending import token_moves
from dtnlint.protocol.effects.terms import THIS, options
from dtnlint.protocol.flow import Site
from dtnlint.protocol.latches import preparations

from ..conduct_rule import at_effect
from ..fact_rule import FactRule, claim, place
from ..rule import Claim

_APPROVALS = (
    "approve",
    "forceApprove",
    "safeApprove",
    "increaseAllowance",
    "safeIncreaseAllowance",
)


class StuckRefund(FactRule):
    """Refunds arrive at a contract that cannot spend them."""

    ARGUMENT = "dtn-stuck-refund"
    HELP = "Refunds of closed sessions have no way out"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 404

    WIKI = "docs/rules/dtn-stuck-refund.md"
    WIKI_TITLE = "Refund without a way out"
    WIKI_DESCRIPTION = """\
The contract closes sessions, and has no way to move fee tokens out or into another session. What
a session did not use up is sent to the contract that owned it, and to nobody else: without a
function that transfers tokens, approves somebody for them, or deposits the contract's own, it
stays there for ever. A deposit that is taken from the caller moves none of the contract's. So it
is where a last close sets what shuts every way out for good."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is WithDtnAi {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    address public immutable owner = msg.sender;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external {
        require(msg.sender == owner && sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0, "not now");
        ai.closeUserSession(sessionId); // the rest comes back, and stays
        sessionId = 0;
    }
}
```
Each session leaves its rest in the contract, which never touches it again."""
    WIKI_RECOMMENDATION = (
        "Add a function with which the owner, or whoever paid, withdraws fee tokens; or start the "
        "next session from the contract's own balance."
    )
    GOOD_EXAMPLE = """\
contract Shop is WithDtnAi {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    address public immutable owner = msg.sender;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external {
        require(msg.sender == owner && sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(owner, token.balanceOf(address(this)));
    }
}"""
    LIMITS = """\
Any transfer or approval of tokens that can be reached counts as a way out, for two tokens that
are kept apart in the code may be one; how much it can move is not asked. After a close, ways out
count as shut only where a variable that the same call sets, and nothing sets back, keeps all of
them from happening. A contract that runs
foreign code by `delegatecall`, or makes calls that its callers make up, might move tokens in
this way, and nothing is said of it; neither is of abstract contracts, which others complete."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """The first close of a contract whose tokens cannot leave, the others beside it."""
        if not consumer.is_whole or consumer.escapes & {Escape.CODE, Escape.CALL}:
            return
        closes = [
            (site, operation)
            for site, operation in consumer.operations
            if isinstance(operation, Close) and consumer.ways.from_outside(site.function)
        ]
        if not closes:
            return
        if _has_way_out(consumer):
            yield from _after_the_end(consumer)
            return
        site, operation = closes[0]
        yield claim(
            consumer,
            site.function,
            site.node,
            operation.ir.expression,
            "the refund of the session that is closed can never leave the contract",
            related=[
                ("another close", place(other.ir.expression, there.node))
                for there, other in closes[1:]
            ],
        )


def _has_way_out(consumer: Consumer) -> bool:
    transfers = [
        (site, operation)
        for site, operation in consumer.operations
        if isinstance(operation, TokenTransfer)
    ]
    if any(_approves(site) for site in consumer.flow.irs()):
        return True
    before = preparations(consumer.contract)  # there are no refunds yet
    return any(
        _is_own(consumer, transfer)
        and (
            any(way.entry not in before for way in consumer.ways.from_outside(site.function))
            or consumer.flow.by_value(site.function)
        )
        and not _was_just_taken(consumer, transfer, transfers)
        for site, transfer in transfers
    )


def _approves(site: Site) -> bool:
    function = getattr(site.ir, "function", None)
    return (
        isinstance(site.ir, Call) and isinstance(function, Function) and function.name in _APPROVALS
    )


def _is_own(consumer: Consumer, transfer: TokenTransfer) -> bool:
    """Tell whether it may be the contract's own tokens that move."""
    if transfer.sender is None:
        return True
    return any(
        isinstance(origin.value, SolidityVariable) and origin.value.name == "this"
        for origin in consumer.flow.sources(transfer.sender).origins
    )


def _was_just_taken(
    consumer: Consumer, transfer: TokenTransfer, others: list[tuple[Site, TokenTransfer]]
) -> bool:
    """Tell whether just what moves was taken from somebody before, in the same body."""
    return any(
        other.amount is transfer.amount
        and not _is_own(consumer, other)
        and other.node is not transfer.node
        and other.node in transfer.node.dominators
        for _, other in others
    )


def _after_the_end(consumer: Consumer) -> Iterator[Claim]:
    """The closes beside which something is noted for good that every way out needs not to be."""
    conduct = consumer.conduct
    if not conduct.is_complete:
        return
    told = set()
    for run, close in conduct.operations("closeUserSession"):
        for mark in run.effects:
            if (
                isinstance(mark, Wrote)
                and close.instruction.span not in told
                and (mark.number in close.before or close.number in mark.before)
                and _ends_all(conduct, run, mark)
            ):
                told.add(close.instruction.span)
                yield at_effect(
                    consumer,
                    close,
                    "the refund of the session that is closed can never leave the contract, since "
                    "every way out is closed for good with it",
                    related=[("what closes them", mark)],
                )


def _ends_all(conduct: Conduct, run: Run, mark: Wrote) -> bool:
    """Whether a write keeps all that may move tokens from happening ever after."""
    if not is_fixed(mark.place) or _is_lock(conduct, mark):
        return False
    ways_out = 0
    for other in conduct.runs:
        for effect in other.effects:
            if _may_move(conduct, effect):
                ways_out += 1
                if other.key == run.key or not keeps_from(mark, effect.holds):
                    return False
            if (
                isinstance(effect, Wrote)
                and effect.place.root == mark.place.root
                and effect.value != mark.value
                and not keeps_from(mark, effect.holds)
            ):
                return False
    return ways_out > 0


def _is_lock(conduct: Conduct, mark: Wrote) -> bool:
    """Whether some function takes back what is written, though this one may never come to it."""
    return any(
        isinstance(effect, Wrote)
        and (effect.place, effect.value) == (mark.place, mark.value)
        and is_undone(run, effect)
        for run in conduct.runs
        for effect in run.effects
    )


def _may_move(conduct: Conduct, effect: Effect) -> bool:
    """Whether an effect may move tokens out of the contract: anything that calls another one,
    but for the router, for views, and for transfers of others.
    """
    moved = token_moves(effect)
    if moved is not None:
        return moved[0] in (None, THIS)
    if isinstance(effect, Called):
        return not effect.callee.view and not any(
            one in conduct.routers for one in options(effect.target)
        )
    return isinstance(effect, Sent) and effect.message_bytes is not None
