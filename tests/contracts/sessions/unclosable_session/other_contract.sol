// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What another contract closes under that name is not the session.
interface IOtherContractClosesWrongDesk {
    function closeUserSession(uint256 sessionId, bool refund) external;
}

contract OtherContractClosesWrong is Consumer {
    IOtherContractClosesWrongDesk public immutable desk;
    uint256 public sessionId;

    constructor(address router, IOtherContractClosesWrongDesk help) Consumer(router) {
        desk = help;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession(); //~ dtn-unclosable-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        desk.closeUserSession(sessionId, true);
    }
}

interface IOtherContractClosesRightDesk {
    function closeUserSession(uint256 sessionId, bool refund) external;
}

contract OtherContractClosesRight is Consumer {
    IOtherContractClosesRightDesk public immutable desk;
    uint256 public sessionId;

    constructor(address router, IOtherContractClosesRightDesk help) Consumer(router) {
        desk = help;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
