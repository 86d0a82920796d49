// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// One session, closed on every turn of a loop that should have ended.
contract LoopAgainWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close(uint256 tries) external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        uint256 turn = 0;
        do {
            ai.closeUserSession(id); //~ dtn-double-close
        } while (++turn < tries);
    }
}

contract LoopAgainRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close(uint256 tries) external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        uint256 turn = 0;
        do {
            ai.closeUserSession(id);
            break;
        } while (++turn < tries);
    }
}
