// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The third rotation loses the session of the first.
contract ThirdRotationWrong is Consumer {
    uint256 public current;
    uint256 public previous;

    constructor(address router) Consumer(router) {}

    function rotate(uint256 amount) external onlyOwner {
        previous = current; //~ dtn-session-overwrite
        current = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(current != 0, "no session");
        _ask(current, prompt);
    }

    function close() external onlyOwner {
        if (previous != 0) ai.closeUserSession(previous);
        if (current != 0) ai.closeUserSession(current);
        (previous, current) = (0, 0);
    }
}

contract ThirdRotationRight is Consumer {
    uint256 public current;
    uint256 public previous;

    constructor(address router) Consumer(router) {}

    function rotate(uint256 amount) external onlyOwner {
        if (previous != 0) ai.closeUserSession(previous);
        previous = current;
        current = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(current != 0, "no session");
        _ask(current, prompt);
    }

    function close() external onlyOwner {
        if (previous != 0) ai.closeUserSession(previous);
        if (current != 0) ai.closeUserSession(current);
        (previous, current) = (0, 0);
    }
}
