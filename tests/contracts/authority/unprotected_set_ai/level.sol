// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// A level that a sender of whom nothing is stored does not have, and one that everybody has.
contract LevelWrong is Asker {
    mapping(address => uint256) public level;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        level[msg.sender] = 2;
    }

    function setRouter(address router) external {
        require(level[msg.sender] <= 2, "not yours");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function promote(address who, uint256 to) external onlyOwner {
        level[who] = to;
    }
}

contract LevelRight is Asker {
    mapping(address => uint256) public level;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        level[msg.sender] = 2;
    }

    function setRouter(address router) external {
        require(level[msg.sender] == 2, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function promote(address who, uint256 to) external onlyOwner {
        level[who] = to;
    }
}

contract LevelAtLeast is Asker {
    mapping(address => uint256) public level;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        level[msg.sender] = 2;
    }

    function setRouter(address router) external {
        if (level[msg.sender] < 2) revert NotOwner();
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function promote(address who, uint256 to) external onlyOwner {
        level[who] = to;
    }
}
