// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Every clause must say what it does about the failure.
contract SwallowedClauseWrong is Consumer {
    uint256 public sessionId;
    bytes public lastReason;

    event Refused();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external returns (bool asked) {
        _charge();
        require(sessionId != 0, "no session");
        asked = true;
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) { //~ dtn-swallowed-session-error
            asked = true;
        } catch Error(string memory reason) {
            revert(reason);
        } catch (bytes memory reason) {
            emit Refused();
            require(reason.length < 1000);
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SwallowedClauseRight is Consumer {
    uint256 public sessionId;
    bytes public lastReason;

    event Refused();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external returns (bool asked) {
        _charge();
        require(sessionId != 0, "no session");
        asked = true;
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) {
            asked = true;
        } catch Error(string memory reason) {
            revert(reason);
        } catch (bytes memory reason) {
            lastReason = reason;
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
