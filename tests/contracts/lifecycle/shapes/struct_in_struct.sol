// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID lies two structs deep, under a key.
contract StructInStructWrong is Consumer {
    struct Session {
        uint256 id;
        uint64 since;
    }

    struct User {
        string name;
        Session session;
    }

    mapping(address => User) internal users;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(users[msg.sender].session.id == 0, "already open");
        users[msg.sender].session = Session(_start(amount), uint64(block.timestamp));
    }

    function rename(string calldata name) external {
        users[msg.sender] = User(name, Session(0, 0)); //~ dtn-session-overwrite
    }

    function close() external {
        Session storage session = users[msg.sender].session;
        uint256 id = session.id;
        require(id != 0, "no session");
        delete users[msg.sender].session;
        ai.closeUserSession(id);
    }
}

contract StructInStructRight is Consumer {
    struct Session {
        uint256 id;
        uint64 since;
    }

    struct User {
        string name;
        Session session;
    }

    mapping(address => User) internal users;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(users[msg.sender].session.id == 0, "already open");
        users[msg.sender].session = Session(_start(amount), uint64(block.timestamp));
    }

    function rename(string calldata name) external {
        users[msg.sender].name = name;
    }

    function close() external {
        Session storage session = users[msg.sender].session;
        uint256 id = session.id;
        require(id != 0, "no session");
        delete users[msg.sender].session;
        ai.closeUserSession(id);
    }
}
