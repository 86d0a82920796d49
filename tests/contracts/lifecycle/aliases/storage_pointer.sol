// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A storage pointer clears the record; a copy in memory clears itself.
contract StoragePointerWrong is Consumer {
    struct Session {
        uint256 id;
        uint256 asked;
    }

    mapping(address => Session) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        Session storage session = sessions[msg.sender];
        require(session.id == 0, "already open");
        session.id = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        Session storage session = sessions[msg.sender];
        require(session.id != 0, "no session");
        _ask(session.id, prompt); //~ dtn-use-after-close
    }

    function close() external {
        Session memory session = sessions[msg.sender];
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id); //~ dtn-double-close dtn-unreset-session
        session.id = 0;
    }
}

contract StoragePointerRight is Consumer {
    struct Session {
        uint256 id;
        uint256 asked;
    }

    mapping(address => Session) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        Session storage session = sessions[msg.sender];
        require(session.id == 0, "already open");
        session.id = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        Session storage session = sessions[msg.sender];
        require(session.id != 0, "no session");
        _ask(session.id, prompt);
    }

    function close() external {
        Session storage session = sessions[msg.sender];
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id);
        session.id = 0;
    }
}
