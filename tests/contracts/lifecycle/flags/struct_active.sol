// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The record's flag knows that the session is over; its ID does not.
contract StructActiveWrong is Consumer {
    struct Session {
        uint256 id;
        bool active;
    }

    Session public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!session.active, "already open");
        session = Session({id: _start(amount), active: true});
    }

    function ask(string calldata prompt) external payable {
        require(session.active, "no session");
        _ask(session.id, prompt);
    }

    function close() external onlyOwner {
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id); //~ dtn-double-close
        session.active = false;
    }
}

contract StructActiveRight is Consumer {
    struct Session {
        uint256 id;
        bool active;
    }

    Session public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!session.active, "already open");
        session = Session({id: _start(amount), active: true});
    }

    function ask(string calldata prompt) external payable {
        require(session.active, "no session");
        _ask(session.id, prompt);
    }

    function close() external onlyOwner {
        require(session.active, "no session");
        ai.closeUserSession(session.id);
        session.active = false;
    }
}
