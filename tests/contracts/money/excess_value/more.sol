// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract Shelf is Consumer {
    uint256 public sessionId;
    uint256 public gasForAnswers = 300_000;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function setGas(uint256 gas_) external onlyOwner {
        gasForAnswers = gas_;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract MoreThanStoredWrong is Shelf {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        require(sessionId != 0 && msg.value >= gasForAnswers, "not now");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, gasForAnswers); //~ dtn-excess-value
    }
}

contract AsMuchAsStoredRight is Shelf {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        uint256 gas_ = gasForAnswers;
        require(sessionId != 0 && msg.value >= gas_, "not now");
        ai.request{value: gas_}(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, gas_);
    }
}

contract WholeBalanceWrong is Shelf {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        require(sessionId != 0, "not now");
        ai.request{value: address(this).balance}(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, 0); //~ dtn-excess-value
    }
}

contract TwiceAsMuchWrong is Shelf {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        require(sessionId != 0, "not now");
        ai.request{value: 400_000}(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, 200_000); //~ dtn-excess-value
    }
}
