// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The close moves the phase on, but to one in which the session counts as open.
contract EnumWrongPhaseWrong is Consumer {
    enum Phase {
        Idle,
        Open,
        Draining
    }

    Phase public phase;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phase.Idle, "busy");
        sessionId = _start(amount);
        phase = Phase.Open;
    }

    function drain() external onlyOwner {
        require(phase == Phase.Open, "not open");
        phase = Phase.Draining;
    }

    function ask(string calldata prompt) external payable {
        require(phase == Phase.Open, "not open");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(phase == Phase.Draining, "not draining");
        ai.closeUserSession(sessionId); //~ dtn-double-close
        phase = Phase.Open;
    }
}

contract EnumWrongPhaseRight is Consumer {
    enum Phase {
        Idle,
        Open,
        Draining
    }

    Phase public phase;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phase.Idle, "busy");
        sessionId = _start(amount);
        phase = Phase.Open;
    }

    function drain() external onlyOwner {
        require(phase == Phase.Open, "not open");
        phase = Phase.Draining;
    }

    function ask(string calldata prompt) external payable {
        require(phase == Phase.Open, "not open");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(phase == Phase.Draining, "not draining");
        ai.closeUserSession(sessionId);
        phase = Phase.Idle;
    }
}
