// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Other ways out.
contract RescuesAnyToken is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function rescue(IERC20 token, address to, uint256 amount) external onlyOwner {
        token.safeTransfer(to, amount);
    }
}

contract LetsItsOwnerTake is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        IERC20(ai.feeToken()).forceApprove(msg.sender, type(uint256).max);
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OnlyAsks is Asker {
    uint256 public immutable sessionId;
    bool public ended;

    constructor(address router, uint256 amount) {
        setAi(router);
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(!ended, "ended");
        _ask(sessionId, prompt);
    }

    /// Whoever ends the contract gets its purse.
    function end(address token) external onlyOwner {
        require(!ended, "ended");
        ended = true;
        ai.closeUserSession(sessionId);
        require(IERC20(token).transfer(owner, IERC20(token).balanceOf(address(this))), "not paid");
    }
}
