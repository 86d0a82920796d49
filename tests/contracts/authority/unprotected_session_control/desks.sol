// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Each desk is new, and whoever sets it up is its host.
contract DesksRight is Consumer {
    struct Desk {
        address host;
        uint256 sessionId;
    }

    mapping(uint256 => Desk) public desks;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 id, uint256 amount) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId == 0, "not yours");
        desk.sessionId = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId != 0, "not yours");
        _ask(desk.sessionId, prompt);
    }

    function close(uint256 id) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender, "not yours");
        uint256 ended = desk.sessionId;
        require(ended != 0, "no session");
        desk.sessionId = 0;
        ai.closeUserSession(ended);
    }

    function setUp() external returns (uint256 id) {
        id = ++count;
        desks[id].host = msg.sender;
    }
}

// Who comes first is the host.
contract DesksFirstRight is Consumer {
    struct Desk {
        address host;
        uint256 sessionId;
    }

    mapping(uint256 => Desk) public desks;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 id, uint256 amount) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId == 0, "not yours");
        desk.sessionId = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId != 0, "not yours");
        _ask(desk.sessionId, prompt);
    }

    function close(uint256 id) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender, "not yours");
        uint256 ended = desk.sessionId;
        require(ended != 0, "no session");
        desk.sessionId = 0;
        ai.closeUserSession(ended);
    }

    function setUp(uint256 id) external {
        require(desks[id].host == address(0), "taken");
        desks[id].host = msg.sender;
    }
}

// Who comes last is the host.
contract DesksLastWrong is Consumer {
    struct Desk {
        address host;
        uint256 sessionId;
    }

    mapping(uint256 => Desk) public desks;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 id, uint256 amount) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId == 0, "not yours");
        desk.sessionId = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId != 0, "not yours");
        _ask(desk.sessionId, prompt);
    }

    function close(uint256 id) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender, "not yours");
        uint256 ended = desk.sessionId;
        require(ended != 0, "no session");
        desk.sessionId = 0;
        ai.closeUserSession(ended); //~ dtn-unprotected-session-control
    }

    function setUp(uint256 id) external {
        desks[id].host = msg.sender;
    }
}

// That it was taken is counted, and no more.
contract DesksCountedWrong is Consumer {
    struct Desk {
        address host;
        uint256 sessionId;
    }

    mapping(uint256 => Desk) public desks;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 id, uint256 amount) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId == 0, "not yours");
        desk.sessionId = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender && desk.sessionId != 0, "not yours");
        _ask(desk.sessionId, prompt);
    }

    function close(uint256 id) external {
        Desk storage desk = desks[id];
        require(desk.host == msg.sender, "not yours");
        uint256 ended = desk.sessionId;
        require(ended != 0, "no session");
        desk.sessionId = 0;
        ai.closeUserSession(ended); //~ dtn-unprotected-session-control
    }

    function setUp(uint256 id) external {
        if (desks[id].host != address(0)) count++;
        desks[id].host = msg.sender;
    }
}
