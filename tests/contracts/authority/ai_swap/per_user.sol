// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// With a session for each user, there is no good moment after the first.
contract SwapUnderUsersWrong is Consumer {
    mapping(address => uint256) public sessions;
    bool public used;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        used = true;
        sessions[msg.sender] = _start(amount);
    }

    function setRouter(address router) external onlyOwner {
        setAi(router); //~ dtn-ai-swap
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract SwapUnderUsersRight is Consumer {
    mapping(address => uint256) public sessions;
    bool public used;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        used = true;
        sessions[msg.sender] = _start(amount);
    }

    function setRouter(address router) external onlyOwner {
        require(!used, "too late");
        setAi(router);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
