// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID comes out of a helper: of one that checks, and of one that does not.
contract HelperResultWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _ask(_current(), prompt); //~ dtn-unvalidated-session
    }

    function _current() internal view returns (uint256) {
        return sessionId;
    }

    function _live() internal view returns (uint256 id) {
        id = _current();
        if (id == 0) revert("no session");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperResultRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _ask(_live(), prompt);
    }

    function _current() internal view returns (uint256) {
        return sessionId;
    }

    function _live() internal view returns (uint256 id) {
        id = _current();
        if (id == 0) revert("no session");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
