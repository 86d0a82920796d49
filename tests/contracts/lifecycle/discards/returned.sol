// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Returned to whoever called from outside is kept; returned to a caller that drops it is not.
contract ReturnedWrong is Consumer {
    mapping(uint256 => bool) public closed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        _begin(amount);
    }

    function _begin(uint256 amount) internal returns (uint256) {
        _deposit(amount);
        return ai.startUserSession(); //~ dtn-discarded-session
    }

    function close(uint256 id) external onlyOwner {
        require(id != 0 && !closed[id], "no session");
        closed[id] = true;
        ai.closeUserSession(id);
    }
}

contract ReturnedRight is Consumer {
    mapping(uint256 => bool) public closed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner returns (uint256 id) {
        id = _begin(amount);
    }

    function _begin(uint256 amount) internal returns (uint256) {
        _deposit(amount);
        return ai.startUserSession();
    }

    function close(uint256 id) external onlyOwner {
        require(id != 0 && !closed[id], "no session");
        closed[id] = true;
        ai.closeUserSession(id);
    }
}
