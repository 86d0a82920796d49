// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// What is set while nothing is there, and is there from the start, nobody sets again.
abstract contract Keeper is Desk {
    address internal keeper;
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _appoint(address who) internal {
        require(keeper == address(0), "there is one");
        keeper = who;
    }

    function appoint(address who) external {
        _appoint(who);
    }

    function _taken() internal returns (uint256 held) {
        require(msg.sender == keeper, "not the keeper");
        held = id;
        require(held != 0, "closed");
        id = 0;
    }
}

contract FromTheStart is Keeper {
    constructor(address router) Keeper(router) {
        _appoint(msg.sender);
    }

    function close() external {
        ai.closeUserSession(_taken()); //! CTRL=p
    }
}

contract PerhapsFromTheStart is Keeper {
    constructor(address router, bool now_) Keeper(router) {
        if (now_) _appoint(msg.sender);
    }

    function close() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}

contract PerhapsNobody is Keeper {
    constructor(address router, address who) Keeper(router) {
        _appoint(who);
    }

    function close() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}

contract Dismissed is Keeper {
    constructor(address router) Keeper(router) {
        _appoint(msg.sender);
    }

    function dismiss() external {
        keeper = address(0);
    }

    function close() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}

contract TakenBack is Keeper {
    constructor(address router) Keeper(router) {
        _appoint(msg.sender);
        keeper = address(0);
    }

    function close() external {
        ai.closeUserSession(_taken()); //! CTRL=v
    }
}
