// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract NeverCommits is Consumer {
    uint256 internal sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// What is checked after the close is never true: nothing that it does stands.
contract NeverCommitsRight is NeverCommits {
    constructor(address router) NeverCommits(router) {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        require(sessionId == 0, "still there");
    }
}

contract NeverCommitsWrong is NeverCommits {
    constructor(address router) NeverCommits(router) {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-close-in-flight
        sessionId = 0;
        require(sessionId == 0, "still there");
    }
}
