// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// Whoever sets the router owns all that goes through it.
contract SetterForAllWrong is Asker {
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function setRouter(address router) external {
        require(sessionId == 0, "in use");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract SetterForAllRight is Asker {
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function setRouter(address router) external onlyOwner {
        require(sessionId == 0, "in use");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
