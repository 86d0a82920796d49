// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Phases are set, and asked for, by helpers that are given the number.
contract PhasesByHelper is Consumer {
    uint256 public sessionId;
    uint256 public phase;

    constructor(address router) Consumer(router) {}

    modifier when(uint256 wanted) {
        require(phase == wanted, "not now");
        _;
    }

    function _to(uint256 next) internal {
        phase = next;
    }

    function open(uint256 amount) external onlyOwner when(0) {
        sessionId = _start(amount);
        _to(3);
    }

    function ask(string calldata prompt) external payable when(3) {
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner when(3) {
        _to(5);
        ai.closeUserSession(sessionId);
    }
}

contract PhasesByHelperWrong is Consumer {
    uint256 public sessionId;
    uint256 public phase;

    constructor(address router) Consumer(router) {}

    modifier when(uint256 wanted) {
        require(phase == wanted, "not now");
        _;
    }

    function _to(uint256 next) internal {
        phase = next;
    }

    function open(uint256 amount) external onlyOwner when(0) {
        sessionId = _start(amount);
        _to(3);
    }

    function pause() external onlyOwner when(5) {
        _to(3);
    }

    function ask(string calldata prompt) external payable when(3) {
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner when(3) {
        _to(5);
        ai.closeUserSession(sessionId); //~ dtn-double-close
    }
}
