// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// One answer answers one of two requests.
contract TwoAsked is Desk {
    uint256 internal session;
    mapping(bytes32 => bool) internal asked;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function ask() external {
        require(session != 0, "over");
        asked[_put(session, this.hear.selector)] = true;
    }

    function hear(bytes32 id) external onlyDtn {
        require(asked[id], "not ours");
        asked[id] = false;
        uint256 ended = session;
        session = 0;
        if (ended != 0) ai.closeUserSession(ended); //! NCT=p VAL=p CTRL=p
    }
}

// Whoever asks anything may name this one.
contract AskedByAnybody is Desk {
    uint256 internal session;
    uint256 internal heard;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function ask() external {
        _put(session, this.hear.selector); //! UAC=v
    }

    function hear(uint256) external onlyDtn {
        if (heard++ == 0) ai.closeUserSession(session); //! CTRL=v NCT=p
    }
}

contract AskedByThis is Desk {
    uint256 internal session;
    bytes32 internal waiting;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function ask() external onlyBoss {
        require(session != 0 && waiting == 0, "not now");
        waiting = _put(session, this.hear.selector); //! UAC=p VAL=p
    }

    function hear(bytes32 id) external onlyDtn {
        require(id == waiting, "not ours");
        waiting = 0;
        uint256 ended = session;
        session = 0;
        ai.closeUserSession(ended); //! CTRL=p NCT=p VAL=p
    }
}
