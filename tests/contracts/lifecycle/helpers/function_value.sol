// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What is called is chosen as a value: one of the two helpers clears the cell.
contract HelperFunctionValueWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        function() internal end = _closeOnly;
        end();
    }

    function _closeAndClear() internal {
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }

    function _closeOnly() internal {
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract HelperFunctionValueRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        function() internal end = _closeAndClear;
        end();
    }

    function _closeAndClear() internal {
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }

    function _closeOnly() internal {
        ai.closeUserSession(sessionId);
    }
}
