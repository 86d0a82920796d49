// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// `!= Idle` holds in every later phase; `== Open` in one.
contract EnumPhaseWrong is Consumer {
    enum Phase {
        Idle,
        Open,
        Done
    }

    Phase public phase;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phase.Idle, "one life only");
        sessionId = _start(amount);
        phase = Phase.Open;
    }

    function ask(string calldata prompt) external payable {
        require(phase != Phase.Idle, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(phase == Phase.Open, "no session");
        ai.closeUserSession(sessionId);
        phase = Phase.Done;
    }
}

contract EnumPhaseRight is Consumer {
    enum Phase {
        Idle,
        Open,
        Done
    }

    Phase public phase;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phase.Idle, "one life only");
        sessionId = _start(amount);
        phase = Phase.Open;
    }

    function ask(string calldata prompt) external payable {
        require(phase == Phase.Open, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(phase == Phase.Open, "no session");
        ai.closeUserSession(sessionId);
        phase = Phase.Done;
    }
}
