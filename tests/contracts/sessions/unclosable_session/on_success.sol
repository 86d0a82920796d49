// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session for one request: where the request fails, something else must close it.
abstract contract EachItsOwn is Consumer {
    mapping(bytes32 => uint256) internal sessionOf;

    function _close(bytes32 requestId) internal {
        uint256 id = sessionOf[requestId];
        require(id != 0, "not ours");
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }

    function onAnswer(bytes32 requestId) external virtual override onlyDtn {
        _close(requestId);
    }
}

contract SuccessAloneWrong is EachItsOwn {
    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        _deposit(amount);
        uint256 id = ai.startUserSession(); //~ dtn-unclosable-session
        sessionOf[_ask(id, prompt)] = id;
    }
}

contract EitherWayRight is EachItsOwn {
    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        _deposit(amount);
        uint256 id = ai.startUserSession();
        sessionOf[_ask(id, prompt)] = id;
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        _close(requestId);
    }
}

contract OwnerClosesRight is EachItsOwn {
    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        _deposit(amount);
        uint256 id = ai.startUserSession();
        sessionOf[_ask(id, prompt)] = id;
    }

    function giveUp(bytes32 requestId) external onlyOwner {
        _close(requestId);
    }
}

contract AsksAgainOnItRight is EachItsOwn {
    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        _deposit(amount);
        uint256 id = ai.startUserSession();
        sessionOf[_ask(id, prompt)] = id;
    }

    function askAgain(bytes32 requestId, string calldata prompt) external payable onlyOwner {
        uint256 id = sessionOf[requestId];
        require(id != 0, "not ours");
        delete sessionOf[requestId];
        sessionOf[_ask(id, prompt)] = id;
    }
}

// In one variable, since one request at a time is enough.
contract OneAfterTheOtherWrong is Consumer {
    uint256 private sessionId;

    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        require(sessionId == 0, "one at a time");
        _deposit(amount);
        sessionId = ai.startUserSession(); //~ dtn-unclosable-session
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OneAfterTheOtherRight is Consumer {
    uint256 private sessionId;

    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        require(sessionId == 0, "one at a time");
        _deposit(amount);
        sessionId = ai.startUserSession();
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _end();
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _end();
    }

    function _end() private {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
