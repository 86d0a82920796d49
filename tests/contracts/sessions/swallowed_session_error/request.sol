// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A request that failed, and a user who is told nothing, or can look it up.
contract SwallowedRequestWrong is Consumer {
    uint256 public sessionId;
    mapping(address => uint256) public refused;

    event Refused(address indexed user);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) returns (bytes32 id) { //~ dtn-swallowed-session-error
            askers[id] = msg.sender;
        } catch {
            emit Refused(msg.sender);
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SwallowedRequestRight is Consumer {
    uint256 public sessionId;
    mapping(address => uint256) public refused;

    event Refused(address indexed user);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) returns (bytes32 id) {
            askers[id] = msg.sender;
        } catch {
            refused[msg.sender]++;
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
