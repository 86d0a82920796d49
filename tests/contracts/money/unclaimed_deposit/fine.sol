// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Deposits that a start always follows, and transfers that are no deposits.
contract DepositsTwiceStartsOnce is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 bonus) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        if (bonus > 0) _deposit(bonus);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DepositsInsideTheTry is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    uint256 public startsFailed;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        try this.fund() returns (uint256 id) {
            sessionId = id;
        } catch {
            startsFailed++;
        }
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

contract PaysItsOwner is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(owner, token.balanceOf(address(this)));
    }
}
