// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The base's close is right; the override replaces it by one that is not.
abstract contract OverridesCloseWrongBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() public virtual onlyOwner {
        require(sessionId != 0, "no session");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract OverridesCloseWrong is OverridesCloseWrongBase {
    event Closed();

    constructor(address router) Consumer(router) {}

    function close() public override onlyOwner {
        ai.closeUserSession(sessionId); //~ dtn-unvalidated-session
        sessionId = 0;
        emit Closed();
    }
}

abstract contract OverridesCloseRightBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() public virtual onlyOwner {
        require(sessionId != 0, "no session");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract OverridesCloseRight is OverridesCloseRightBase {
    event Closed();

    constructor(address router) Consumer(router) {}

    function close() public override onlyOwner {
        super.close();
        sessionId = 0;
        emit Closed();
    }
}
