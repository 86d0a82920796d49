// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Assembly that writes storage: what it does to the ID is not known, and nothing is claimed.
contract AssemblyStores is Consumer {
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

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        assembly {
            sstore(sessionId.slot, 0)
        }
    }
}

// Assembly that writes none: all is as if it were not there.
contract AssemblyLooks is Consumer {
    uint256 public sessionId;

    event Closed(uint256 gasLeft);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
        uint256 left;
        assembly {
            left := gas()
        }
        emit Closed(left);
    }
}

// Another contract's code runs on this storage: not known either.
contract AssemblyDelegates is Consumer {
    uint256 public sessionId;
    address public immutable housekeeping;

    constructor(address router, address code) Consumer(router) {
        housekeeping = code;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        (bool done,) = housekeeping.delegatecall(abi.encodeWithSignature("clear()"));
        require(done, "not cleared");
    }
}
