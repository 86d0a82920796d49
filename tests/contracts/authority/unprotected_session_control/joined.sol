// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract JoinedBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// A member is whoever says so.
contract JoinedWrong is JoinedBase {
    mapping(address => bool) public member;

    constructor(address router) Consumer(router) {}

    function join() external {
        member[msg.sender] = true;
    }

    function close() external {
        require(member[msg.sender], "members only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// So is whoever says so once, in a record of their own.
contract JoinedOnceWrong is JoinedBase {
    struct Person {
        bool joined;
        uint256 since;
    }

    mapping(address => Person) public people;

    constructor(address router) Consumer(router) {}

    function join() external {
        require(!people[msg.sender].joined, "joined already");
        people[msg.sender].joined = true;
        people[msg.sender].since = block.timestamp;
    }

    function close() external {
        require(people[msg.sender].joined, "members only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// A rank that everybody reaches by asking keeps nobody out.
contract JoinedByRankWrong is JoinedBase {
    mapping(address => uint256) public asked;

    constructor(address router) Consumer(router) {}

    function count() external {
        asked[msg.sender] = block.timestamp;
    }

    function close() external {
        require(asked[msg.sender] != 0, "never asked");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Members leave when they like; the owner lets them in.
contract JoinedRight is JoinedBase {
    mapping(address => bool) public member;

    constructor(address router) Consumer(router) {}

    function admit(address who) external onlyOwner {
        member[who] = true;
    }

    function leave() external {
        member[msg.sender] = false;
    }

    function close() external {
        require(member[msg.sender], "members only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
