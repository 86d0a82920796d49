// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The cell of another key is cleared: this one stays closed, and that one is lost.
contract PerUserResetWrong is Consumer {
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
        require(sessions[msg.sender] != 0, "no session");
        ai.closeUserSession(sessions[msg.sender]); //~ dtn-double-close dtn-unreset-session
        sessions[owner] = 0; //~ dtn-session-overwrite
    }
}

contract PerUserResetRight is Consumer {
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
        require(sessions[msg.sender] != 0, "no session");
        ai.closeUserSession(sessions[msg.sender]);
        sessions[msg.sender] = 0;
    }
}
