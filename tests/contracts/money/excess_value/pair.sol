// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What goes with a request beyond its gas stays with the router.
abstract contract Paid is Consumer {
    uint256 public sessionId;
    uint256 public price = 1 gwei;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _send(uint256 value, uint256 gas_) internal {
        require(sessionId != 0, "no session");
        ai.request{value: value}(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, gas_);
    }
}

contract SendsAllWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external payable {
        _charge();
        require(sessionId != 0 && msg.value >= 200_000, "not now");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, 200_000); //~ dtn-excess-value
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SendsExactlyRight is Paid {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        require(msg.value == 200_000, "not the price");
        _send(msg.value, 200_000);
    }
}

contract SendsTheNumberRight is Paid {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        require(msg.value >= 200_000, "not the price");
        _send(200_000, 200_000);
    }
}

contract SendsWhatItSaysRight is Paid {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        _send(msg.value, msg.value);
    }
}

contract SendsAtMostRight is Paid {
    constructor(address router) Consumer(router) {}

    function ask(uint256 gas_) external payable {
        _charge();
        require(msg.value <= gas_, "too much");
        _send(msg.value, gas_);
    }
}

contract SendsNothingRight is Paid {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _charge();
        _send(0, 0);
    }
}

contract SendsTheRestRight is Paid {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        uint256 rest = msg.value - price;
        _send(rest, rest);
    }
}
