// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Deleting a record deletes the ID in it, which must have been closed or copied.
contract DeleteRecordWrong is Consumer {
    struct Session {
        uint256 id;
        uint256 since;
    }

    mapping(address => Session) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender].id == 0, "already open");
        sessions[msg.sender] = Session(_start(amount), block.timestamp);
    }

    function close() external {
        Session storage session = sessions[msg.sender];
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id);
        session.id = 0;
    }

    function leave() external {
        uint256 id = sessions[msg.sender].id;
        require(id != 0, "no session");
        delete sessions[msg.sender]; //~ dtn-session-overwrite
    }
}

contract DeleteRecordRight is Consumer {
    struct Session {
        uint256 id;
        uint256 since;
    }

    mapping(address => Session) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender].id == 0, "already open");
        sessions[msg.sender] = Session(_start(amount), block.timestamp);
    }

    function close() external {
        Session storage session = sessions[msg.sender];
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id);
        session.id = 0;
    }

    function leave() external {
        uint256 id = sessions[msg.sender].id;
        require(id != 0, "no session");
        delete sessions[msg.sender];
        ai.closeUserSession(id);
    }
}
