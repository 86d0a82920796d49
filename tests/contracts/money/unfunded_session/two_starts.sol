// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The first start takes all that was deposited.
contract TwoStartsWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        _deposit(amount);
        mainId = ai.startUserSession();
        spareId = ai.startUserSession(); //~ dtn-unfunded-session
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (mainId, spareId);
        require(first != 0 && second != 0, "not open");
        (mainId, spareId) = (0, 0);
        ai.closeUserSession(first);
        ai.closeUserSession(second);
    }
}

contract TwoStartsRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        _deposit(amount);
        mainId = ai.startUserSession();
        _deposit(amount);
        spareId = ai.startUserSession();
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (mainId, spareId);
        require(first != 0 && second != 0, "not open");
        (mainId, spareId) = (0, 0);
        ai.closeUserSession(first);
        ai.closeUserSession(second);
    }
}
