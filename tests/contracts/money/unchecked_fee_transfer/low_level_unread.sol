// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// The low-level call's result has a name, and nothing reads it before the session starts.
contract LowLevelUnreadWrong is Consumer {
    uint256 public sessionId;
    bool public lastPaid;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        bytes memory data = abi.encodeWithSelector(IERC20.transferFrom.selector, msg.sender, ai.feeTarget(), amount);
        (bool success, bytes memory result) = ai.feeToken().call(data); //~ dtn-unchecked-fee-transfer
        lastPaid = success && result.length == 32;
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LowLevelUnreadRight is Consumer {
    uint256 public sessionId;
    bool public lastPaid;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        bytes memory data = abi.encodeWithSelector(IERC20.transferFrom.selector, msg.sender, ai.feeTarget(), amount);
        (bool success, bytes memory result) = ai.feeToken().call(data);
        require(success && (result.length == 0 || abi.decode(result, (bool))), "not paid");
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LowLevelOverwritten is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        address token = ai.feeToken();
        (bool success,) = token.call(abi.encodeCall(IERC20.transfer, (ai.feeTarget(), amount))); //~ dtn-unchecked-fee-transfer
        (success,) = owner.staticcall("");
        require(success, "the owner refused");
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
