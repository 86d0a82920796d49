// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Assembly can end a transaction as a success: what is still to come does not happen, and what
// was done stands. A revert undoes it.
contract StopsEarlyWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close(bool quick) external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
        if (quick) {
            assembly {
                stop()
            }
        }
        sessionId = 0;
    }
}

contract StopsEarlyRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close(bool quick) external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        if (quick) {
            assembly {
                revert(0, 0)
            }
        }
        sessionId = 0;
    }
}

// The helper's end is everybody's: its callers' and their modifiers'.
contract ReturnsInHelperWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    modifier thenReset() {
        _;
        sessionId = 0;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner thenReset returns (uint256) {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
        _reply(7);
        return 0;
    }

    function _reply(uint256 result) private pure {
        assembly {
            mstore(0, result)
            return(0, 32)
        }
    }
}

// A call from outside ends there, also one that the contract makes to itself.
contract ReturnsInHelperRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    modifier thenReset() {
        _;
        sessionId = 0;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner thenReset returns (uint256) {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        this.seven();
        return 0;
    }

    function seven() external pure returns (uint256) {
        assembly {
            mstore(0, 7)
            return(0, 32)
        }
    }
}

// Who is turned away may be told so politely.
contract TurnsAwayWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
        assembly {
            stop()
        }
        require(msg.sender == owner, "not yours");
    }
}

contract TurnsAwayRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external {
        require(sessionId != 0, "no session");
        if (msg.sender != owner) {
            assembly {
                stop()
            }
        }
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
