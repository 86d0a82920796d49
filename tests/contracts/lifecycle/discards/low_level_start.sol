// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A start by message: what it returns is the ID all the same.
abstract contract Messaging is Consumer {
    uint256 public sessionId;

    function _startByMessage(uint256 amount) internal returns (uint256) {
        _deposit(amount);
        (bool done, bytes memory data) =
            address(ai).call(abi.encodeWithSignature("startUserSession()"));
        require(done, "failed");
        return abi.decode(data, (uint256));
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "none");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract LowLevelStartWrong is Messaging {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        sessionId = _startByMessage(amount); //~ dtn-session-overwrite
    }
}

contract LowLevelStartRight is Messaging {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _startByMessage(amount);
    }
}
