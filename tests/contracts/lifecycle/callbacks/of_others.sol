// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Whoever asks anything names whom the router calls back: also this contract, before it has opened
// a session, and while it waits for something else.
contract AnswerOfAnybodyWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable onlyOwner {
        require(sessionId == 0, "one at a time");
        sessionId = _start(amount); //~ dtn-unclosable-session
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _answer(requestId);
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id); //~ dtn-unvalidated-session dtn-unprotected-session-control
    }
}

contract AnswerOfTheNewestRight is Consumer {
    uint256 public sessionId;
    bytes32 public newest;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable onlyOwner {
        require(sessionId == 0, "one at a time");
        sessionId = _start(amount); //~ dtn-unclosable-session
        newest = _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(requestId == newest, "not ours");
        _answer(requestId);
        uint256 id = sessionId;
        sessionId = 0;
        newest = 0;
        ai.closeUserSession(id);
    }
}

contract AnswerThatIsNotedRight is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        uint256 id = _start(amount); //~ dtn-unclosable-session
        sessionOf[_ask(id, prompt)] = id;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        uint256 id = sessionOf[requestId];
        require(id != 0, "not ours");
        _answer(requestId);
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }
}

// A flag says that some request waits, and not which.
contract AnswerThatIsAwaitedWrong is Consumer {
    uint256 public sessionId;
    bool public waiting;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        require(!waiting, "one at a time");
        waiting = true; //~ dtn-stuck-request
        sessionId = _start(amount); //~ dtn-unclosable-session
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(waiting, "nothing asked");
        waiting = false;
        _answer(requestId);
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
    }
}
