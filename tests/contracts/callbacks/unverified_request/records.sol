// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

import {Consumer} from "../../support/Consumer.sol";

// A record that is found through the request's ID: is there one under 0?
abstract contract Matches is Consumer {
    enum Phase {
        None,
        Asked,
        Done
    }

    struct Duel {
        Phase phase;
        address host;
        bytes32 request;
    }

    uint256 public sessionId;
    uint256 public count;
    uint256 public decided;
    mapping(uint256 => Duel) public duels;
    mapping(bytes32 => uint256) public duelOf;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _asked(uint256 duel) internal {
        bytes32 requestId = _ask(sessionId, "who wins?");
        duels[duel] = Duel(Phase.Asked, msg.sender, requestId);
        duelOf[requestId] = duel;
    }
}

contract FirstIsZeroWrong is Matches {
    constructor(address router) Consumer(router) {}

    function start() external payable onlyOwner {
        require(sessionId != 0, "no session");
        _asked(count++);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        require(duels[duelOf[requestId]].phase == Phase.Asked, "not asked");
        decided++;
    }
}

contract FirstIsOneRight is Matches {
    constructor(address router) Consumer(router) {}

    function start() external payable onlyOwner {
        require(sessionId != 0, "no session");
        _asked(++count);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(duels[duelOf[requestId]].phase == Phase.Asked, "not asked");
        decided++;
    }
}

contract ComparesBackRight is Matches {
    constructor(address router) Consumer(router) {}

    function start() external payable onlyOwner {
        require(sessionId != 0, "no session");
        _asked(count++);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        if (duels[duelOf[requestId]].request != requestId) return;
        decided++;
    }
}

contract FetchesForAnyoneWrong is Matches {
    constructor(address router) Consumer(router) {}

    function start() external payable onlyOwner {
        require(sessionId != 0, "no session");
        _asked(++count);
    }

    // No callback, but the same: whoever calls names the request.
    function settle(bytes32 requestId) external { //~ dtn-unverified-request
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no answer");
        decided += abi.decode(response, (uint256));
    }
}

contract FetchesOwnRight is Matches {
    constructor(address router) Consumer(router) {}

    function start() external payable onlyOwner {
        require(sessionId != 0, "no session");
        _asked(++count);
    }

    function settle(uint256 duel) external {
        bytes32 requestId = duels[duel].request;
        require(requestId != 0, "not asked");
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no answer");
        decided += abi.decode(response, (uint256));
    }
}
