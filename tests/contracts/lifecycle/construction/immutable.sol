// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// An ID that cannot be cleared needs a flag beside it.
contract ImmutableSessionWrong is Consumer {
    uint256 public immutable sessionId;
    bool public closed;

    constructor(address router, uint256 amount) Consumer(router) {
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(!closed, "closed");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(!closed, "closed");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract ImmutableSessionRight is Consumer {
    uint256 public immutable sessionId;
    bool public closed;

    constructor(address router, uint256 amount) Consumer(router) {
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(!closed, "closed");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(!closed, "closed");
        closed = true;
        ai.closeUserSession(sessionId);
    }
}
