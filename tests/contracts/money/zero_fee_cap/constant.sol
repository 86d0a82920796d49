// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A constant is nothing; a variable that the owner can set is not constant.
contract ZeroConstantWrong is Consumer {
    uint256 public constant cap = 0;
    uint256 public sessionId;

    event CapWanted(uint256 value);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function setCap(uint256 value) external onlyOwner {
        emit CapWanted(value);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, cap), _callBack(), msg.sender, 0); //~ dtn-zero-fee-cap
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ZeroConstantRight is Consumer {
    uint256 public cap;
    uint256 public sessionId;

    event CapWanted(uint256 value);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function setCap(uint256 value) external onlyOwner {
        cap = value;
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, cap), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
