// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Both ways to fail must be dealt with.
contract TwoClausesWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bytes public lastError;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function restart() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
        try this.fund() returns (uint256 id) {
            sessionId = id;
        } catch Error(string memory) {
            sessionId = 0;
        } catch (bytes memory reason) {
            lastError = reason;
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
}

contract TwoClausesRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bytes public lastError;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function restart() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        try this.fund() returns (uint256 id) {
            sessionId = id;
        } catch Error(string memory) {
            sessionId = 0;
        } catch (bytes memory reason) {
            lastError = reason;
            sessionId = 0;
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
}
