// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// One number holds several flags.
contract Bits is Consumer {
    uint256 private constant OPEN = 1 << 2;
    uint256 private constant BUSY = 1 << 5;

    uint256 public sessionId;
    uint256 public flags;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(flags & OPEN == 0, "open");
        sessionId = _start(amount);
        flags |= OPEN;
    }

    function work() external onlyOwner {
        flags ^= BUSY;
    }

    function ask(string calldata prompt) external payable {
        require(flags & OPEN != 0 && flags & BUSY == 0, "not now");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(flags & OPEN != 0, "not open");
        flags &= ~OPEN;
        ai.closeUserSession(sessionId);
    }
}

contract BitsWrong is Consumer {
    uint256 private constant OPEN = 1 << 2;
    uint256 private constant BUSY = 1 << 5;

    uint256 public sessionId;
    uint256 public flags;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(flags & OPEN == 0, "open");
        sessionId = _start(amount);
        flags |= OPEN;
    }

    function ask(string calldata prompt) external payable {
        require(flags & OPEN != 0, "not now");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(flags & OPEN != 0, "not open");
        flags &= ~BUSY;
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}
