// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A timestamp stands for the session: zero while none is open.
contract TimestampFlagWrong is Consumer {
    uint256 public sessionId;
    uint256 public openedAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(openedAt == 0, "already open");
        sessionId = _start(amount);
        openedAt = block.timestamp;
    }

    function ask(string calldata prompt) external payable {
        require(openedAt != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(openedAt != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract TimestampFlagRight is Consumer {
    uint256 public sessionId;
    uint256 public openedAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(openedAt == 0, "already open");
        sessionId = _start(amount);
        openedAt = block.timestamp;
    }

    function ask(string calldata prompt) external payable {
        require(openedAt != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(openedAt != 0, "no session");
        ai.closeUserSession(sessionId);
        delete openedAt;
    }
}
