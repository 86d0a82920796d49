// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

// A record that only an answer frees.
abstract contract Escrow is Consumer {
    using SafeERC20 for IERC20;

    enum Phase {
        None,
        Held,
        Asked,
        Done
    }

    struct Deal {
        address buyer;
        uint256 amount;
        Phase phase;
    }

    uint256 public sessionId;
    uint256 public deals;
    mapping(uint256 => Deal) public dealOf;
    mapping(bytes32 => uint256) public asked;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function hold(uint256 amount) external {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), amount);
        dealOf[++deals] = Deal(msg.sender, amount, Phase.Held);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(dealOf[asked[requestId]].phase == Phase.Asked, "not ours");
        dealOf[asked[requestId]].phase = Phase.Done;
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        require(dealOf[asked[requestId]].phase == Phase.Asked, "not ours");
        dealOf[asked[requestId]].phase = Phase.Held;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _pay(uint256 deal) internal {
        uint256 amount = dealOf[deal].amount;
        dealOf[deal].amount = 0;
        IERC20(ai.feeToken()).safeTransfer(dealOf[deal].buyer, amount);
    }
}

contract HeldForEverWrong is Escrow {
    constructor(address router) Consumer(router) {}

    function judge(uint256 deal) external payable {
        require(dealOf[deal].buyer == msg.sender && dealOf[deal].phase == Phase.Held && sessionId != 0, "no");
        dealOf[deal].phase = Phase.Asked; //~ dtn-stuck-request
        asked[_ask(sessionId, "who is right?")] = deal;
    }

    function refund(uint256 deal) external {
        require(dealOf[deal].buyer == msg.sender && dealOf[deal].phase != Phase.Asked, "no");
        _pay(deal);
    }
}

contract BuyerTakesBackRight is Escrow {
    constructor(address router) Consumer(router) {}

    function judge(uint256 deal) external payable {
        require(dealOf[deal].buyer == msg.sender && dealOf[deal].phase == Phase.Held && sessionId != 0, "no");
        dealOf[deal].phase = Phase.Asked;
        asked[_ask(sessionId, "who is right?")] = deal;
    }

    function withdrawQuestion(uint256 deal) external {
        require(dealOf[deal].buyer == msg.sender && dealOf[deal].phase == Phase.Asked, "no");
        dealOf[deal].phase = Phase.Held;
    }

    function refund(uint256 deal) external {
        require(dealOf[deal].buyer == msg.sender && dealOf[deal].phase != Phase.Asked, "no");
        _pay(deal);
    }
}
