// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The session is whose it was that opened it, and they may hand it on.
contract HolderRight is Consumer {
    uint256 public sessionId;
    address public holder;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionId == 0, "already open");
        holder = msg.sender;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(msg.sender == holder && sessionId != 0, "not yours");
        _ask(sessionId, prompt);
    }

    function hand(address to) external {
        require(msg.sender == holder, "not yours");
        holder = to;
    }

    function close() external {
        require(msg.sender == holder, "not yours");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// It is whose it was that came last.
contract HolderWrong is Consumer {
    uint256 public sessionId;
    address public holder;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionId == 0, "already open");
        holder = msg.sender;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(msg.sender == holder && sessionId != 0, "not yours");
        _ask(sessionId, prompt);
    }

    function take() external {
        holder = msg.sender;
    }

    function close() external {
        require(msg.sender == holder, "not yours");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
