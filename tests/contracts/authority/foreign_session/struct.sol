// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID comes inside something larger.
contract ForeignInStructWrong is Consumer {
    struct Order {
        uint256 session;
        string prompt;
    }

    mapping(uint256 => bool) public live;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner returns (uint256 id) {
        id = _start(amount);
        live[id] = true;
    }

    function ask(Order calldata order) external payable {
        require(live[order.session], "not live");
        _ask(order.session, order.prompt); //~ dtn-foreign-session
    }

    function close(uint256 id) external onlyOwner {
        require(live[id], "not live");
        live[id] = false;
        ai.closeUserSession(id);
    }
}

contract ForeignInStructRight is Consumer {
    struct Order {
        uint256 session;
        string prompt;
    }

    mapping(uint256 => bool) public live;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner returns (uint256 id) {
        id = _start(amount);
        live[id] = true;
    }

    function ask(Order calldata order) external payable onlyOwner {
        require(live[order.session], "not live");
        _ask(order.session, order.prompt);
    }

    function close(uint256 id) external onlyOwner {
        require(live[id], "not live");
        live[id] = false;
        ai.closeUserSession(id);
    }
}
