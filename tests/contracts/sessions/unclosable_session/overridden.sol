// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The base closes; the override calls it, or keeps it from ever running.
abstract contract OverriddenCloseWrongBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession(); //~ dtn-unclosable-session
    }

    function close() public virtual onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OverriddenCloseWrong is OverriddenCloseWrongBase {
    event Closing();

    constructor(address router) Consumer(router) {}

    function close() public override {
        emit Closing();
    }
}

abstract contract OverriddenCloseRightBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() public virtual onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OverriddenCloseRight is OverriddenCloseRightBase {
    event Closing();

    constructor(address router) Consumer(router) {}

    function close() public override {
        emit Closing();
        super.close();
    }
}
