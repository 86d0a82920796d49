// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A library takes an ID out of a mapping, or only looks at it.
library LibraryMappingWrongSessions {
    function take(mapping(address => uint256) storage sessions, address who) public returns (uint256 id) {
        id = sessions[who];
        require(id != 0, "no session");
    }
}

contract LibraryMappingWrong is Consumer {
    using LibraryMappingWrongSessions for mapping(address => uint256);

    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessions[msg.sender] != 0, "no session");
        _ask(sessions[msg.sender], prompt); //~ dtn-use-after-close
    }

    function close() external {
        ai.closeUserSession(sessions.take(msg.sender)); //~ dtn-double-close dtn-unreset-session
    }
}

library LibraryMappingRightSessions {
    function take(mapping(address => uint256) storage sessions, address who) public returns (uint256 id) {
        id = sessions[who];
        require(id != 0, "no session");
        delete sessions[who];
    }
}

contract LibraryMappingRight is Consumer {
    using LibraryMappingRightSessions for mapping(address => uint256);

    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessions[msg.sender] != 0, "no session");
        _ask(sessions[msg.sender], prompt);
    }

    function close() external {
        ai.closeUserSession(sessions.take(msg.sender));
    }
}
