// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// A number is checked, but not the one that is deposited.
contract OtherNumberCheckedWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 limit) external onlyOwner {
        require(sessionId == 0 && limit > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unchecked-fee-amount
        sessionId = ai.startUserSession();
        require(limit < 1000, "too much");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OtherNumberCheckedRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 limit) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
        require(limit < 1000, "too much");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
