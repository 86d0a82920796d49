// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// One tuple assignment takes the ID out of its cell; the wrong one clears a counter.
contract TupleTakeWrong is Consumer {
    uint256 public sessionId;
    uint256 public asked;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        asked++;
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        uint256 id;
        (id, asked) = (sessionId, 0);
        require(id != 0, "no session");
        ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
    }
}

contract TupleTakeRight is Consumer {
    uint256 public sessionId;
    uint256 public asked;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        asked++;
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        uint256 id;
        (id, sessionId) = (sessionId, 0);
        require(id != 0, "no session");
        ai.closeUserSession(id);
    }
}
