// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Whom storage names may be whoever came last; where it names this contract, that is a phase.
contract KeeperOffered is Desk {
    uint256 internal session;
    address internal keeper;
    address internal pending;
    constructor(address router) Desk(router) { keeper = msg.sender; pending = msg.sender; }
    function offer(address to) external { pending = to; }
    function accept() external { require(msg.sender == pending); keeper = pending; }
    function open() external { require(msg.sender == keeper && session == 0); session = _paid(); }
    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v NCT=p VAL=p
    }
}

contract KeeperOfferedRight is Desk {
    uint256 internal session;
    address internal keeper;
    address internal pending;
    constructor(address router) Desk(router) { keeper = msg.sender; pending = msg.sender; }
    function offer(address to) external { require(msg.sender == keeper); pending = to; }
    function accept() external { require(msg.sender == pending); keeper = pending; }
    function open() external { require(msg.sender == keeper && session == 0); session = _paid(); }
    function close() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p NCT=p VAL=p
    }
}

contract KeeperIsSelf is Desk {
    uint256 internal session;
    address internal keeper;
    constructor(address router) Desk(router) { keeper = msg.sender; session = _paid(); }
    function hand(address to) external onlyBoss { keeper = to; }
    function over() public onlyBoss { keeper = address(this); }
    function close() external onlyBoss {
        require(keeper != address(this), "over");
        over();
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}

contract KeeperIsSelfRight is Desk {
    uint256 internal session;
    address internal keeper;
    constructor(address router) Desk(router) { keeper = msg.sender; session = _paid(); }
    function over() public onlyBoss { keeper = address(this); }
    function close() external onlyBoss {
        require(keeper != address(this), "over");
        over();
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}
