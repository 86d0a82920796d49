// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Transient storage lasts through all calls of a transaction.
contract Armed is Desk {
    uint256 internal session;
    uint8 transient stage;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function arm() external onlyBoss {
        stage = 2;
    }

    function fire() external onlyBoss {
        if (stage != 2) revert();
        ai.closeUserSession(session); //! NCT=v
    }
}

contract ArmedOnce is Desk {
    uint256 internal session;
    uint8 transient stage;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function arm() external onlyBoss {
        stage = 2;
    }

    function fire() external onlyBoss {
        if (stage != 2) revert();
        stage = 0;
        uint256 id = session;
        session = 0;
        if (id != 0) ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

// A slot that assembly names may be a variable's.
contract Unlocked is Desk {
    uint256 internal session;
    bool transient busy;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close(address payable other) external onlyBoss {
        require(!busy, "busy");
        busy = true;
        assembly {
            tstore(sub(1, 1), 0)
        }
        uint256 id = session;
        require(id != 0, "none");
        (bool sent,) = other.call("");
        require(sent, "not sent");
        session = 0;
        ai.closeUserSession(id); //! NCT=u
        busy = false;
    }
}

library At {
    struct Box {
        uint256 session;
    }

    function zero() internal pure returns (Box storage box) {
        assembly {
            box.slot := 0
        }
    }

    function far() internal pure returns (Box storage box) {
        assembly {
            box.slot := 0x9d7a0c3e7b0f6f1d6c1b2a39485761524334251607f8e9dacbbcad9e8f706152
        }
    }
}

contract BoxAtZero is WithDtnAi {
    uint256 internal session;
    address internal immutable boss = msg.sender;

    constructor(address router) {
        setAi(router);
    }

    function open() external {
        require(msg.sender == boss && session == 0, "not now");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        session = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == boss && At.zero().session != 0, "not now");
        ai.closeUserSession(At.zero().session); //! NCT=u
    }
}

contract BoxFarAway is Desk {
    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(At.far().session == 0, "open");
        At.far().session = _paid(); //! LOST=p
    }

    function close() external onlyBoss {
        require(At.far().session != 0, "none");
        ai.closeUserSession(At.far().session); //! NCT=p VAL=p
        At.far().session = 0;
    }
}
