// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// The way out can only be reached from inside, and nothing inside goes there.
contract WayOutInsideWrong is Asker {
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
        ai.closeUserSession(sessionId); //~ dtn-stuck-refund
        sessionId = 0;
    }

    function _payOut(address to) internal {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }
}

contract WayOutInsideRight is Asker {
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
        _payOut(owner);
    }

    function _payOut(address to) internal {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }
}
