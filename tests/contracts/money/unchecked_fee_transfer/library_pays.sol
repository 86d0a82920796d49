// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// A library pays. What counts is whether anybody looks.
library LibraryPaysWrongPayments {
    function pay(IDtnAi ai, uint256 amount) internal returns (bool paid) {
        paid = IERC20(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unchecked-fee-transfer
    }
}

contract LibraryPaysWrong is Consumer {
    using LibraryPaysWrongPayments for IDtnAi;

    uint256 public sessionId;

    error NotPaid();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        ai.pay(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

library LibraryPaysRightPayments {
    function pay(IDtnAi ai, uint256 amount) internal returns (bool paid) {
        paid = IERC20(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), amount);
    }
}

contract LibraryPaysRight is Consumer {
    using LibraryPaysRightPayments for IDtnAi;

    uint256 public sessionId;

    error NotPaid();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        if (!ai.pay(amount)) revert NotPaid();
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
