// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

interface IOperators {
    function isOperator(address who) external view returns (bool);
}

abstract contract AskedElsewhere is Consumer {
    IOperators internal immutable operators;
    address internal immutable deployer = tx.origin;
    uint256 internal sessionId;

    constructor(address router, IOperators who) Consumer(router) {
        operators = who;
    }

    function open(uint256 amount) external {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }
}

// Another contract says who may close.
contract AskedElsewhereRight is AskedElsewhere {
    constructor(address router, IOperators who) AskedElsewhere(router, who) {}

    function close() external {
        require(operators.isOperator(msg.sender), "no operator");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// It is asked about somebody else.
contract AskedElsewhereWrong is AskedElsewhere {
    constructor(address router, IOperators who) AskedElsewhere(router, who) {}

    function close(address who) external {
        require(operators.isOperator(who), "no operator");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Whoever began the transaction is one person.
contract OriginRight is AskedElsewhere {
    constructor(address router, IOperators who) AskedElsewhere(router, who) {}

    function close() external {
        require(tx.origin == deployer, "not the deployer");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// That no contract calls says nothing of who does.
contract OriginWrong is AskedElsewhere {
    constructor(address router, IOperators who) AskedElsewhere(router, who) {}

    function close() external {
        require(tx.origin == msg.sender, "no contracts");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
