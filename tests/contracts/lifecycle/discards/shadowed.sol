// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A local of the same name takes the ID that was meant for the variable.
contract ShadowedWrong is Consumer {
    uint256 public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(session == 0, "already open");
        _deposit(amount);
        uint256 session = ai.startUserSession(); //~ dtn-discarded-session
    }

    function close() external onlyOwner {
        require(session != 0, "no session");
        ai.closeUserSession(session);
        session = 0;
    }
}

contract ShadowedRight is Consumer {
    uint256 public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(session == 0, "already open");
        _deposit(amount);
        session = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(session != 0, "no session");
        ai.closeUserSession(session);
        session = 0;
    }
}
