// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Two callers share what builds the order and what sends it; each answers for itself.
contract TwoFeesWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 fee) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(_order(prompt, fee)); //~ dtn-caller-set-fee
    }

    function askDearly(string calldata prompt, uint256 fee) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(_order(prompt, fee)); //~ dtn-caller-set-fee
    }

    function _order(string calldata prompt, uint256 fee) private pure returns (IDtnAi.DtnRequest memory order) {
        order = _payload(prompt);
        order.totalFeePerRes = fee;
    }

    function _send(IDtnAi.DtnRequest memory order) private {
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OneFeeWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 fee) external payable {
        _charge();
        require(sessionId != 0, "no session");
        require(fee <= 50_000, "too much");
        _send(_order(prompt, fee));
    }

    function askDearly(string calldata prompt, uint256 fee) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(_order(prompt, fee)); //~ dtn-caller-set-fee
    }

    function _order(string calldata prompt, uint256 fee) private pure returns (IDtnAi.DtnRequest memory order) {
        order = _payload(prompt);
        order.totalFeePerRes = fee;
    }

    function _send(IDtnAi.DtnRequest memory order) private {
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TwoFeesRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 fee) external payable {
        _charge();
        require(sessionId != 0, "no session");
        require(fee <= 50_000, "too much");
        _send(_order(prompt, fee));
    }

    function askDearly(string calldata prompt, uint256 fee) external payable {
        _charge();
        require(sessionId != 0, "no session");
        require(fee <= 90_000, "too much");
        _send(_order(prompt, fee));
    }

    function _order(string calldata prompt, uint256 fee) private pure returns (IDtnAi.DtnRequest memory order) {
        order = _payload(prompt);
        order.totalFeePerRes = fee;
    }

    function _send(IDtnAi.DtnRequest memory order) private {
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
