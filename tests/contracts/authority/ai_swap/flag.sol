// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A flag says whether a session is open; the swap must look at that one.
contract SwapByFlagWrong is Consumer {
    uint256 public sessionId;
    bool public active;
    bool public paused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!active, "already open");
        active = true;
        sessionId = _start(amount);
    }

    function pause(bool yes) external onlyOwner {
        paused = yes;
    }

    function ask(string calldata prompt) external payable {
        require(active && !paused, "not now");
        _ask(sessionId, prompt);
    }

    function setRouter(address router) external onlyOwner {
        require(paused, "not now");
        setAi(router); //~ dtn-ai-swap
    }

    function close() external onlyOwner {
        require(active, "no session");
        active = false;
        ai.closeUserSession(sessionId);
    }
}

contract SwapByFlagRight is Consumer {
    uint256 public sessionId;
    bool public active;
    bool public paused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!active, "already open");
        active = true;
        sessionId = _start(amount);
    }

    function pause(bool yes) external onlyOwner {
        paused = yes;
    }

    function ask(string calldata prompt) external payable {
        require(active && !paused, "not now");
        _ask(sessionId, prompt);
    }

    function setRouter(address router) external onlyOwner {
        require(!active, "not now");
        setAi(router);
    }

    function close() external onlyOwner {
        require(active, "no session");
        active = false;
        ai.closeUserSession(sessionId);
    }
}
