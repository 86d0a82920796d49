// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

/// Whoever is looked at is the user, and has a record that is written as a whole.
abstract contract Screens is Consumer {
    enum Result {
        None,
        Pending,
        Clear
    }

    struct Check {
        Result result;
        uint64 at;
        bytes32 requestId;
    }

    uint256 public sessionId;
    mapping(address => Check) public checks;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _end(requestId, Result.Clear);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        _end(requestId, Result.None);
    }

    function _end(bytes32 requestId, Result result) private {
        address who = askers[requestId];
        require(checks[who].requestId == requestId, "not ours");
        checks[who].result = result;
    }

    function _screen(address who) internal returns (bytes32) {
        require(sessionId != 0, "no session");
        _charge();
        return _askFor(sessionId, "who is it?", who, msg.value);
    }
}

contract WholeRecordsWrong is Screens {
    constructor(address router) Consumer(router) {}

    function screen(address who) external payable {
        checks[who] = Check(Result.Pending, uint64(block.timestamp), _screenTwice(who)); //~ dtn-colliding-requests
    }

    function _screenTwice(address who) private returns (bytes32 requestId) {
        require(sessionId != 0 && checks[who].result != Result.Clear, "clear");
        _charge();
        requestId = ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _payload("who is it?"), _callBack(), who, msg.value
        );
        askers[requestId] = who;
    }
}

// Of whom it is known that he is being looked at, nobody asks in the same block.
contract WholeRecordsRight is Screens {
    constructor(address router) Consumer(router) {}

    function screen(address who) external payable {
        Check storage check = checks[who];
        require(check.result != Result.Pending || block.timestamp > check.at + 2 hours, "pending");
        checks[who] = Check(Result.Pending, uint64(block.timestamp), _screen(who));
    }
}
