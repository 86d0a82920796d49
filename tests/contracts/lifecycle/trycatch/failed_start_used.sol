// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// The failure is recorded. Only a return keeps the request from going on without a session.
contract FailedStartUsedWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public startFailed;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        if (sessionId == 0) {
            try this.fund() returns (uint256 id) {
                sessionId = id;
            } catch {
                startFailed = true;
            }
        }
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    /// Called by this contract alone, so that a failed start takes its deposit back.
    function fund() external returns (uint256) {
        require(msg.sender == address(this), "only me");
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "no funds");
        token.safeTransfer(ai.feeTarget(), amount);
        return ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FailedStartUsedRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public startFailed;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        if (sessionId == 0) {
            try this.fund() returns (uint256 id) {
                sessionId = id;
            } catch {
                startFailed = true;
                return;
            }
        }
        _ask(sessionId, prompt);
    }

    /// Called by this contract alone, so that a failed start takes its deposit back.
    function fund() external returns (uint256) {
        require(msg.sender == address(this), "only me");
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "no funds");
        token.safeTransfer(ai.feeTarget(), amount);
        return ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
