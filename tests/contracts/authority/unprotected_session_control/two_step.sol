// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract TwoStepBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// Who is offered the office takes it over.
contract TwoStepRight is TwoStepBase {
    address public chief = msg.sender;
    address public pending;

    constructor(address router) Consumer(router) {}

    function offer(address to) external {
        require(msg.sender == chief, "chief only");
        pending = to;
    }

    function accept() external {
        require(msg.sender == pending, "not offered");
        chief = pending;
        pending = address(0);
    }

    function close() external {
        require(msg.sender == chief, "chief only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// Anybody offers it, to whom they like.
contract TwoStepWrong is TwoStepBase {
    address public chief = msg.sender;
    address public pending;

    constructor(address router) Consumer(router) {}

    function offer(address to) external {
        pending = to;
    }

    function accept() external {
        require(msg.sender == pending, "not offered");
        chief = msg.sender;
        pending = address(0);
    }

    function close() external {
        require(msg.sender == chief, "chief only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// It is taken over by whoever comes while nobody holds it.
contract TwoStepGapWrong is TwoStepBase {
    address public chief = msg.sender;
    address public pending;

    constructor(address router) Consumer(router) {}

    function resign() external {
        require(msg.sender == chief, "chief only");
        chief = address(0);
    }

    function accept() external {
        require(chief == address(0), "held");
        chief = msg.sender;
    }

    function close() external {
        require(msg.sender == chief, "chief only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
