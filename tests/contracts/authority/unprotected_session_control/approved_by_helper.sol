// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

/// Tickets as ERC-721 has them: helpers are told for whom they act, and act for nobody with 0.
abstract contract HelpedTickets is Consumer {
    mapping(uint256 => uint256) public flow;
    mapping(uint256 => address) internal holders;
    mapping(uint256 => address) internal approved;
    mapping(address => mapping(address => bool)) internal operators;
    uint256 public count;

    function buy(uint256 amount) external {
        uint256 id = ++count;
        flow[id] = _start(amount);
        _update(msg.sender, id, address(0));
    }

    function letAct(address who, bool yes) external {
        _letAct(msg.sender, who, yes);
    }

    function move(address to, uint256 id) external {
        require(to != address(0), "to nobody");
        address from = _update(to, id, msg.sender);
        require(from != address(0), "nobody's");
    }

    function _letAct(address from, address who, bool yes) internal {
        operators[from][who] = yes;
    }

    function _mayAct(address from, address who, uint256 id) internal view returns (bool) {
        return who != address(0) && (from == who || operators[from][who] || approved[id] == who);
    }

    function _approve(address to, uint256 id, address actor, bool checked) internal {
        if (checked || actor != address(0)) {
            address from = holders[id];
            require(from != address(0), "nobody's");
            if (actor != address(0) && from != actor && !operators[from][actor]) revert("not yours");
        }
        approved[id] = to;
    }

    function _update(address to, uint256 id, address actor) internal returns (address from) {
        from = holders[id];
        if (actor != address(0)) require(from != address(0) && _mayAct(from, actor, id), "not yours");
        if (from != address(0)) _approve(address(0), id, address(0), false);
        holders[id] = to;
        if (from != address(0) && from != to && flow[id] != 0) _end(id);
    }

    function _end(uint256 id) internal virtual;
}

contract ApprovedByHelperRight is HelpedTickets {
    constructor(address router) Consumer(router) {}

    function approve(address to, uint256 id) external {
        _approve(to, id, msg.sender, true);
    }

    function _end(uint256 id) internal override {
        uint256 session = flow[id];
        delete flow[id];
        ai.closeUserSession(session);
    }
}

// The helper is told of nobody, and does not look.
contract ApprovedByHelperWrong is HelpedTickets {
    constructor(address router) Consumer(router) {}

    function approve(address to, uint256 id) external {
        _approve(to, id, address(0), false);
    }

    function _end(uint256 id) internal override {
        uint256 session = flow[id];
        delete flow[id];
        ai.closeUserSession(session); //~ dtn-unprotected-session-control
    }
}
