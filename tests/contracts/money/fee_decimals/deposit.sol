// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// The fee token has its own decimals: 6 mostly, and never 18 by nature.
contract DepositDecimalsWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public constant AMOUNT = 5 * 10 ** 18;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), AMOUNT); //~ dtn-fee-decimals
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DepositDecimalsRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public constant AMOUNT = 5 * 10 ** 6;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), AMOUNT);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
