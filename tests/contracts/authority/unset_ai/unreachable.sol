// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// The function that sets the router is there, and nothing calls it.
contract UnreachableRouterWrong is Asker { //~ dtn-unset-ai
    uint256 public sessionId;

    function connect(address router) internal onlyOwner {
        require(sessionId == 0, "in use");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract UnreachableRouterRight is Asker {
    uint256 public sessionId;

    function connect(address router) external onlyOwner {
        require(sessionId == 0, "in use");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
