// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.28;

import {Consumer} from "../../support/Consumer.sol";

// A lock in transient storage, by hand.
abstract contract Locking is Consumer {
    mapping(address => uint256) public sessionOf;

    modifier locked() {
        assembly {
            if tload(0) {
                revert(0, 0)
            }
            tstore(0, 1)
        }
        _;
        assembly {
            tstore(0, 0)
        }
    }

    function _pay() internal {
        (bool done,) = msg.sender.call{value: 1}("");
        require(done, "failed");
    }
}

contract TransientLockRight is Locking {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external locked {
        require(sessionOf[msg.sender] == 0, "open");
        sessionOf[msg.sender] = _start(amount);
    }

    function close() external locked {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "none");
        ai.closeUserSession(id);
        _pay();
        sessionOf[msg.sender] = 0;
    }
}

contract TransientLockWrong is Locking {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "open");
        sessionOf[msg.sender] = _start(amount);
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "none");
        ai.closeUserSession(id); //~ dtn-double-close
        _pay();
        sessionOf[msg.sender] = 0;
    }
}
