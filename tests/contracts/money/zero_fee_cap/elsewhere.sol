// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A constant of the file or of a library is what it says there.
uint256 constant NO_FEE_AT_ALL = 0;
uint256 constant FEE_OF_THE_FILE = 0.05e6;

library FeesElsewhere {
    uint256 internal constant NONE = FEE_OF_THE_FILE - 50_000;
    uint256 internal constant SOME = FEE_OF_THE_FILE * 2;
}

contract FileConstantWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, NO_FEE_AT_ALL), _callBack(), msg.sender, 0); //~ dtn-zero-fee-cap
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FileConstantRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, FEE_OF_THE_FILE), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LibraryConstantWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, FeesElsewhere.NONE), _callBack(), msg.sender, 0); //~ dtn-zero-fee-cap
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LibraryConstantRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, FeesElsewhere.SOME), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
