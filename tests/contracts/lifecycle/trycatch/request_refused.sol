// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";

// A refused request says nothing about the session, which is still live.
contract RequestRefusedWrong is Consumer {
    uint256 public sessionId;
    uint256 public refused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        require(sessionId != 0, "no session");
        try ai.request(
            sessionId,
            MODEL,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            _payload(prompt),
            _callBack(),
            msg.sender,
            0
        ) returns (bytes32 requestId) {
            askers[requestId] = msg.sender;
        } catch {
            sessionId = 0; //~ dtn-session-overwrite
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RequestRefusedRight is Consumer {
    uint256 public sessionId;
    uint256 public refused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        try ai.request(
            sessionId,
            MODEL,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            _payload(prompt),
            _callBack(),
            msg.sender,
            0
        ) returns (bytes32 requestId) {
            askers[requestId] = msg.sender;
        } catch {
            refused++;
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
