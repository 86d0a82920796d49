// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Clear, then close, then call out: no lock is needed.
contract EffectsFirstWrong is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        ai.closeUserSession(id); //~ dtn-double-close
        (bool paid,) = msg.sender.call{value: 1}("");
        require(paid, "not paid");
        sessions[msg.sender] = 0;
    }
}

contract EffectsFirstRight is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
        (bool paid,) = msg.sender.call{value: 1}("");
        require(paid, "not paid");
    }
}
