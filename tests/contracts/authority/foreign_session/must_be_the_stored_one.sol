// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// An ID that must equal what is stored is not the caller's choice.
contract StoredOneRight is Consumer {
    uint256 internal sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(id == sessionId && id != 0, "not the session");
        _ask(id, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract StoredOneWrong is Consumer {
    uint256 internal sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(sessionId != 0 && id != 0, "not the session");
        _ask(id, prompt); //~ dtn-foreign-session dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
