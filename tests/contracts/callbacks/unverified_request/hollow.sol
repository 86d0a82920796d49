// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Look-ups that strangers' requests pass as well.
abstract contract Scores is Consumer {
    uint256 public sessionId;
    uint256 public score;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// What was never asked has the first state of all.
contract FirstStateWrong is Scores {
    enum State { ASKED, ANSWERED }

    mapping(bytes32 => State) public stateOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        stateOf[_ask(sessionId, prompt)] = State.ASKED;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(stateOf[requestId] == State.ASKED, "not asked");
        stateOf[requestId] = State.ANSWERED;
        score++;
    }
}

contract LaterStateRight is Scores {
    enum State { NONE, ASKED, ANSWERED }

    mapping(bytes32 => State) public stateOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        stateOf[_ask(sessionId, prompt)] = State.ASKED;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(stateOf[requestId] == State.ASKED, "not asked");
        stateOf[requestId] = State.ANSWERED;
        score++;
    }
}

// Four bytes of an ID are soon found.
contract PartOfTheIdWrong is Scores {
    mapping(bytes4 => bool) public pending;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        pending[bytes4(_ask(sessionId, prompt))] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(pending[bytes4(requestId)], "not asked");
        delete pending[bytes4(requestId)];
        score++;
    }
}

// The number of the first request is that of none.
contract NumberedFromZeroWrong is Scores {
    mapping(bytes32 => uint256) public numberOf;
    mapping(uint256 => bool) public open_;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        uint256 number = count++;
        open_[number] = true;
        numberOf[_ask(sessionId, prompt)] = number;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(open_[numberOf[requestId]], "not asked");
        score++;
    }
}

contract NumberedFromOneRight is Scores {
    mapping(bytes32 => uint256) public numberOf;
    mapping(uint256 => bool) public open_;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        uint256 number = ++count;
        open_[number] = true;
        numberOf[_ask(sessionId, prompt)] = number;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        uint256 number = numberOf[requestId];
        require(number != 0 && open_[number], "not asked");
        score++;
    }
}

// Read and thrown away.
contract LookedAtWrong is Scores {
    mapping(bytes32 => bool) public pending;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        pending[_ask(sessionId, prompt)] = true;
    }

    function _isPending(bytes32 requestId) internal view returns (bool) {
        return pending[requestId];
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _isPending(requestId);
        score++;
    }
}

// Anybody notes any ID.
contract NotedByAllWrong is Scores {
    mapping(bytes32 => address) public askerOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        askerOf[_ask(sessionId, prompt)] = msg.sender;
    }

    function note(bytes32 requestId) external {
        askerOf[requestId] = msg.sender;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(askerOf[requestId] != address(0), "not asked");
        score++;
    }
}

// The last one, where there is none yet.
contract LastOfNoneWrong is Scores {
    bytes32 public last;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        last = _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(last == 0 || requestId == last, "not asked");
        last = 0;
        score++;
    }
}
