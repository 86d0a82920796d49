// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID that is closed was named in a transaction of its own: by whom says nothing of
// whose session it is.
abstract contract Named is Consumer {
    uint256 public sessionId;

    function start(uint256 amount) external onlyOwner returns (uint256) {
        return _start(amount);
    }

    function _take() internal returns (uint256 id) {
        id = sessionId;
        require(id != 0, "none named");
        sessionId = 0;
    }
}

contract OwnerNamesWrong is Named {
    constructor(address router) Consumer(router) {}

    function name(uint256 id) external onlyOwner {
        require(sessionId == 0, "named");
        sessionId = id;
    }

    function close() external {
        ai.closeUserSession(_take()); //~ dtn-unprotected-session-control dtn-double-close
    }
}

contract OwnerNamesRight is Named {
    constructor(address router) Consumer(router) {}

    function name(uint256 id) external {
        require(sessionId == 0, "named");
        sessionId = id;
    }

    function close() external onlyOwner {
        ai.closeUserSession(_take()); //~ dtn-double-close
    }
}

// The ID that anybody names may be the one in the other cell.
contract AnybodyNamesWrong is Consumer {
    uint256 public sessionId;
    uint256 public named;

    constructor(address router) Consumer(router) {}

    function start(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function name(uint256 id) external {
        named = id;
    }

    function closeNamed() external {
        require(named != 0, "none named");
        ai.closeUserSession(named); //~ dtn-unprotected-session-control dtn-double-close
        named = 0;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        ai.closeUserSession(sessionId); //~ dtn-double-close
        sessionId = 0;
    }
}
