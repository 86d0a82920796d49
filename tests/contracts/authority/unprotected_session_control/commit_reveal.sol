// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract CommitBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// Whoever committed first reveals, and anybody commits.
contract CommitWrong is CommitBase {
    mapping(bytes32 => address) public committed;

    constructor(address router) Consumer(router) {}

    function commit(bytes32 hash) external {
        committed[hash] = msg.sender;
    }

    function close(bytes32 secret) external {
        require(committed[keccak256(abi.encode(secret))] == msg.sender, "not committed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Keepers commit.
contract CommitRight is CommitBase {
    mapping(address => bool) public keeper;
    mapping(bytes32 => address) public committed;

    constructor(address router) Consumer(router) {}

    function employ(address who) external onlyOwner {
        keeper[who] = true;
    }

    function commit(bytes32 hash) external {
        require(keeper[msg.sender], "keepers only");
        committed[hash] = msg.sender;
    }

    function close(bytes32 secret) external {
        require(committed[keccak256(abi.encode(secret))] == msg.sender, "not committed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
