// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

interface IWatcher {
    function onClosed(uint256 number) external;
}

abstract contract Watched is Consumer {
    mapping(uint256 => uint256) internal sessions;
    mapping(uint256 => address) internal watcher;
    uint256 public count;

    function open(uint256 amount, address who) external onlyOwner {
        sessions[++count] = _start(amount);
        watcher[count] = who;
    }

    function _tell(uint256 number) internal {
        if (watcher[number] != address(0)) IWatcher(watcher[number]).onClosed(number);
    }

    function _end(uint256 number) internal virtual;

    function close(uint256 number) external {
        require(msg.sender == watcher[number] || msg.sender == owner, "not yours");
        _end(number);
    }
}

// Whoever is told at the very end, and calls back, does no more than a transaction of theirs.
contract LastOfAllRight is Watched {
    constructor(address router) Consumer(router) {}

    function _end(uint256 number) internal override {
        uint256 id = sessions[number];
        if (id == 0) return;
        delete sessions[number];
        ai.closeUserSession(id);
        _tell(number);
    }
}

// Last in the helper, and not in the entry point, which clears the cell once more.
contract LastOfAllInHelperWrong is Consumer {
    uint256 public sessionId;
    address public watcher;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
        watcher = msg.sender;
    }

    function close() external {
        require(msg.sender == watcher, "not yours");
        _end();
        sessionId = 0; //~ dtn-session-overwrite
    }

    function _end() private {
        uint256 id = sessionId;
        require(id != 0, "closed");
        sessionId = 0;
        ai.closeUserSession(id);
        IWatcher(watcher).onClosed(id);
    }
}

// What follows in the helper closes what the call back may have closed.
contract LastOfAllTooEarlyWrong is Consumer {
    uint256 public sessionId;
    address public watcher;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
        watcher = msg.sender;
    }

    function close() external {
        require(msg.sender == watcher, "not yours");
        _end();
    }

    function _end() private {
        uint256 id = sessionId;
        require(id != 0, "closed");
        IWatcher(watcher).onClosed(id);
        sessionId = 0;
        ai.closeUserSession(id); //~ dtn-double-close
    }
}
