// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// The result is kept in a local that something looks at, or that only an event does.
contract KeptResultWrong is Consumer {
    uint256 public sessionId;

    event Paid(bool success);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20 token = IERC20(ai.feeToken());
        bool success = token.transferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unchecked-fee-transfer
        emit Paid(success);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract KeptResultRight is Consumer {
    uint256 public sessionId;

    event Paid(bool success);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20 token = IERC20(ai.feeToken());
        bool success = token.transferFrom(msg.sender, ai.feeTarget(), amount);
        if (!success) revert("not paid");
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
