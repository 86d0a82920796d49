// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// A session moves to a cell where nothing is known of it: what was asked on it moves along.
abstract contract Given is Desk {
    mapping(address => uint256) internal ids;
    mapping(address => bool) internal got;

    constructor(address router) Desk(router) {}

    function open() external {
        require(ids[msg.sender] == 0, "there is one");
        ids[msg.sender] = _paid();
    }

    function give(address to) external {
        require(ids[to] == 0 && ids[msg.sender] != 0 && to != msg.sender, "no");
        ids[to] = ids[msg.sender];
        ids[msg.sender] = 0;
        got[to] = true;
    }

    function _gotten() internal returns (uint256 id) {
        require(got[msg.sender], "not given");
        id = ids[msg.sender];
        require(id != 0, "none");
        ids[msg.sender] = 0;
    }
}

contract AskedOnceItMoved is Given {
    constructor(address router) Given(router) {}

    function ask() external {
        require(ids[msg.sender] != 0, "none");
        _put(ids[msg.sender]);
    }

    function shut() external {
        ai.closeUserSession(_gotten()); //! ORD=v NCT=p
    }
}

// Asked before it moves, and closed only after that: true, and not shown.
contract AskedBeforeItMoves is Given {
    constructor(address router) Given(router) {}

    function ask() external {
        require(ids[msg.sender] != 0 && !got[msg.sender], "none");
        _put(ids[msg.sender]);
    }

    function shut() external {
        ai.closeUserSession(_gotten()); //! ORD=u NCT=p
    }
}

contract NeverAsked is Given {
    constructor(address router) Given(router) {}

    function shut() external {
        ai.closeUserSession(_gotten()); //! ORD=p NCT=p
    }
}

// A list from which the last element takes the place of what is removed.
abstract contract List is Desk {
    uint256[] internal ids;
    mapping(uint256 => uint256) internal waiting;
    mapping(bytes32 => uint256) internal idOf;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        ids.push(_paid());
    }

    function ask(uint256 n) external {
        uint256 id = ids[n];
        idOf[_put(id, this.done.selector)] = id;
        waiting[id]++;
    }

    function done(bytes32 request) external onlyDtn {
        waiting[idOf[request]]--;
    }
}

contract FromTheEnd is List {
    constructor(address router) List(router) {}

    function shut() external onlyBoss {
        uint256 id = ids[ids.length - 1];
        require(waiting[id] == 0, "wait");
        ids.pop();
        ai.closeUserSession(id); //! ORD=p
    }
}

// It is, and what waits is told by the ID alone; not shown, since the ID comes from out of sight.
contract Swapped is List {
    constructor(address router) List(router) {}

    function shut(uint256 n) external onlyBoss {
        uint256 id = ids[n];
        require(waiting[id] == 0, "wait");
        ids[n] = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id); //! ORD=u
    }
}

contract AnothersCounter is List {
    constructor(address router) List(router) {}

    function shut(uint256 n) external onlyBoss {
        require(waiting[n] == 0, "wait");
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id); //! ORD=v
    }
}

// Whoever is in charge says on which session a request was.
contract NotedAnew is List {
    constructor(address router) List(router) {}

    function note(bytes32 request, uint256 id) external onlyBoss {
        idOf[request] = id;
    }

    function shut() external onlyBoss {
        uint256 id = ids[ids.length - 1];
        require(waiting[id] == 0, "wait");
        ids.pop();
        ai.closeUserSession(id); //! ORD=u
    }
}

contract NotNotedAtTimes is List {
    constructor(address router) List(router) {}

    function askAside(uint256 n) external {
        uint256 id = ids[n];
        _put(id, this.done.selector);
        waiting[id]++;
    }

    function shut() external onlyBoss {
        uint256 id = ids[ids.length - 1];
        require(waiting[id] == 0, "wait");
        ids.pop();
        ai.closeUserSession(id); //! ORD=u
    }
}

contract NotedForTheFirst is List {
    constructor(address router) List(router) {}

    function askAside(uint256 n) external {
        uint256 id = ids[n];
        idOf[_put(id, this.done.selector)] = ids[0];
        waiting[id]++;
    }

    function shut() external onlyBoss {
        uint256 id = ids[ids.length - 1];
        require(waiting[id] == 0, "wait");
        ids.pop();
        ai.closeUserSession(id); //! ORD=u
    }
}

// Two numbers that only grow: right, and not shown. Whose answer it is depends on others' records.
contract AskedAndAnswered is Given {
    mapping(uint256 => uint256) internal asked;
    mapping(uint256 => uint256) internal answered;
    mapping(bytes32 => uint256) internal idOf;

    constructor(address router) Given(router) {}

    function ask() external {
        uint256 id = ids[msg.sender];
        require(id != 0, "none");
        idOf[_put(id, this.done.selector)] = id;
        asked[id]++;
    }

    function done(bytes32 request) external onlyDtn {
        answered[idOf[request]]++;
    }

    function shut() external {
        uint256 id = ids[msg.sender];
        require(id != 0 && asked[id] == answered[id], "wait");
        delete ids[msg.sender];
        ai.closeUserSession(id); //! ORD=u
    }
}

// An index tells in which record the session is: right, and not shown.
contract FoundAgain is Desk {
    struct Place {
        uint256 id;
        uint256 waiting;
    }

    mapping(uint256 => Place) internal places;
    mapping(uint256 => uint256) internal placeOf;
    mapping(bytes32 => uint256) internal idOf;

    constructor(address router) Desk(router) {}

    function open(uint256 n) external onlyBoss {
        require(places[n].id == 0, "there is one");
        uint256 id = _paid();
        places[n].id = id;
        placeOf[id] = n;
    }

    function ask(uint256 n) external onlyBoss {
        require(places[n].id != 0, "none");
        places[n].waiting++;
        idOf[_put(places[n].id, this.done.selector)] = places[n].id;
    }

    function done(bytes32 request) external onlyDtn {
        uint256 id = idOf[request];
        require(id != 0, "not one of ours");
        delete idOf[request];
        places[placeOf[id]].waiting--;
    }

    function shut(uint256 n) external onlyBoss {
        uint256 id = places[n].id;
        require(id != 0 && places[n].waiting == 0, "wait");
        delete places[n];
        ai.closeUserSession(id); //! ORD=u
    }
}
