// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// Found by execution: what the second of two modifiers is given is what the body uses.
contract SecondModifierWrong is Consumer {
    mapping(uint256 => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    modifier whenClosed(uint256 key) {
        require(sessions[key] == 0, "open");
        _;
    }

    modifier whenOpen(uint256 key) {
        require(sessions[key] != 0, "not open");
        _;
    }

    function open(uint256 key, uint256 amount) external onlyOwner whenClosed(key) {
        sessions[key] = _start(amount);
    }

    function ask(uint256 key, string calldata prompt) external payable onlyOwner whenOpen(key + 1) {
        _ask(sessions[key], prompt); //~ dtn-unvalidated-session
    }

    function close(uint256 key) external onlyOwner whenOpen(key) {
        ai.closeUserSession(sessions[key]);
        sessions[key] = 0;
    }
}

contract SecondModifierRight is Consumer {
    mapping(uint256 => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    modifier whenClosed(uint256 key) {
        require(sessions[key] == 0, "open");
        _;
    }

    modifier whenOpen(uint256 key) {
        require(sessions[key] != 0, "not open");
        _;
    }

    function open(uint256 key, uint256 amount) external onlyOwner whenClosed(key) {
        sessions[key] = _start(amount);
    }

    function ask(uint256 key, string calldata prompt) external payable onlyOwner whenOpen(key) {
        _ask(sessions[key], prompt);
    }

    function close(uint256 key) external onlyOwner whenOpen(key) {
        ai.closeUserSession(sessions[key]);
        sessions[key] = 0;
    }
}
