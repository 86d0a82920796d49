// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// One base, two heirs: the one that opens a session in its constructor may use the
// base's unguarded request, the one that does not may not.
abstract contract TwoHeirsBase is Consumer {
    uint256 public sessionId;

    function ask(string calldata prompt) external payable {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function renew(uint256 amount) external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        sessionId = _start(amount);
    }
}

contract TwoHeirsLate is TwoHeirsBase {
    constructor(address router) Consumer(router) {}
}

contract TwoHeirsEarly is TwoHeirsBase {
    constructor(address router, uint256 amount) Consumer(router) {
        sessionId = _start(amount);
    }
}
