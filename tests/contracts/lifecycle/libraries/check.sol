// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A library holds the check; attached to the ID, and to something else.
library LibraryCheckWrongIds {
    function exists(uint256 id) internal pure returns (bool) {
        return id > 0;
    }
}

contract LibraryCheckWrong is Consumer {
    using LibraryCheckWrongIds for uint256;

    uint256 public sessionId;
    uint256 public model;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function choose(uint256 value) external onlyOwner {
        model = value;
    }

    function ask(string calldata prompt) external payable {
        require(model.exists(), "no session");
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

library LibraryCheckRightIds {
    function exists(uint256 id) internal pure returns (bool) {
        return id > 0;
    }
}

contract LibraryCheckRight is Consumer {
    using LibraryCheckRightIds for uint256;

    uint256 public sessionId;
    uint256 public model;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function choose(uint256 value) external onlyOwner {
        model = value;
    }

    function ask(string calldata prompt) external payable {
        require(sessionId.exists(), "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
