// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// A helper returns the result, and its caller requires it or not.
contract ThroughHelperWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        _pay(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function _pay(address target, uint256 amount) internal returns (bool) {
        return IERC20(ai.feeToken()).transfer(target, amount); //~ dtn-unchecked-fee-transfer
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ThroughHelperRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        require(_pay(ai.feeTarget(), amount), "not paid");
        sessionId = ai.startUserSession();
    }

    function _pay(address target, uint256 amount) internal returns (bool) {
        return IERC20(ai.feeToken()).transfer(target, amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
