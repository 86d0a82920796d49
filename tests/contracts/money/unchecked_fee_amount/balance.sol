// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// All that is here is deposited, if there is anything.
contract AmountBalanceWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    error NoFunds();

    constructor(address router) Consumer(router) {}

    function restart() external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        token.safeTransfer(ai.feeTarget(), amount); //~ dtn-unchecked-fee-amount
        sessionId = ai.startUserSession();
    }
}

contract AmountBalanceRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    error NoFunds();

    constructor(address router) Consumer(router) {}

    function restart() external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        if (amount == 0) revert NoFunds();
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }
}
