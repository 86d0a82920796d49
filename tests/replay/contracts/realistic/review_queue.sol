// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable2Step, Ownable} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title The lanes of a queue: each keeps one session while work waits in it.
library Lanes {
    struct Lane {
        uint256 sessionId;
        uint256 head;
        uint32 waiting;
        bool open;
    }

    error LaneClosed();

    function requireOpen(Lane storage self) internal view {
        if (!self.open) revert LaneClosed();
    }

    // Defect: closes and keeps the ID.
    function shut(Lane storage self, IDtnAi ai) internal {
        ai.closeUserSession(self.sessionId);
        self.open = false;
    }
}

/// @title Papers queue for review, in an array; a model reviews the one at the head.
contract ReviewQueue is WithDtnAi, Ownable2Step {
    using Lanes for Lanes.Lane;
    using SafeERC20 for IERC20;

    enum State {
        Setup,
        Accepting,
        Reviewing,
        Judging,
        Closed
    }

    struct Paper {
        address author;
        uint96 bond;
        uint256 lane;
        bytes32 digest;
        bool reviewed;
    }

    uint256 public constant BOND = 0.01 ether;
    uint256 public constant LANES = 3;
    uint256 private constant REVIEW_GAS = 250_000;
    uint64 public constant ROUND = 5 days;

    State public state;
    uint64 public roundEndsAt;
    address public chair;
    Lanes.Lane[] public lanes;
    Paper[] public papers;
    mapping(bytes32 => uint256) private paperOf;
    mapping(bytes32 => bool) private known;
    mapping(address => bool) public reviewers;
    uint256 public pending;

    event RoundOpened(uint64 endsAt);
    event Submitted(uint256 indexed paper, address indexed author);
    event Reviewed(uint256 indexed paper, bool accepted);
    event Stuck(uint256 indexed paper, string reason);

    error Wrong(State state);
    error NotChair();
    error UnknownReviewer(address reviewer);

    modifier during(State wanted) {
        if (state != wanted) revert Wrong(state);
        _;
    }

    modifier onlyChair() {
        if (msg.sender != chair) revert NotChair();
        _;
    }

    modifier onlyReviewer() {
        if (!reviewers[msg.sender]) revert UnknownReviewer(msg.sender);
        _;
    }

    constructor(address router) Ownable(msg.sender) {
        setAi(router);
    }

    // --- setting up ----------------------------------------------------------

    function appoint(address newChair) external onlyOwner {
        require(newChair != address(0), "nobody");
        chair = newChair;
    }

    function admit(address reviewer, bool yes) external onlyChair {
        reviewers[reviewer] = yes;
    }

    function addLane() external onlyChair during(State.Setup) {
        require(lanes.length < LANES, "enough");
        lanes.push();
    }

    // Defect: a lane that is open is opened again.
    function openLane(uint256 index, uint256 fee) external onlyChair {
        require(index < lanes.length, "no such lane");
        require(fee >= 1_000, "fee");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), fee);
        lanes[index].sessionId = ai.startUserSession();
        lanes[index].open = true;
    }

    function openRound() external onlyChair during(State.Setup) {
        require(lanes.length > 0, "no lanes");
        state = State.Accepting;
        roundEndsAt = uint64(block.timestamp) + ROUND;
        emit RoundOpened(roundEndsAt);
    }

    // --- the queue -----------------------------------------------------------

    function submit(bytes32 digest, uint256 lane) external payable during(State.Accepting) {
        require(msg.value == BOND, "bond");
        require(lane < lanes.length, "no such lane");
        require(!known[digest], "seen before");
        known[digest] = true;
        papers.push(Paper(msg.sender, uint96(msg.value), lane, digest, false));
        lanes[lane].waiting++;
        emit Submitted(papers.length - 1, msg.sender);
    }

    function beginReview() external onlyReviewer during(State.Accepting) {
        require(block.timestamp >= roundEndsAt, "round is on");
        require(papers.length > 0, "no papers");
        state = State.Reviewing;
    }

    // Defect: the lane's session may be empty, or closed.
    function review(uint256 paper) external onlyReviewer during(State.Reviewing) {
        Paper storage p = papers[paper];
        require(!p.reviewed, "done");
        Lanes.Lane storage lane = lanes[p.lane];
        bytes32 requestId = _request(lane.sessionId, p.digest);
        paperOf[requestId] = paper;
        pending++;
        state = State.Judging;
    }

    // Defect: two papers of one lane in one block, under the same user.
    function reviewAll(uint256[] calldata which) external onlyReviewer during(State.Reviewing) {
        require(which.length > 1, "use review");
        for (uint256 i = 0; i < which.length; i++) {
            Lanes.Lane storage lane = lanes[papers[which[i]].lane];
            lane.requireOpen();
            paperOf[_request(lane.sessionId, papers[which[i]].digest)] = which[i];
            pending++;
        }
        state = State.Judging;
    }

    // Defect: anyone stops a review that hangs, whatever is on its way.
    function abort(uint256 index) external {
        require(state == State.Judging, "nothing to abort");
        lanes[index].shut(ai);
        state = State.Reviewing;
    }

    // Defect: closes lanes that are closed already.
    function finish() external onlyChair {
        require(state == State.Reviewing, "not now");
        for (uint256 i = 0; i < lanes.length; i++) {
            if (lanes[i].sessionId != 0) lanes[i].shut(ai);
        }
        state = State.Closed;
    }

    function nextRound() external onlyChair during(State.Closed) {
        delete papers;
        // Defect: IDs of lanes that are open again by now are dropped.
        delete lanes;
        state = State.Setup;
    }

    function _request(uint256 sessionId, bytes32 digest) private returns (bytes32) {
        return ai.request{value: REVIEW_GAS}(
            sessionId,
            keccak256(abi.encodePacked("model.reviewer")),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(digest), "", IDtnAi.CallType.DIRECT, 50, 50, 500_000),
            IDtnAi.CallBack(this.onReview.selector, this.onTrouble.selector, address(this)),
            address(this),
            REVIEW_GAS
        );
    }

    // --- the network ---------------------------------------------------------

    // Defect: a bad paper shuts its lane, even if it was shut meanwhile.
    function onReview(bytes32 requestId) external onlyDtn {
        uint256 paper = paperOf[requestId];
        (,, bytes memory response) = ai.fetchResponse(requestId);
        (bool accepted, uint256 score) = abi.decode(response, (bool, uint256));
        papers[paper].reviewed = true;
        pending--;
        state = State.Reviewing;
        if (!accepted && score < 10) lanes[papers[paper].lane].shut(ai);
        emit Reviewed(paper, accepted);
    }

    function onTrouble(bytes32 requestId) external onlyDtn {
        (, string memory reason,) = ai.fetchResponse(requestId);
        pending--;
        state = State.Reviewing;
        emit Stuck(paperOf[requestId], reason);
    }

    function sweep(address to) external onlyOwner during(State.Closed) {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }

    receive() external payable {}
}
