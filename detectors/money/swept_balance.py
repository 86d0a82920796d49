"""`dtn-swept-balance`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.conduct import Conduct, Who
from dtnlint.protocol.effects.effects import Called, Effect, Sent, Wrote
from dtnlint.protocol.effects.payment import counts_down
from dtnlint.protocol.effects.spending import flows, is_deposit, token_moves
from dtnlint.protocol.effects.terms import THIS, Answer, Kept, Term, options

from ..conduct_rule import ConductRule, at_effect
from ..rule import Claim


class SweptBalance(ConductRule):
    """Tokens that are owed to others are deposited."""

    ARGUMENT = "dtn-swept-balance"
    HELP = "The whole balance is deposited though some of it is owed to others"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 682

    WIKI = "docs/rules/dtn-swept-balance.md"
    WIKI_TITLE = "Owed tokens deposited"
    WIKI_DESCRIPTION = """\
The whole `balanceOf(address(this))` is deposited for a session, by a contract that owes fee tokens
to others: it keeps credits or shares, and pays them out to their owners. What is deposited is spent
on answers; whoever comes to withdraw finds the contract empty."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    mapping(address => uint256) public credit;

    function fund(uint256 amount) external {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), amount);
        credit[msg.sender] += amount;
    }

    function collect() external {
        uint256 amount = credit[msg.sender];
        credit[msg.sender] = 0;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);
    }

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20 token = IERC20(ai.feeToken());
        uint256 all = token.balanceOf(address(this)); // the credits, too
        require(all > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), all);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
After `open`, nobody can `collect`."""
    WIKI_RECOMMENDATION = (
        "Keep the sum of what is owed, and deposit what the balance has beyond it, or deposit what "
        "was brought for the session alone."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    uint256 public owed;
    mapping(address => uint256) public credit;

    function fund(uint256 amount) external {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), amount);
        credit[msg.sender] += amount;
        owed += amount;
    }

    function collect() external {
        uint256 amount = credit[msg.sender];
        credit[msg.sender] = 0;
        owed -= amount;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);
    }

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20 token = IERC20(ai.feeToken());
        uint256 free = token.balanceOf(address(this)) - owed;
        require(free > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), free);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
What is owed is read from who can take tokens out: somebody without authority, by a number that is
kept. Whether the part that a deposit leaves out is enough is not worked out."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every deposit of the whole balance by a contract that owes."""
        conduct = consumer.conduct
        payouts = list(_payouts(conduct))
        shares = list(_for_shares(conduct))
        told = set()
        for run in (*conduct.runs, conduct.construction):
            for effect in run.effects:
                span = effect.instruction.span
                if not is_deposit(effect) or span in told or not _is_whole_balance(conduct, effect):
                    continue
                same = (one for one in shares if _token(one) == _token(effect))
                payout = next(chain(payouts, same), None)
                if payout is not None:
                    told.add(span)
                    yield at_effect(
                        consumer,
                        effect,
                        "the whole balance is deposited, with what the contract owes to others",
                        "",
                        [("owed tokens are paid out here", payout)],
                    )


def _payouts(conduct: Conduct) -> Iterator[Effect]:
    """Transfers of the contract's tokens that somebody without authority can have, by a number
    that is kept.
    """
    for run in conduct.runs:
        for effect in run.effects:
            moved = token_moves(effect)
            if moved is None or moved[0] is not None or is_deposit(effect):
                continue
            if conduct.admitted(effect) & {Who.ANYONE, Who.NAMED} and any(
                isinstance(one, Kept) and one.path for one in flows(moved[2])
            ):
                yield effect


def _for_shares(conduct: Conduct) -> Iterator[Effect]:
    """Transfers of the contract's tokens for which something is taken from what somebody without
    authority has there: shares.
    """
    for run in conduct.runs:
        taken = any(
            isinstance(one, Wrote) and one.lasting and one.place.path and counts_down(one)
            for one in run.effects
        )
        for effect in run.effects if taken else ():
            moved = token_moves(effect)
            if (
                moved is not None
                and moved[0] is None
                and not is_deposit(effect)
                and conduct.admitted(effect) & {Who.ANYONE, Who.NAMED}
            ):
                yield effect


def _token(effect: Effect) -> Term | str | None:
    """Which token is moved: what is kept, or what answers."""
    target = effect.target if isinstance(effect, Called | Sent) else None
    return target.callee if isinstance(target, Answer) else target


def _is_whole_balance(conduct: Conduct, effect: Effect) -> bool:
    moved = token_moves(effect)
    return moved is not None and any(_is_balance(conduct, one) for one in options(moved[2]))


def _is_balance(conduct: Conduct, term: Term) -> bool:
    return (
        isinstance(term, Answer)
        and term.callee == "balanceOf"
        and any(
            isinstance(effect, Called)
            and effect.site == term.site
            and effect.callee.name == "balanceOf"
            and effect.arguments == (THIS,)
            for run in (*conduct.runs, conduct.construction)
            for effect in run.effects
        )
    )
