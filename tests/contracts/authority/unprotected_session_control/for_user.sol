// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Each user has a session, and anyone closes anyone's, or only their own.
contract CloseForUserWrong is Consumer {
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

    function closeFor(address user) external {
        uint256 id = sessions[user];
        require(id != 0, "no session");
        sessions[user] = 0;
        ai.closeUserSession(id); //~ dtn-unprotected-session-control
    }
}

contract CloseForUserRight is Consumer {
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

    function closeFor(address user) external {
        require(user == msg.sender || msg.sender == owner, "not yours");
        uint256 id = sessions[user];
        require(id != 0, "no session");
        sessions[user] = 0;
        ai.closeUserSession(id);
    }
}
