// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The same for a close, where it takes other people's sessions away.
contract ForeignCloseWrong is Consumer {
    mapping(address => mapping(uint256 => bool)) public holds;
    mapping(uint256 => bool) public live;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holds[msg.sender][id] = true;
        live[id] = true;
    }

    function close(uint256 id) external {
        require(live[id], "not yours");
        live[id] = false;
        ai.closeUserSession(id); //~ dtn-foreign-session dtn-unprotected-session-control
    }
}

contract ForeignCloseRight is Consumer {
    mapping(address => mapping(uint256 => bool)) public holds;
    mapping(uint256 => bool) public live;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holds[msg.sender][id] = true;
        live[id] = true;
    }

    function close(uint256 id) external {
        require(live[id] && holds[msg.sender][id], "not yours");
        live[id] = false;
        ai.closeUserSession(id);
    }
}
