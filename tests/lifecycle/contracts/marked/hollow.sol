// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

abstract contract OneSession is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }
}

// Many share the last byte of an address.
contract PartOfTheSender is OneSession {
    mapping(uint8 => bool) internal may;

    constructor(address router) OneSession(router) {}

    function allow(address who) external onlyBoss {
        may[uint8(uint160(who))] = true;
    }

    function close() external {
        require(may[uint8(uint160(msg.sender))], "not allowed");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract AllOfTheSender is OneSession {
    mapping(uint256 => bool) internal may;

    constructor(address router) OneSession(router) {}

    function allow(address who) external onlyBoss {
        may[uint256(uint160(who))] = true;
    }

    function close() external {
        require(may[uint256(uint160(msg.sender))], "not allowed");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// What nobody has been made, everybody is.
contract KeepersByDefault is OneSession {
    enum Role { KEEPER, GUEST }

    mapping(address => Role) internal role;

    constructor(address router) OneSession(router) {}

    function demote(address who) external onlyBoss {
        role[who] = Role.GUEST;
    }

    function close() external {
        require(role[msg.sender] == Role.KEEPER, "not a keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract KeepersByName is OneSession {
    enum Role { NONE, KEEPER }

    mapping(address => Role) internal role;

    constructor(address router) OneSession(router) {}

    function promote(address who) external onlyBoss {
        role[who] = Role.KEEPER;
    }

    function close() external {
        require(role[msg.sender] == Role.KEEPER, "not a keeper");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// A struct is cleared, a mapping in it is not: guests of those who were there before stay.
contract GuestsOfOthers is Desk {
    struct Room {
        address tenant;
        uint256 id;
        mapping(address => bool) guests;
    }

    mapping(uint256 => Room) internal rooms;

    constructor(address router) Desk(router) {}

    function rent(uint256 n) external {
        require(rooms[n].tenant == address(0), "rented");
        rooms[n].tenant = msg.sender;
        rooms[n].id = _paid();
    }

    function invite(uint256 n, address who) external {
        require(rooms[n].tenant == msg.sender, "not yours");
        rooms[n].guests[who] = true;
    }

    function leave(uint256 n) external {
        require(rooms[n].tenant == msg.sender, "not yours");
        uint256 id = rooms[n].id;
        delete rooms[n];
        if (id != 0) {
            ai.closeUserSession(id);
        }
    }

    function close(uint256 n) external {
        require(rooms[n].guests[msg.sender], "not a guest");
        uint256 id = rooms[n].id;
        require(id != 0, "none");
        rooms[n].id = 0;
        ai.closeUserSession(id); //! CTRL=u
    }
}

contract GuestsOfTheTenant is Desk {
    struct Room {
        address tenant;
        uint256 id;
        mapping(address => bool) guests;
    }

    mapping(uint256 => Room) internal rooms;

    constructor(address router) Desk(router) {}

    function rent(uint256 n) external {
        require(rooms[n].tenant == address(0), "rented");
        rooms[n].tenant = msg.sender;
        rooms[n].id = _paid();
    }

    function invite(uint256 n, address who) external {
        require(rooms[n].tenant == msg.sender, "not yours");
        rooms[n].guests[who] = true;
    }

    function close(uint256 n) external {
        require(rooms[n].guests[msg.sender], "not a guest");
        uint256 id = rooms[n].id;
        require(id != 0, "none");
        rooms[n].id = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// The session moves, and whose it is does not.
contract MovedAlone is Desk {
    uint256[] internal ids;
    address[] internal owners;

    constructor(address router) Desk(router) {}

    function open() external {
        ids.push(_paid());
        owners.push(msg.sender);
    }

    function close(uint256 i) external {
        require(owners[i] == msg.sender, "not yours");
        uint256 id = ids[i];
        ids[i] = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id); //! CTRL=u
    }
}

contract MovedTogether is Desk {
    uint256[] internal ids;
    address[] internal owners;

    constructor(address router) Desk(router) {}

    function open() external {
        ids.push(_paid());
        owners.push(msg.sender);
    }

    function close(uint256 i) external {
        require(owners[i] == msg.sender, "not yours");
        uint256 id = ids[i];
        ids[i] = ids[ids.length - 1];
        ids.pop();
        owners[i] = owners[owners.length - 1];
        owners.pop();
        ai.closeUserSession(id); //! CTRL=p
    }
}

// A right that outlives who gave it, in a mapping of its own.
contract KeysLeftBehind is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(uint256 => address) internal helper;
    mapping(uint256 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function rent(uint256 n) external {
        require(tenant[n] == address(0), "rented");
        tenant[n] = msg.sender;
        sessionIn[n] = _paid();
    }

    function appoint(uint256 n, address who) external {
        require(tenant[n] == msg.sender, "not yours");
        helper[n] = who;
    }

    function leave(uint256 n) external {
        require(tenant[n] == msg.sender, "not yours");
        uint256 id = sessionIn[n];
        delete tenant[n];
        delete sessionIn[n];
        if (id != 0) {
            ai.closeUserSession(id);
        }
    }

    function close(uint256 n) external {
        require(helper[n] == msg.sender, "not the helper");
        uint256 id = sessionIn[n];
        require(id != 0, "none");
        delete sessionIn[n];
        ai.closeUserSession(id); //! CTRL=u
    }
}

contract KeysGivenBack is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(uint256 => address) internal helper;
    mapping(uint256 => uint256) internal sessionIn;

    constructor(address router) Desk(router) {}

    function rent(uint256 n) external {
        require(tenant[n] == address(0), "rented");
        tenant[n] = msg.sender;
        sessionIn[n] = _paid();
    }

    function appoint(uint256 n, address who) external {
        require(tenant[n] == msg.sender, "not yours");
        helper[n] = who;
    }

    function leave(uint256 n) external {
        require(tenant[n] == msg.sender, "not yours");
        uint256 id = sessionIn[n];
        delete tenant[n];
        delete helper[n];
        delete sessionIn[n];
        if (id != 0) {
            ai.closeUserSession(id);
        }
    }

    function close(uint256 n) external {
        require(helper[n] == msg.sender, "not the helper");
        uint256 id = sessionIn[n];
        require(id != 0, "none");
        delete sessionIn[n];
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Who is let into one flat is let into no other.
contract GuestOfAny is Desk {
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
    function leave(uint256 a, uint256 b) external {
        require(guest[a] == msg.sender, "not a guest");
        uint256 id = sessionIn[b];
        require(id != 0, "none");
        sessionIn[b] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}
contract KeeperOfAny is Desk {
    mapping(uint256 => address) internal tenant;
    mapping(uint256 => mapping(address => bool)) internal guest;
    mapping(uint256 => uint256) internal sessionIn;
    constructor(address router) Desk(router) {}
    function rent(uint256 flat) external {
        require(tenant[flat] == address(0), "rented");
        tenant[flat] = msg.sender;
        sessionIn[flat] = _paid();
    }
    function invite(uint256 flat, address who) external {
        if (tenant[flat] != msg.sender) revert();
        guest[flat][who] = true;
    }
    function leave(uint256 a, uint256 b) external {
        require(guest[a][msg.sender], "not a guest");
        uint256 id = sessionIn[b];
        require(id != 0, "none");
        sessionIn[b] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Any tenant names the one keeper.
contract LastNames is Desk {
    mapping(address => bool) internal tenant;
    address internal keeper;
    uint256 internal session;
    constructor(address router) Desk(router) {
        session = _paid();
    }
    function enter() external {
        tenant[msg.sender] = true;
    }
    function name(address who) external {
        require(tenant[msg.sender]);
        keeper = who;
    }
    function close() external {
        require(keeper == msg.sender);
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}
contract LastNamesOwn is Desk {
    mapping(uint256 => address) internal tenant;
    address internal keeper;
    uint256 internal session;
    constructor(address router) Desk(router) {
        session = _paid();
    }
    function enter(uint256 n) external {
        require(tenant[n] == address(0));
        tenant[n] = msg.sender;
    }
    function name(uint256 n, address who) external {
        require(tenant[n] == msg.sender);
        keeper = who;
    }
    function close() external {
        require(keeper == msg.sender);
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// The right to act for somebody, and what becomes of it when another comes in his place.
contract Tokens is Desk {
    mapping(uint256 => address) internal holder;
    mapping(uint256 => address) internal agent;
    mapping(uint256 => uint256) internal sessionOf;
    uint256 internal supply;

    constructor(address router) Desk(router) {}

    function mint() external {
        holder[++supply] = msg.sender;
        sessionOf[supply] = _paid();
    }

    function appoint(uint256 token, address who) external {
        require(holder[token] == msg.sender, "not yours");
        agent[token] = who;
    }

    function _take(uint256 token) internal returns (uint256 id) {
        id = sessionOf[token];
        require(id != 0, "none");
        sessionOf[token] = 0;
    }
}

contract SoldWithItsAgent is Tokens {
    constructor(address router) Tokens(router) {}

    function sell(uint256 token, address to) external {
        require(holder[token] == msg.sender, "not yours");
        holder[token] = to;
    }

    function close(uint256 token) external {
        require(agent[token] == msg.sender || holder[token] == msg.sender, "neither");
        ai.closeUserSession(_take(token)); //! CTRL=u NCT=p
    }
}

contract SoldWithout is Tokens {
    constructor(address router) Tokens(router) {}

    function sell(uint256 token, address to) external {
        require(holder[token] == msg.sender, "not yours");
        holder[token] = to;
        delete agent[token];
    }

    function close(uint256 token) external {
        require(agent[token] == msg.sender || holder[token] == msg.sender, "neither");
        ai.closeUserSession(_take(token)); //! CTRL=p NCT=p
    }
}

// Dismissing the agent takes nothing from the holder.
contract Dismissed is Tokens {
    constructor(address router) Tokens(router) {}

    function dismiss(uint256 token) external {
        require(holder[token] == msg.sender, "not yours");
        delete agent[token];
    }

    function sell(uint256 token, address to) external {
        require(holder[token] == msg.sender, "not yours");
        holder[token] = to;
        agent[token] = address(0);
    }

    function close(uint256 token) external {
        require(holder[token] == msg.sender, "not yours");
        ai.closeUserSession(_take(token)); //! CTRL=p NCT=p
    }
}

// A desk is taken again, and who was appointed before is still there, or not.
abstract contract Taken is Desk {
    mapping(uint256 => address) internal holder;
    mapping(uint256 => address) internal deputy;
    mapping(uint256 => uint256) internal sessionAt;

    constructor(address router) Desk(router) {}

    function appoint(uint256 desk, address who) external {
        require(holder[desk] == msg.sender, "not yours");
        deputy[desk] = who;
    }

    function _leave(uint256 desk) internal returns (uint256 id) {
        require(holder[desk] == msg.sender || deputy[desk] == msg.sender, "neither");
        id = sessionAt[desk];
        require(id != 0, "none");
        sessionAt[desk] = 0;
        holder[desk] = address(0);
    }
}

contract TakenWithADeputy is Taken {
    constructor(address router) Taken(router) {}

    function open(uint256 desk) external {
        require(holder[desk] == address(0), "taken");
        holder[desk] = msg.sender;
        sessionAt[desk] = _paid();
    }

    function close(uint256 desk) external {
        ai.closeUserSession(_leave(desk)); //! CTRL=u
    }
}

contract TakenAlone is Taken {
    constructor(address router) Taken(router) {}

    function open(uint256 desk) external {
        require(holder[desk] == address(0), "taken");
        holder[desk] = msg.sender;
        deputy[desk] = address(0);
        sessionAt[desk] = _paid();
    }

    function close(uint256 desk) external {
        ai.closeUserSession(_leave(desk)); //! CTRL=p
    }
}
