// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

/// A council that decides by votes when to open a session, what to ask on it, and when to end it.
contract CouncilAdvisor is WithDtnAi {
    using SafeERC20 for IERC20;
    enum Action { Open, Close, Payout, Ask }
    struct Motion { Action action; address target; uint256 amount; string text; uint8 votes; bool done; uint64 madeAt; }

    mapping(address => bool) public isMember;
    uint8 public immutable quorum;
    uint256 public session;
    Motion[] public motions;
    mapping(uint256 => mapping(address => bool)) public voted;
    mapping(bytes32 => uint256) private motionOf;
    mapping(uint256 => string) public advice;

    modifier onlyMember() {
        require(isMember[msg.sender], "members only");
        _;
    }

    constructor(address router, address[] memory members, uint8 quorum_) {
        require(quorum_ > 1 && quorum_ <= members.length, "quorum");
        setAi(router);
        quorum = quorum_;
        for (uint256 i; i < members.length; ++i) isMember[members[i]] = true;
    }

    receive() external payable {}

    function propose(Action action, address target, uint256 amount, string calldata text) external onlyMember returns (uint256 id) {
        id = motions.length;
        motions.push(Motion(action, target, amount, text, 1, false, uint64(block.timestamp)));
        voted[id][msg.sender] = true;
    }

    function vote(uint256 id) external onlyMember {
        require(!voted[id][msg.sender], "voted");
        voted[id][msg.sender] = true;
        motions[id].votes++;
    }

    function execute(uint256 id) external onlyMember {
        Motion storage m = motions[id];
        require(!m.done && m.votes >= quorum && block.timestamp < m.madeAt + 7 days, "not passed");
        m.done = true;
        if (m.action == Action.Open) _open(m.amount);
        else if (m.action == Action.Close) _close();
        else if (m.action == Action.Payout) IERC20(ai.feeToken()).safeTransfer(m.target, m.amount);
        else _ask(id, m.text);
    }

    function _open(uint256 amount) private {
        require(session == 0 && amount > 0, "open");
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);
        session = ai.startUserSession();
    }

    function _close() private {
        require(session != 0, "closed");
        ai.closeUserSession(session);
        session = 0;
    }

    function _ask(uint256 id, string memory text) private {
        require(session != 0, "closed");
        bytes32 r = ai.request{value: 100_000}(
            session, keccak256(abi.encodePacked("model.system.advisor")), DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(DtnDefaults.singleArray(text)), "", IDtnAi.CallType.DIRECT, 5, 5, 500_000),
            IDtnAi.CallBack(this.advised.selector, this.unadvised.selector, address(this)), address(uint160(id)), 100_000
        );
        motionOf[r] = id + 1;
    }

    function advised(bytes32 r) external onlyDtn {
        uint256 n = motionOf[r];
        require(n != 0, "unknown");
        delete motionOf[r];
        (IDtnAi.ResponseStatus s,, bytes memory response) = ai.fetchResponse(r);
        if (s == IDtnAi.ResponseStatus.SUCCESS) advice[n - 1] = string(response);
    }

    function unadvised(bytes32 r) external onlyDtn { delete motionOf[r]; }
}
