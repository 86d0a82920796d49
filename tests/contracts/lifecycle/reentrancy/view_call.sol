// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A view of another contract cannot change anything here; a function that is none can.
interface IViewCallWrongPrices {
    function quote(string calldata prompt) external returns (uint256);
}

contract ViewCallWrong is Consumer {
    uint256 public sessionId;
    IViewCallWrongPrices public immutable prices;

    constructor(address router, IViewCallWrongPrices source) Consumer(router) {
        prices = source;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        require(msg.value >= prices.quote(prompt), "too little");
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    // Whoever can call back can close.
    function close() external {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

interface IViewCallRightPrices {
    function quote(string calldata prompt) external view returns (uint256);
}

contract ViewCallRight is Consumer {
    uint256 public sessionId;
    IViewCallRightPrices public immutable prices;

    constructor(address router, IViewCallRightPrices source) Consumer(router) {
        prices = source;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        require(msg.value >= prices.quote(prompt), "too little");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
