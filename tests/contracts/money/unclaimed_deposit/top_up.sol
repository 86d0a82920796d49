// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// A session cannot be topped up: the deposit is for the next one, whoever starts it.
contract TopUpWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function topUp(uint256 amount) external onlyOwner {
        require(sessionId != 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unclaimed-deposit
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TopUpRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function topUp(uint256 amount) external onlyOwner {
        require(sessionId != 0 && amount > 0, "not now");
        ai.closeUserSession(sessionId);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
