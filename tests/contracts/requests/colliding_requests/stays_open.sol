// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A flag lets one caller through only if the call changes what the flag is asked for.
abstract contract Flagged is Consumer {
    uint256 public sessionId;
    bool public ready;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
        ready = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        ai.closeUserSession(sessionId);
        sessionId = 0;
        ready = false;
    }
}

contract SetAgainWrong is Flagged {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        _charge();
        require(ready && sessionId != 0, "not ready");
        ready = true;
        _askFor(sessionId, prompt, address(this), msg.value); //~ dtn-colliding-requests
    }
}

contract UsedUpRight is Flagged {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(ready && sessionId != 0, "not ready");
        ready = false;
        _askFor(sessionId, prompt, address(this), msg.value);
    }

    function again() external onlyOwner {
        ready = true;
    }
}
