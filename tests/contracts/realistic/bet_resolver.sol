// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Two people bet, a model decides.
/// @notice Each bet has a session of its own, paid for by whoever takes the bet, from the taking of
/// the bet to its end. The bet's phase says whether the session is live.
contract BetResolver is WithDtnAi {
    using SafeERC20 for IERC20;

    enum Phase {
        Empty,
        Offered,
        Taken,
        Resolving,
        Over
    }

    struct Bet {
        address maker;
        address taker;
        uint256 stake;
        uint256 sessionId;
        uint64 resolvableAt;
        uint64 deadline;
        Phase phase;
        string claim;
    }

    bytes32 public constant JUDGE = keccak256(abi.encodePacked("model.system.judge"));
    uint64 public constant PATIENCE = 7 days;

    uint256 public count;
    mapping(uint256 => Bet) public bets;
    mapping(bytes32 => uint256) public betOf;
    mapping(address => uint256) public winnings;
    mapping(address => uint256) public refunds;

    event Offered(uint256 indexed bet, address indexed maker, string claim);
    event Taken(uint256 indexed bet, address indexed taker, uint256 sessionId);
    event Asked(uint256 indexed bet, bytes32 requestId);
    event Undecided(uint256 indexed bet, string reason);
    event Decided(uint256 indexed bet, bool claimIsTrue);
    event Cancelled(uint256 indexed bet);

    error WrongPhase(Phase phase);
    error NotYours();
    error TooEarly(uint64 until);
    error WrongStake(uint256 wanted);

    modifier inPhase(uint256 bet, Phase phase) {
        if (bets[bet].phase != phase) revert WrongPhase(bets[bet].phase);
        _;
    }

    modifier onlyParties(uint256 bet) {
        if (msg.sender != bets[bet].maker && msg.sender != bets[bet].taker) revert NotYours();
        _;
    }

    constructor(address router) {
        setAi(router);
    }

    function offer(string calldata claim, uint64 resolvableAt) external payable returns (uint256 bet) {
        require(msg.value > 0, "a bet needs a stake");
        require(resolvableAt > block.timestamp, "too late");
        bet = ++count;
        bets[bet] = Bet({
            maker: msg.sender,
            taker: address(0),
            stake: msg.value,
            sessionId: 0,
            resolvableAt: resolvableAt,
            deadline: resolvableAt + PATIENCE,
            phase: Phase.Offered,
            claim: claim
        });
        emit Offered(bet, msg.sender, claim);
    }

    function withdrawOffer(uint256 bet) external inPhase(bet, Phase.Offered) {
        if (msg.sender != bets[bet].maker) revert NotYours();
        bets[bet].phase = Phase.Over;
        winnings[msg.sender] += bets[bet].stake;
        emit Cancelled(bet);
    }

    /// @notice Take the other side, and pay for the judge.
    function take(uint256 bet, uint256 fee) external payable inPhase(bet, Phase.Offered) {
        Bet storage b = bets[bet];
        if (msg.value != b.stake) revert WrongStake(b.stake);
        if (fee == 0) revert WrongStake(1);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), fee);
        b.taker = msg.sender;
        b.sessionId = ai.startUserSession();
        b.phase = Phase.Taken;
        emit Taken(bet, msg.sender, b.sessionId);
    }

    /// @notice Ask the judge. Either party may, once it is time; again, if the judge failed.
    function resolve(uint256 bet, uint256 gasForAnswer)
        external
        payable
        inPhase(bet, Phase.Taken)
        onlyParties(bet)
        returns (bytes32 requestId)
    {
        Bet storage b = bets[bet];
        if (block.timestamp < b.resolvableAt) revert TooEarly(b.resolvableAt);
        require(msg.value == gasForAnswer, "the answer needs gas");
        b.phase = Phase.Resolving;
        requestId = _askJudge(b, gasForAnswer);
        betOf[requestId] = bet;
        emit Asked(bet, requestId);
    }

    function _askJudge(Bet storage b, uint256 gasForAnswer) private returns (bytes32) {
        string[] memory call = new string[](2);
        call[0] = "Is the following claim true? Answer with yes or no.";
        call[1] = b.claim;
        return ai.request{value: msg.value}(
            b.sessionId,
            JUDGE,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(call), "", IDtnAi.CallType.DIRECT, 50, 50, 500_000),
            IDtnAi.CallBack({
                success: this.judged.selector,
                failure: this.notJudged.selector,
                target: address(this)
            }),
            msg.sender,
            gasForAnswer
        );
    }

    function judged(bytes32 requestId) external onlyDtn {
        uint256 bet = betOf[requestId];
        Bet storage b = bets[bet];
        // The parties may have given up meanwhile.
        if (b.phase != Phase.Resolving) return;
        (,, bytes memory response) = ai.fetchResponse(requestId);
        bytes32 answer = keccak256(bytes(abi.decode(response, (string))));
        if (answer != keccak256("yes") && answer != keccak256("no")) {
            b.phase = Phase.Taken;
            emit Undecided(bet, "not an answer");
            return;
        }
        bool claimIsTrue = answer == keccak256("yes");
        _end(b);
        winnings[claimIsTrue ? b.maker : b.taker] += 2 * b.stake;
        emit Decided(bet, claimIsTrue);
    }

    function notJudged(bytes32 requestId) external onlyDtn {
        uint256 bet = betOf[requestId];
        if (bets[bet].phase != Phase.Resolving) return;
        bets[bet].phase = Phase.Taken;
        (, string memory reason,) = ai.fetchResponse(requestId);
        emit Undecided(bet, reason);
    }

    /// @notice Nobody could decide in time: everybody gets back what they brought.
    function giveUp(uint256 bet) external onlyParties(bet) {
        Bet storage b = bets[bet];
        if (b.phase != Phase.Taken && b.phase != Phase.Resolving) revert WrongPhase(b.phase);
        if (block.timestamp < b.deadline) revert TooEarly(b.deadline);
        _end(b);
        winnings[b.maker] += b.stake;
        winnings[b.taker] += b.stake;
        emit Cancelled(bet);
    }

    /// Closes the bet's session; what is left of the fee belongs to the taker, who paid it.
    function _end(Bet storage b) private {
        IERC20 token = IERC20(ai.feeToken());
        uint256 before = token.balanceOf(address(this));
        b.phase = Phase.Over;
        ai.closeUserSession(b.sessionId);
        refunds[b.taker] += token.balanceOf(address(this)) - before;
    }

    function collect() external {
        uint256 amount = winnings[msg.sender];
        winnings[msg.sender] = 0;
        (bool sent,) = msg.sender.call{value: amount}("");
        require(sent, "not sent");
    }

    function collectRefund() external {
        uint256 amount = refunds[msg.sender];
        refunds[msg.sender] = 0;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);
    }
}
