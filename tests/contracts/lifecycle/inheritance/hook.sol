// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The base closes and leaves the clearing to a hook of the derived contract.
abstract contract InheritedHookWrongBase is Consumer {
    uint256 public sessionId;
    uint256 public closes;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
        _closed();
    }

    function _closed() internal virtual;
}

contract InheritedHookWrong is InheritedHookWrongBase {
    constructor(address router) Consumer(router) {}

    function _closed() internal override {
        closes++;
    }
}

abstract contract InheritedHookRightBase is Consumer {
    uint256 public sessionId;
    uint256 public closes;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        _closed();
    }

    function _closed() internal virtual;
}

contract InheritedHookRight is InheritedHookRightBase {
    constructor(address router) Consumer(router) {}

    function _closed() internal override {
        sessionId = 0;
    }
}
