// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Anyone may name any open session; only its holder should.
contract ForeignRequestWrong is Consumer {
    mapping(uint256 => address) public holders;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holders[id] = msg.sender;
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(holders[id] != address(0), "not yours");
        _ask(id, prompt); //~ dtn-foreign-session
    }

    function close(uint256 id) external {
        require(holders[id] == msg.sender, "not yours");
        delete holders[id];
        ai.closeUserSession(id);
    }
}

contract ForeignRequestRight is Consumer {
    mapping(uint256 => address) public holders;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holders[id] = msg.sender;
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(holders[id] == msg.sender, "not yours");
        _ask(id, prompt);
    }

    function close(uint256 id) external {
        require(holders[id] == msg.sender, "not yours");
        delete holders[id];
        ai.closeUserSession(id);
    }
}
