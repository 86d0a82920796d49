// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

/// A sum of eight bits is not the sum of the same numbers in 256.
contract ForgetsWhereSumsAgree is Desk {
    uint256 private sessionId = 0;

    constructor(address router) Desk(router) {
        sessionId = _paid();
    }

    function end(uint8 a, uint8 b) external onlyBoss {
        require(sessionId != 0, "ended");
        unchecked {
            uint256 narrow = a + b;
            uint256 wide = uint256(a) + uint256(b);
            ai.closeUserSession(sessionId); //! VAL=p NCT=v
            if (narrow == wide) sessionId = 0;
        }
    }
}

contract ForgetsWhereWideSumsAgree is Desk {
    uint256 private sessionId = 0;

    constructor(address router) Desk(router) {
        sessionId = _paid();
    }

    function end(uint8 a, uint8 b) external onlyBoss {
        require(sessionId != 0, "ended");
        unchecked {
            uint256 first = uint256(a) + b;
            uint256 wide = uint256(a) + uint256(b);
            ai.closeUserSession(sessionId); //! VAL=p NCT=p
            if (first == wide) sessionId = 0;
        }
    }
}

/// The complement of eight bits is not the complement of 256.
contract ForgetsWhereComplementsAgree is Desk {
    uint256 private sessionId = 0;

    constructor(address router) Desk(router) {
        sessionId = _paid();
    }

    function end(uint8 a) external onlyBoss {
        require(sessionId != 0, "ended");
        ai.closeUserSession(sessionId); //! VAL=p NCT=v
        if (uint256(~a) == ~uint256(a)) sessionId = 0;
    }
}

// A number of too few bits keeps no ID for good.
contract CutShort is Desk {
    uint8 private session;
    bool private open;

    constructor(address router) Desk(router) {}

    function start() external onlyBoss {
        require(!open, "open");
        session = uint8(_begun());
        open = true;
    }

    function _begun() private returns (uint256) {
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        return ai.startUserSession(); //! KEPT=u FUND=p
    }
}
