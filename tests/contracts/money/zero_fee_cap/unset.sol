// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A field of a struct in memory that is never set is zero.
contract ZeroUnsetWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRequest memory order;
        order.call = bytes(prompt);
        order.feePerByteReq = 5;
        order.feePerByteRes = 400;
        ai.request(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, 0); //~ dtn-zero-fee-cap
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ZeroUnsetRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRequest memory order;
        order.call = bytes(prompt);
        order.feePerByteReq = 5;
        order.totalFeePerRes = 400;
        ai.request(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
