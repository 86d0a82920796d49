// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../contracts/support/Consumer.sol";

/// One session, used as intended.
contract Intended is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "closed");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "closed");
        sessionId = 0;
        ai.closeUserSession(id);
    }

    function unrelated() external view returns (uint256) {
        return address(this).balance;
    }
}

/// The ID stays after the close, and nothing tells the two apart.
contract Forgetful is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "closed");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "closed");
        ai.closeUserSession(sessionId);
    }
}

/// The ID stays after the close, and an enum tells.
contract Phased is Consumer {
    enum Phase {
        Idle,
        Busy,
        Over
    }

    uint256 public sessionId;
    Phase public phase;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(phase == Phase.Idle, "not idle");
        sessionId = _start(amount);
        phase = Phase.Busy;
    }

    function close() external onlyOwner {
        require(phase == Phase.Busy, "not busy");
        phase = Phase.Over;
        ai.closeUserSession(sessionId);
    }
}

/// Opened while it is built.
contract Born is Consumer {
    uint256 public sessionId;

    constructor(address router, uint256 amount) Consumer(router) {
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "closed");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

/// One session for each user, and two functions of one name.
contract Shared is Consumer {
    mapping(address => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "open");
        sessionOf[msg.sender] = _start(amount);
    }

    function close() external {
        _close(msg.sender);
    }

    function close(address user) external onlyOwner {
        _close(user);
    }

    function _close(address user) private {
        uint256 id = sessionOf[user];
        require(id != 0, "closed");
        sessionOf[user] = 0;
        ai.closeUserSession(id);
    }
}

/// The only copy of an ID is overwritten: the transaction succeeds, and the money is lost.
contract Careless is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "closed");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

/// A guard asks a number that may be anything.
contract Prepaid is Consumer {
    uint256 public sessionId;
    uint256 public credit;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function pay(uint256 more) external {
        credit += more;
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0 && credit == 0, "not yet");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
