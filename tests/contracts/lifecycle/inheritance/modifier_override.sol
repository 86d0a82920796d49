// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The base's functions stand behind a modifier that the derived contract fills in.
abstract contract ModifierOverrideWrongBase is Consumer {
    uint256 public sessionId;

    modifier whenReady() virtual;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable whenReady {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ModifierOverrideWrong is ModifierOverrideWrongBase {
    constructor(address router) Consumer(router) {}

    modifier whenReady() override {
        require(msg.value != 0, "not ready");
        _;
    }
}

abstract contract ModifierOverrideRightBase is Consumer {
    uint256 public sessionId;

    modifier whenReady() virtual;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable whenReady {
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ModifierOverrideRight is ModifierOverrideRightBase {
    constructor(address router) Consumer(router) {}

    modifier whenReady() override {
        require(sessionId != 0, "not ready");
        _;
    }
}
