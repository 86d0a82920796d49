// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Each caller of a helper answers for what it gives.
contract FeeByCallersWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        _order(_payload("hello"));
    }

    function askForFree() external {
        _charge();
        require(sessionId != 0, "no session");
        _order(IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, 0)); //~ dtn-zero-fee-cap
    }

    function askForLess() external {
        _charge();
        require(sessionId != 0, "no session");
        _order(IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 0, 0, 500)); //~ dtn-zero-fee-cap
    }

    function _order(IDtnAi.DtnRequest memory order) private {
        ai.request(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FeeByCallersRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        _order(_payload("hello"));
    }

    function askForLess() external {
        _charge();
        require(sessionId != 0, "no session");
        _order(IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, 500));
    }

    function _order(IDtnAi.DtnRequest memory order) private {
        ai.request(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
