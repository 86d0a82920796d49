// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID is kept in fewer bits, and cast on its way.
contract NarrowTypeWrong is Consumer {
    uint64 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = uint64(_start(amount));
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(uint256(sessionId), prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract NarrowTypeRight is Consumer {
    uint64 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = uint64(_start(amount));
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(uint256(sessionId), prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
