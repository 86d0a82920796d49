// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Between a deposit and its start in two transactions, anyone may start.
contract TwoTransactionsWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public paid;

    constructor(address router) Consumer(router) {}

    function pay(uint256 amount) external onlyOwner {
        require(amount > 0, "nothing to pay");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unclaimed-deposit
        paid = true;
    }

    function open() external onlyOwner {
        require(sessionId == 0 && paid, "not now");
        sessionId = ai.startUserSession(); //~ dtn-unfunded-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TwoTransactionsRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public paid;

    constructor(address router) Consumer(router) {}

    function pay(uint256 amount) internal onlyOwner {
        require(amount > 0, "nothing to pay");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        paid = true;
    }

    function open(uint256 amount) external onlyOwner {
        pay(amount);
        require(sessionId == 0 && paid, "not now");
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
