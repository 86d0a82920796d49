// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// `ether` is a unit of another money.
contract UnitDecimalsWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), 2 ether); //~ dtn-fee-decimals
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract UnitDecimalsRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), 2_000_000);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
