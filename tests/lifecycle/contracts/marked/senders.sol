// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

interface ICouncil {
    function isMember(address who) external view returns (bool);
}

// Whoever calls brings those who vouch for him.
contract Vouched is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close(ICouncil council) external {
        require(council.isMember(msg.sender), "not a member");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract VouchedByTheCouncil is Desk {
    ICouncil internal immutable COUNCIL;
    uint256 internal session;

    constructor(address router, ICouncil council) Desk(router) {
        COUNCIL = council;
        session = _paid();
    }

    function close() external {
        require(COUNCIL.isMember(msg.sender), "not a member");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Whoever comes is the tenant, whether or not a session is there.
contract Squatted is Desk {
    mapping(bytes32 => address) internal tenant;
    mapping(bytes32 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function enter(bytes32 room) external {
        if (sessionIn[room] == 0) {
            sessionIn[room] = _paid();
        }
        tenant[room] = msg.sender;
    }

    function leave(bytes32 room) external {
        if (tenant[room] != msg.sender) revert();
        uint256 id = sessionIn[room];
        require(id != 0, "none");
        delete sessionIn[room];
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract Rented is Desk {
    mapping(bytes32 => address) internal tenant;
    mapping(bytes32 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function enter(bytes32 room) external {
        require(sessionIn[room] == 0, "rented");
        sessionIn[room] = _paid();
        tenant[room] = msg.sender;
    }

    function leave(bytes32 room) external {
        if (tenant[room] != msg.sender) revert();
        uint256 id = sessionIn[room];
        require(id != 0, "none");
        delete sessionIn[room];
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Who has one flat may name the guest of any.
contract Flats is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(uint256 => address) internal guest;
    mapping(uint256 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function rent(uint256 flat) external {
        require(tenant[flat] == address(0), "rented");
        tenant[flat] = msg.sender;
        sessionIn[flat] = _paid();
    }

    function invite(uint256 flat, uint256 home, address who) external {
        if (tenant[home] != msg.sender) revert();
        guest[flat] = who;
    }

    function leave(uint256 flat) external {
        require(guest[flat] == msg.sender, "not a guest");
        uint256 id = sessionIn[flat];
        require(id != 0, "none");
        sessionIn[flat] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract OwnFlats is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(uint256 => address) internal guest;
    mapping(uint256 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function rent(uint256 flat) external {
        require(tenant[flat] == address(0), "rented");
        tenant[flat] = msg.sender;
        sessionIn[flat] = _paid();
    }

    function invite(uint256 flat, address who) external {
        if (tenant[flat] != msg.sender) revert();
        guest[flat] = who;
    }

    function leave(uint256 flat) external {
        require(guest[flat] == msg.sender, "not a guest");
        uint256 id = sessionIn[flat];
        require(id != 0, "none");
        sessionIn[flat] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// A right that one gives oneself, and one that the tenant gives.
contract KeysGivenWrongly is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(address => mapping(address => uint256)) internal keysOf;
    mapping(uint256 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function copyKey(address who) external {
        keysOf[msg.sender][who] = 1;
    }

    function rent(uint256 flat) external {
        require(tenant[flat] == address(0), "rented");
        tenant[flat] = msg.sender;
        sessionIn[flat] = _paid();
    }

    function leave(uint256 flat) external {
        require(keysOf[msg.sender][tenant[flat]] != 0, "no key");
        uint256 id = sessionIn[flat];
        require(id != 0, "none");
        sessionIn[flat] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract KeysGivenRightly is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(address => mapping(address => uint256)) internal keysOf;
    mapping(uint256 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function copyKey(address who) external {
        keysOf[msg.sender][who] = 1;
    }

    function rent(uint256 flat) external {
        require(tenant[flat] == address(0), "rented");
        tenant[flat] = msg.sender;
        sessionIn[flat] = _paid();
    }

    function leave(uint256 flat) external {
        require(keysOf[tenant[flat]][msg.sender] != 0, "no key");
        uint256 id = sessionIn[flat];
        require(id != 0, "none");
        sessionIn[flat] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}
