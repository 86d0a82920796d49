// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// The next session gets what was just taken from the caller, or all that is there.
contract DepositsWhatItTook is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransferFrom(msg.sender, address(this), amount);
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-stuck-refund
        sessionId = 0;
    }
}

contract DepositsAllItHas is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 all = token.balanceOf(address(this));
        require(all >= amount, "not received");
        token.safeTransfer(ai.feeTarget(), all);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
