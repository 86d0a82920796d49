// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// A check after the start is too late to be one.
contract AmountCheckedAfterWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    uint256 public budget;

    constructor(address router) Consumer(router) {}

    function setBudget(uint256 value) external onlyOwner {
        budget = value;
    }

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), budget); //~ dtn-unchecked-fee-amount
        sessionId = ai.startUserSession();
        if (budget < 100) budget = 100;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AmountCheckedAfterRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    uint256 public budget;

    constructor(address router) Consumer(router) {}

    function setBudget(uint256 value) external onlyOwner {
        budget = value;
    }

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        if (budget < 100) revert("set a budget");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), budget);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
