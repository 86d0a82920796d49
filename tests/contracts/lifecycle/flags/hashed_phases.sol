// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Phases are hashes of their names.
contract HashedPhases is Consumer {
    bytes32 private constant OPEN = keccak256("OPEN");
    bytes32 private constant SHUT = keccak256("SHUT");

    uint256 public sessionId;
    bytes32 public phase;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase != OPEN, "open");
        sessionId = _start(amount);
        phase = OPEN;
    }

    function ask(string calldata prompt) external payable {
        require(phase == OPEN, "not open");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(phase == OPEN, "not open");
        phase = SHUT;
        ai.closeUserSession(sessionId);
    }
}

contract HashedPhasesWrong is Consumer {
    bytes32 private constant OPEN = keccak256("OPEN");
    bytes32 private constant SHUT = keccak256("SHUT");

    uint256 public sessionId;
    bytes32 public phase;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase != SHUT, "shut");
        sessionId = _start(amount); //~ dtn-session-overwrite
        phase = OPEN;
    }

    function close() external onlyOwner {
        require(phase == OPEN, "not open");
        phase = SHUT;
        ai.closeUserSession(sessionId);
    }
}
