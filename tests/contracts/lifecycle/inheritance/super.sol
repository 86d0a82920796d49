// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// `super` goes through the middle, which clears; naming the base goes round it.
abstract contract SuperCallWrongBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _end();
    }

    function _end() internal virtual {
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

abstract contract SuperCallWrongMiddle is SuperCallWrongBase {
    function _end() internal virtual override {
        super._end();
        sessionId = 0;
    }
}

contract SuperCallWrong is SuperCallWrongMiddle {
    uint256 public closes;

    constructor(address router) Consumer(router) {}

    function _end() internal override {
        SuperCallWrongBase._end();
        closes++;
    }
}

abstract contract SuperCallRightBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _end();
    }

    function _end() internal virtual {
        ai.closeUserSession(sessionId);
    }
}

abstract contract SuperCallRightMiddle is SuperCallRightBase {
    function _end() internal virtual override {
        super._end();
        sessionId = 0;
    }
}

contract SuperCallRight is SuperCallRightMiddle {
    uint256 public closes;

    constructor(address router) Consumer(router) {}

    function _end() internal override {
        super._end();
        closes++;
    }
}
