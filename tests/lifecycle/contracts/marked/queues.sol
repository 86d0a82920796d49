// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Stored counters lead through a line of sessions: how far they have come is told of the followed
// place alone, so what happens at others is left open, never called a breach.
abstract contract Line is Desk {
    mapping(uint256 => uint256) internal line;
    uint256 internal first;
    uint256 internal free;

    constructor(address router) Desk(router) {}

    function join() external onlyBoss {
        line[free++] = _paid(); //! LOST=p
    }
}

contract InTurn is Line {
    constructor(address router) Line(router) {}

    function serve() external onlyBoss {
        require(first < free, "nobody");
        uint256 id = line[first];
        delete line[first]; //! LOST=p
        first++;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

contract StandsStill is Line {
    constructor(address router) Line(router) {}

    function serve() external onlyBoss {
        require(first < free, "nobody");
        ai.closeUserSession(line[first]); //! NCT=v
    }
}

contract ByPlace is Line {
    constructor(address router) Line(router) {}

    function serve(uint256 place) external onlyBoss {
        uint256 id = line[place];
        require(id != 0, "nobody");
        line[place] = line[--free];
        ai.closeUserSession(id); //! NCT=v VAL=p
    }
}

contract BelowTheFree is Line {
    constructor(address router) Line(router) {}

    function serve(uint256 place) external onlyBoss {
        require(place < free, "nobody");
        uint256 id = line[place];
        line[place] = line[--free];
        ai.closeUserSession(id); //! NCT=u VAL=u
    }
}

contract RoundTable is Desk {
    uint256[3] private seats;
    uint256 private first;
    uint256 private free;

    constructor(address router) Desk(router) {}

    function sit() external onlyBoss {
        require(free - first < 3, "full");
        seats[free++ % 3] = _paid(); //! LOST=u
    }

    function rise() external onlyBoss {
        require(first < free, "nobody");
        ai.closeUserSession(seats[first++ % 3]); //! NCT=u VAL=u
    }
}

// What was let go at another's place is not what the followed place holds.
abstract contract Latest is Desk {
    mapping(address => uint256) internal byUser;
    uint256 internal latest;

    constructor(address router) Desk(router) {}

    function open() external {
        require(byUser[msg.sender] == 0, "there is one");
        byUser[msg.sender] = latest = _paid(); //! LOST=p
    }
}

contract ClearedWhereItIsTheSame is Latest {
    constructor(address router) Latest(router) {}

    function askLatest() external {
        require(latest != 0, "none");
        _put(latest); //! UAC=p
    }

    function shut() external {
        uint256 id = byUser[msg.sender];
        require(id != 0, "none");
        byUser[msg.sender] = 0;
        if (latest == id) latest = 0;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

contract NotClearedAnywhereElse is Latest {
    constructor(address router) Latest(router) {}

    function askLatest() external {
        require(latest != 0, "none");
        _put(latest); //! UAC=v
    }

    function shut() external {
        uint256 id = byUser[msg.sender];
        require(id != 0, "none");
        byUser[msg.sender] = 0;
        if (latest != id) latest = 0;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}
