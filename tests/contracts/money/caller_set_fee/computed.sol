// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A fee that grows with what the caller gives, or hardly does.
contract ComputedWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 extra) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRequest memory order = _payload(prompt);
        order.totalFeePerRes = 50_000 + extra * 110 / 100;
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value); //~ dtn-caller-set-fee
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ComputedTier is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint8 tier) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRequest memory order = _payload(prompt);
        order.totalFeePerRes = 50_000 + uint256(tier) * 100;
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ComputedRest is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 dice) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRequest memory order = _payload(prompt);
        order.totalFeePerRes = 50_000 + dice % 100;
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
