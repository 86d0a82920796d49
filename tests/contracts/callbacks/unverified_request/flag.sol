// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The look-up of the request is what keeps strangers' answers out.
abstract contract Counted is Consumer {
    uint256 public sessionId;
    uint256 public score;
    mapping(bytes32 => bool) public pending;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        pending[_ask(sessionId, prompt)] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CountsAnyWrong is Counted {
    constructor(address router) Consumer(router) {}

    // `pending` is read, but asks for the wrong thing.
    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(!pending[requestId] || score < 100, "enough");
        score++;
    }
}

contract CountsOwnRight is Counted {
    constructor(address router) Consumer(router) {}

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(pending[requestId] && score < 100, "enough");
        score++;
    }
}

contract MarkedByAnyoneWrong is Counted {
    constructor(address router) Consumer(router) {}

    // Whoever names an ID here makes it one of the contract's own.
    function expect(bytes32 requestId) external {
        pending[requestId] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(pending[requestId], "not ours");
        score++;
    }
}

contract MarkedByOwnerRight is Counted {
    constructor(address router) Consumer(router) {}

    function expect(bytes32 requestId) external onlyOwner {
        pending[requestId] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        if (!pending[requestId]) return;
        delete pending[requestId];
        score++;
    }
}

contract OneWayUncheckedWrong is Counted {
    constructor(address router) Consumer(router) {}

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        if (score < 10) require(pending[requestId], "not ours");
        score++;
    }
}

contract UnderTheIdRight is Counted {
    constructor(address router) Consumer(router) {}

    // Storing under the ID that came in touches nobody else's.
    function onAnswer(bytes32 requestId) external override onlyDtn {
        pending[requestId] = false;
        _answer(requestId);
    }
}
