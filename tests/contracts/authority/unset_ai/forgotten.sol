// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// No router, no answers.
contract ForgottenRouterWrong is Asker { //~ dtn-unset-ai
    uint256 public sessionId;

    constructor(address router) {
        require(router != address(0));
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract ForgottenRouterRight is Asker {
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
