// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// IDs and keys from the caller that are tied to something.
contract TiedToTheSession is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    /// The caller says which session it believes to be current.
    function ask(uint256 expected, string calldata prompt) external payable {
        require(expected != 0 && expected == sessionId, "another session by now");
        _ask(expected, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TiedToTheSender is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        if (id == 0 || sessions[msg.sender] != id) revert("not yours");
        _ask(id, prompt);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract KeyFromCaller is Consumer {
    mapping(bytes32 => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(bytes32 topic, uint256 amount) external onlyOwner {
        require(sessions[topic] == 0, "already open");
        sessions[topic] = _start(amount);
    }

    function ask(bytes32 topic, string calldata prompt) external payable {
        require(sessions[topic] != 0, "no session");
        _ask(sessions[topic], prompt);
    }

    function close(bytes32 topic) external onlyOwner {
        uint256 id = sessions[topic];
        require(id != 0, "no session");
        sessions[topic] = 0;
        ai.closeUserSession(id);
    }
}
