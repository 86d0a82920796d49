// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Gas numbers that a library names, and fractions of a gwei.
library GasElsewhere {
    uint256 internal constant ANSWER = 250_000;
    uint256 internal constant SENT = 0.00025 gwei;
}

contract LibraryGasWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: GasElsewhere.SENT}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, GasElsewhere.ANSWER + 1); //~ dtn-callback-gas
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LibraryGasRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: GasElsewhere.SENT}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, GasElsewhere.ANSWER);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
