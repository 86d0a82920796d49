// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Who is paid may call back. What nothing but a mutex waits for is done as well a moment later.
abstract contract Paying is Desk {
    uint256 internal session;
    mapping(address => uint256) internal owed;

    constructor(address router) Desk(router) {}

    function credit(address to, uint256 amount) external onlyBoss {
        owed[to] += amount;
    }

    function _pay() internal {
        uint256 amount = owed[msg.sender];
        owed[msg.sender] = 0;
        (bool sent,) = msg.sender.call{value: amount}("");
        require(sent, "not sent");
    }
}

contract GivenBack is Paying {
    bool private locked;

    constructor(address router) Paying(router) {}

    modifier alone() {
        require(!locked, "inside");
        locked = true;
        _;
        locked = false;
    }

    function open() external onlyBoss alone {
        require(session == 0, "open");
        session = _paid(); //! LOST=p
    }

    function claim() external alone {
        _pay();
    }

    function shut() external onlyBoss {
        uint256 id = session;
        require(id != 0, "closed");
        session = 0;
        ai.closeUserSession(id); //! NCT=p CTRL=p VAL=p
    }
}

// What runs inside alone is not reached from outside.
contract OnlyInside is Paying {
    bool private locked;

    constructor(address router) Paying(router) {}

    modifier alone() {
        require(!locked, "inside");
        locked = true;
        _;
        locked = false;
    }

    function open() external onlyBoss alone {
        require(session == 0, "open");
        session = _paid();
    }

    function claim() external alone {
        _pay();
    }

    function settle() external {
        require(locked, "outside");
        if (session != 0) ai.closeUserSession(session); //! NCT=v CTRL=u
    }
}

// Taken for good, it is given back by whoever was paid meanwhile.
contract GivenBackByAnother is Paying {
    uint256 private status = 1;

    constructor(address router) Paying(router) {}

    modifier alone() {
        require(status != 2, "inside");
        status = 2;
        _;
        status = 1;
    }

    function open() external onlyBoss alone {
        require(session == 0, "open");
        session = _paid();
    }

    function claim() external alone {
        _pay();
    }

    function end() external {
        if (session != 0 && msg.sender == boss) {
            status = 2;
            ai.closeUserSession(session); //! VAL=p NCT=v
        }
    }

    function ask() external onlyBoss alone {
        require(session != 0, "closed");
        _put(session); //! UAC=v
    }
}

// After the payment, something is done that matters.
contract DoneLate is Paying {
    bool private locked;

    constructor(address router) Paying(router) {}

    modifier alone() {
        require(!locked, "inside");
        locked = true;
        _;
        locked = false;
    }

    function open() external onlyBoss alone {
        require(session == 0, "open");
        session = _paid();
    }

    function shut() external onlyBoss alone {
        uint256 id = session;
        require(id != 0, "closed");
        _pay();
        session = 0;
        ai.closeUserSession(id); //! NCT=u CTRL=p
    }

    function drop() external onlyBoss {
        require(session != 0, "closed");
        ai.closeUserSession(session); //! NCT=p
        session = 0;
    }
}

// Inside, what is kept out fails, and that is caught.
contract CaughtInside is Paying {
    bool private locked;

    constructor(address router) Paying(router) {}

    modifier alone() {
        require(!locked, "inside");
        locked = true;
        _;
        locked = false;
    }

    function open() external onlyBoss alone {
        require(session == 0, "open");
        session = _paid();
    }

    function claim() external alone {
        _pay();
    }

    function idle() external alone {}

    function probe() external {
        try this.idle() {} catch {
            if (session != 0) ai.closeUserSession(session); //! NCT=v
        }
    }
}
