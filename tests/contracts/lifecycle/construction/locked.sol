// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

interface IToken {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

// The code behind proxies: its constructor keeps anyone from preparing it, and each proxy begins
// with a storage of its own.
abstract contract Prepared is WithDtnAi {
    address public owner;
    uint256 public sessionId;

    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }

    function open() external onlyOwner {
        require(IToken(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), 5), "unpaid");
        sessionId = ai.startUserSession(); //~ dtn-session-overwrite
    }

    function out(address to) external onlyOwner {
        require(IToken(ai.feeToken()).transfer(to, 1), "unpaid");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract LockedByFlag is Prepared {
    bool private initialized;

    constructor() {
        initialized = true;
    }

    function initialize(address router) external {
        require(!initialized, "done");
        initialized = true;
        owner = msg.sender;
        setAi(router);
    }
}

contract LockedByOwner is Prepared {
    constructor() {
        owner = address(1);
    }

    function initialize(address router) external {
        require(owner == address(0), "done");
        owner = msg.sender;
        setAi(router);
    }
}
