// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

interface IHook {
    function onEvent(uint256 id) external returns (bool);
}

// The ID was checked before somebody else's code ran, and a local keeps it.
contract LocalCheckedBefore is Consumer {
    mapping(address => uint256) public sessionOf;
    IHook public immutable hook;

    constructor(address router, IHook hook_) Consumer(router) {
        hook = hook_;
    }

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "open");
        sessionOf[msg.sender] = _start(amount);
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "none");
        sessionOf[msg.sender] = 0;
        hook.onEvent(id);
        ai.closeUserSession(id);
    }
}
