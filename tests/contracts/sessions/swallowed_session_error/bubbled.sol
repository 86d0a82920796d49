// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The reason of the failure is handed on by a helper in assembly; or looked at only.
contract BubbledWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        try ai.closeUserSession(id) {} //~ dtn-swallowed-session-error
        catch (bytes memory reason) {
            _fail(reason);
        }
    }

    function _fail(bytes memory reason) internal pure {
        if (reason.length == 0) return;
        _bubble(reason);
    }

    function _bubble(bytes memory reason) internal pure {
        assembly {
            revert(add(reason, 32), mload(reason))
        }
    }
}

contract BubbledRight is Consumer {
    uint256 public sessionId;

    error Failed();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        try ai.closeUserSession(id) {}
        catch (bytes memory reason) {
            _fail(reason);
        }
    }

    function _fail(bytes memory reason) internal pure {
        if (reason.length == 0) revert Failed();
        _bubble(reason);
    }

    function _bubble(bytes memory reason) internal pure {
        assembly {
            revert(add(reason, 32), mload(reason))
        }
    }
}
