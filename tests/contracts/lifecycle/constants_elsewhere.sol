// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// Constants of a file, of a library, and of an enum's type are numbers like any other.
uint256 constant NONE = 0;

library Phases {
    uint256 internal constant CLOSED = 0;
    uint256 internal constant OPEN = 7;
}

contract ConstantsElsewhereRight is Consumer {
    uint256 internal sessionId = NONE;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == NONE, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != NONE, "no session");
        uint256 id = sessionId;
        sessionId = NONE;
        ai.closeUserSession(id);
    }
}

contract ConstantsElsewhereWrong is Consumer {
    uint256 internal sessionId = NONE;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId != NONE, "already open");
        sessionId = _start(amount); //~ dtn-session-overwrite
    }

    function start(uint256 amount) external onlyOwner {
        sessionId = _start(amount); //~ dtn-session-overwrite
    }

    function close() external onlyOwner {
        require(sessionId == NONE, "no session");
        uint256 id = sessionId;
        ai.closeUserSession(id); //~ dtn-unvalidated-session
    }
}

contract LibraryPhaseRight is Consumer {
    uint256 internal sessionId;
    uint256 internal phase = Phases.CLOSED;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phases.CLOSED, "already open");
        sessionId = _start(amount);
        phase = Phases.OPEN;
    }

    function close() external onlyOwner {
        require(phase == Phases.OPEN, "no session");
        phase = Phases.CLOSED;
        ai.closeUserSession(sessionId);
    }
}

contract LibraryPhaseWrong is Consumer {
    uint256 internal sessionId;
    uint256 internal phase = Phases.CLOSED;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phases.CLOSED, "already open");
        sessionId = _start(amount);
        phase = Phases.OPEN;
    }

    function close() external onlyOwner {
        require(phase != Phases.CLOSED, "no session");
        phase = Phases.OPEN;
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}
