// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Consumer} from "../../support/Consumer.sol";

// Nothing says that the stored address is the fee target, and nothing that it is not.
contract KeptTargetRight is Consumer {
    using SafeERC20 for IERC20;

    address internal immutable target;
    uint256 internal sessionId;

    constructor(address router, address feeTarget) Consumer(router) {
        target = feeTarget;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, target, amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract KeptTargetWrong is Consumer {
    using SafeERC20 for IERC20;

    address internal immutable target;
    uint256 internal sessionId;

    constructor(address router, address feeTarget) Consumer(router) {
        target = feeTarget;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "already open");
        sessionId = ai.startUserSession(); //~ dtn-unfunded-session
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, target, amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
