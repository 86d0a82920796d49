// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID is unpacked from bytes that the caller sent.
contract ForeignDecodedWrong is Consumer {
    mapping(uint256 => address) public holders;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holders[id] = msg.sender;
    }

    function ask(bytes calldata order) external payable {
        (uint256 id, address holder, string memory prompt) = abi.decode(order, (uint256, address, string));
        require(holder != address(0) && holders[id] == holder, "not yours");
        _ask(id, prompt); //~ dtn-foreign-session
    }

    function close(uint256 id) external {
        require(holders[id] == msg.sender, "not yours");
        delete holders[id];
        ai.closeUserSession(id);
    }
}

contract ForeignDecodedRight is Consumer {
    mapping(uint256 => address) public holders;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        holders[id] = msg.sender;
    }

    function ask(bytes calldata order) external payable {
        (uint256 id, address holder, string memory prompt) = abi.decode(order, (uint256, address, string));
        require(holder != address(0) && holders[id] == msg.sender, "not yours");
        _ask(id, prompt);
    }

    function close(uint256 id) external {
        require(holders[id] == msg.sender, "not yours");
        delete holders[id];
        ai.closeUserSession(id);
    }
}
