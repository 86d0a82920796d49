// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Whoever comes first is the keeper, of a session that was there before him.
contract FirstComerKeeps is Desk {
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function claim() external {
        require(keeper == address(0), "kept");
        keeper = msg.sender;
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// The boss opens, and a stranger may have come first.
contract FirstComerKeepsForTheBoss is Desk {
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        session = _paid();
    }

    function claim() external {
        if (keeper == address(0)) keeper = msg.sender;
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Anybody opens, and a stranger may have come first.
contract FirstComerKeepsForAll is Desk {
    bool internal taken;
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function open() external {
        require(session == 0, "open");
        session = _paid();
    }

    function claim() external {
        require(!taken, "kept");
        taken = true;
        keeper = msg.sender;
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Whoever comes first keeps, and opens what he closes.
contract FirstComerOpens is Desk {
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function claim() external {
        require(keeper == address(0), "kept");
        keeper = msg.sender;
    }

    function open() external {
        require(msg.sender == keeper, "not the keeper");
        require(session == 0, "open");
        session = _paid();
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// One comes first to keep, another to open.
contract TwoFirstComers is Desk {
    address internal keeper;
    address internal opener;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function claim() external {
        require(keeper == address(0), "kept");
        keeper = msg.sender;
    }

    function claimToo() external {
        require(opener == address(0), "opened");
        opener = msg.sender;
    }

    function open() external {
        require(msg.sender == opener, "not the opener");
        require(session == 0, "open");
        session = _paid();
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// The boss names the keeper.
contract BossNamesKeeper is Desk {
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss {
        require(keeper == address(0), "kept");
        keeper = who;
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// What stands for a constructor behind a proxy: nothing comes before it, since it sets the router.
contract SetUpBehindProxy is WithDtnAi {
    address internal keeper;
    uint256 internal session;

    function setUp(address router) external {
        require(keeper == address(0), "kept");
        keeper = msg.sender;
        setAi(router);
    }

    function open() external {
        require(session == 0, "open");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        session = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}
