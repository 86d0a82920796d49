// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

interface IManager {
    function consumeScheduledOp(address caller, bytes calldata data) external;
}

// Whoever asks brings the manager.
contract ManagerOfCaller is Desk {
    mapping(address => address) internal managerOf;
    uint256 internal session;
    constructor(address router) Desk(router) {}
    function choose(address manager) external { managerOf[msg.sender] = manager; }
    function open() external onlyBoss { require(session == 0); session = _paid(); }
    function close() external {
        uint256 id = session;
        require(id != 0, "none");
        IManager(managerOf[msg.sender]).consumeScheduledOp(msg.sender, msg.data);
        session = 0;
        ai.closeUserSession(id); //! NCT=v CTRL=v VAL=p
    }
}

// Or over what others have put there.
contract ManagerOfAnybody is Desk {
    address internal manager;
    uint256 internal session;
    constructor(address router) Desk(router) {}
    function choose(address other) external { manager = other; }
    function open() external onlyBoss { require(session == 0); session = _paid(); }
    function close() external {
        uint256 id = session;
        require(id != 0, "none");
        IManager(manager).consumeScheduledOp(msg.sender, msg.data);
        session = 0;
        ai.closeUserSession(id); //! NCT=v CTRL=v VAL=p
    }
}

contract ManagerGiven is Desk {
    uint256 internal session;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { require(session == 0); session = _paid(); }
    function close(IManager manager) external {
        uint256 id = session;
        require(id != 0, "none");
        manager.consumeScheduledOp(msg.sender, msg.data);
        session = 0;
        ai.closeUserSession(id); //! NCT=v CTRL=v VAL=p
    }
}

// Whom authority has put there is trusted.
contract ManagerKept is Desk {
    IManager internal immutable manager;
    uint256 internal session;
    constructor(address router, IManager kept) Desk(router) { manager = kept; }
    function open() external onlyBoss { require(session == 0); session = _paid(); }
    function close() external {
        uint256 id = session;
        require(id != 0, "none");
        manager.consumeScheduledOp(msg.sender, msg.data);
        session = 0;
        ai.closeUserSession(id); //! NCT=p CTRL=p VAL=p
    }
}

contract ManagerAppointed is Desk {
    IManager internal manager;
    uint256 internal session;
    constructor(address router, IManager kept) Desk(router) { manager = kept; }
    function choose(IManager other) external onlyBoss { manager = other; }
    function open() external onlyBoss { require(session == 0); session = _paid(); }
    function close() external {
        uint256 id = session;
        require(id != 0, "none");
        manager.consumeScheduledOp(msg.sender, msg.data);
        session = 0;
        ai.closeUserSession(id); //! NCT=p CTRL=p VAL=p
    }
}
