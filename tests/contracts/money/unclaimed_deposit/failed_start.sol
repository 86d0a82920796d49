// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// When the start fails, only a revert brings the deposit back. Remembering the failure does not.
contract FailedStartUnclaimedWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public startFailed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unclaimed-deposit
        try ai.startUserSession() returns (uint256 id) {
            sessionId = id;
        } catch {
            startFailed = true;
            return;
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FailedStartUnclaimedRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public startFailed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        try ai.startUserSession() returns (uint256 id) {
            sessionId = id;
        } catch {
            startFailed = true;
            revert("start failed");
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
