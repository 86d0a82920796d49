// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A choice with an upper end is no blank cheque.
contract FeeCutOff is Consumer {
    uint256 public sessionId;
    uint256 internal constant MOST = 1000;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 fee) external {
        _charge();
        require(sessionId != 0, "no session");
        if (fee > MOST) fee = MOST;
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, fee), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FeeTheSmaller is Consumer {
    uint256 public sessionId;
    uint256 internal constant MOST = 1000;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 fee) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, fee < MOST ? fee : MOST), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FeeNotZero is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 fee) external {
        _charge();
        require(sessionId != 0, "no session");
        require(fee != 0, "no fee");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, fee), _callBack(), msg.sender, 0); //~ dtn-caller-set-fee
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FeeByPreference is Consumer {
    uint256 public sessionId;
    mapping(address => uint256) public preferred;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function prefer(uint256 fee) external {
        preferred[msg.sender] = fee;
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, preferred[msg.sender]), _callBack(), msg.sender, 0); //~ dtn-caller-set-fee
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
