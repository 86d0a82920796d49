// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// A bit that a sender must have, and one that is set here.
contract BitWrong is Asker {
    uint256 public constant KEEPER = 1 << 3;
    mapping(address => uint256) public rights;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        rights[msg.sender] = KEEPER;
    }

    function setRouter(address router) external {
        require((rights[msg.sender] | KEEPER) != 0, "not yours");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function grant(address who, uint256 right) external onlyOwner {
        rights[who] |= right;
    }
}

contract BitRight is Asker {
    uint256 public constant KEEPER = 1 << 3;
    mapping(address => uint256) public rights;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        rights[msg.sender] = KEEPER;
    }

    function setRouter(address router) external {
        require((rights[msg.sender] & KEEPER) != 0, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function grant(address who, uint256 right) external onlyOwner {
        rights[who] |= right;
    }
}

contract BitShifted is Asker {
    uint256 public constant KEEPER = 1 << 3;
    mapping(address => uint256) public rights;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        rights[msg.sender] = KEEPER;
    }

    function setRouter(address router) external {
        require((rights[msg.sender] >> 3) & 1 == 1, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function grant(address who, uint256 right) external onlyOwner {
        rights[who] |= right;
    }
}
