// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// The next session is paid by the caller, or by what the last one left.
contract NextSessionWrong is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function restart(uint256 amount) external onlyOwner {
        require(amount > 0, "nothing to deposit");
        if (sessionId != 0) ai.closeUserSession(sessionId); //~ dtn-stuck-refund
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }
}

contract NextSessionRight is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function restart(uint256 amount) external onlyOwner {
        require(amount > 0, "nothing to deposit");
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }
}
