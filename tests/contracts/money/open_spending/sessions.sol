// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session of the caller's own is the caller's to spend.
contract AsksOnItsOwnRight is Consumer {
    mapping(address => uint256) private sessionOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "already open");
        sessionOf[msg.sender] = _start(amount);
    }

    function ask() external payable {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "no session");
        askers[ai.request{value: msg.value}(
            id, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, msg.value
        )] = msg.sender;
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "no session");
        sessionOf[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract SessionOfADeskWrong is Consumer {
    mapping(uint256 => uint256) private sessionOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 desk, uint256 amount) external onlyOwner {
        require(sessionOf[desk] == 0, "already open");
        sessionOf[desk] = _start(amount);
    }

    function ask(uint256 desk) external payable {
        uint256 id = sessionOf[desk];
        require(id != 0, "no session");
        askers[ai.request{value: msg.value}( //~ dtn-open-spending
            id, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, msg.value
        )] = msg.sender;
    }

    function close(uint256 desk) external onlyOwner {
        uint256 id = sessionOf[desk];
        require(id != 0, "no session");
        sessionOf[desk] = 0;
        ai.closeUserSession(id);
    }
}

contract SessionOfOnesDeskRight is Consumer {
    mapping(uint256 => uint256) private sessionOf;
    mapping(uint256 => address) private holder;

    constructor(address router) Consumer(router) {}

    function open(uint256 desk, uint256 amount) external {
        require(sessionOf[desk] == 0 && holder[desk] == address(0), "taken");
        holder[desk] = msg.sender;
        sessionOf[desk] = _start(amount);
    }

    function ask(uint256 desk) external payable {
        uint256 id = sessionOf[desk];
        require(id != 0 && holder[desk] == msg.sender, "not yours");
        askers[ai.request{value: msg.value}(
            id, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, msg.value
        )] = msg.sender;
    }

    function close(uint256 desk) external {
        uint256 id = sessionOf[desk];
        require(id != 0 && holder[desk] == msg.sender, "not yours");
        sessionOf[desk] = 0;
        ai.closeUserSession(id);
    }
}

contract StartsWithTheAskersMoneyRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(uint256 amount) external payable {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
        askers[ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, msg.value
        )] = msg.sender;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
