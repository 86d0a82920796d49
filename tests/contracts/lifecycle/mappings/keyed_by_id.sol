// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID itself is the key of its record, and no ID is given twice.
contract KeyedByIdWrong is Consumer {
    mapping(uint256 => address) public holders;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holders[id] = msg.sender;
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(holders[id] == msg.sender, "not yours");
        _ask(id, prompt); //~ dtn-use-after-close
    }

    function close(uint256 id) external {
        require(holders[id] == msg.sender, "not yours");
        ai.closeUserSession(id); //~ dtn-double-close
    }
}

contract KeyedByIdRight is Consumer {
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
        holders[id] = address(0);
        ai.closeUserSession(id);
    }
}
