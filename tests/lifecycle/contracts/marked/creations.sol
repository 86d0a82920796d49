// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Whom a contract creates has no more authority than who may ask the created one.

interface Counter {
    function end() external;

    function taken() external view returns (uint256);
}

contract Clerk {
    Counter internal immutable counter = Counter(msg.sender);

    function end() external virtual {
        counter.end();
    }
}

contract SwornClerk {
    Counter internal immutable counter = Counter(msg.sender);
    address internal immutable head;

    constructor(address head_) {
        head = head_;
    }

    function end() external {
        require(msg.sender == head, "not the head");
        counter.end();
    }

    function look() external view returns (uint256) {
        return counter.taken();
    }
}

contract Forwarder {
    address internal immutable target = msg.sender;

    function pass(bytes calldata message) external {
        (bool passed, ) = target.call(message);
        require(passed, "failed");
    }
}

abstract contract CounterDesk is Desk {
    uint256 internal id;
    address internal clerk;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function taken() external view returns (uint256) {
        return id;
    }

    function _taken() internal returns (uint256 found) {
        require(msg.sender == clerk, "not the clerk");
        found = id;
        require(found != 0, "none");
        id = 0;
    }
}

contract ClerkForAllWrong is CounterDesk {
    constructor(address router) CounterDesk(router) {
        clerk = address(new Clerk());
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}

contract SwornClerkRight is CounterDesk {
    constructor(address router) CounterDesk(router) {
        clerk = address(new SwornClerk(msg.sender));
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=p
    }
}

contract ForwardedWrong is CounterDesk {
    constructor(address router) CounterDesk(router) {
        clerk = address(new Forwarder());
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}

contract ClerkHiredLaterWrong is CounterDesk {
    constructor(address router) CounterDesk(router) {}

    function hire() external onlyBoss {
        Clerk hired = new Clerk();
        clerk = address(hired);
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}

contract OtherClerkRight is CounterDesk {
    Clerk internal spare = new Clerk();

    constructor(address router) CounterDesk(router) {
        clerk = msg.sender;
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=p
    }
}
