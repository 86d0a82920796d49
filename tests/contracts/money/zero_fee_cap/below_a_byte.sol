// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Consumer} from "../../support/Consumer.sol";

// A cap that one byte goes beyond pays for none.
abstract contract Capped is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _send(IDtnAi.DtnRequest memory order) internal {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), order, _callBack(), msg.sender, 0);
    }

    function _order(uint256 perByte, uint256 cap) internal pure returns (IDtnAi.DtnRequest memory) {
        return IDtnAi.DtnRequest("", "", IDtnAi.CallType.DIRECT, perByte, perByte, cap);
    }
}

contract LessThanAByteWrong is Capped {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _send(_order(100, 99)); //~ dtn-zero-fee-cap
    }
}

contract OneByteRight is Capped {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _send(_order(100, 100));
    }
}

contract DearAnswersOnlyRight is Capped {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _send(IDtnAi.DtnRequest("", "", IDtnAi.CallType.DIRECT, 1, 100, 50));
    }
}

contract CapOfTheOwnersRight is Capped {
    uint256 public cap = 99;

    constructor(address router) Consumer(router) {}

    function setCap(uint256 cap_) external onlyOwner {
        cap = cap_;
    }

    function ask() external {
        _send(_order(100, cap));
    }
}
