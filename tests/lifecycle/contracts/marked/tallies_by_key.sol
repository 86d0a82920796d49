// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Each user has a session, and under each a number of requests that wait.
abstract contract Users is Desk {
    mapping(address => uint256) internal ids;
    mapping(address => uint256) internal waiting;
    mapping(bytes32 => address) internal asker;

    constructor(address router) Desk(router) {}

    function open() external {
        require(ids[msg.sender] == 0, "there is one");
        ids[msg.sender] = _paid();
    }

    function _shut(address user) internal returns (uint256 id) {
        id = ids[user];
        require(id != 0, "none");
        delete ids[user];
    }

    function _ask(address user) internal {
        uint256 id = ids[user];
        require(id != 0, "none");
        asker[_put(id, this.done.selector)] = user;
        waiting[user]++;
    }

    function done(bytes32 request) external virtual onlyDtn {
        address user = asker[request];
        require(user != address(0), "not one of ours");
        delete asker[request];
        waiting[user]--;
    }
}

contract EachUsers is Users {
    constructor(address router) Users(router) {}

    function ask() external {
        _ask(msg.sender);
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=p
    }
}

contract AnothersNumber is Users {
    constructor(address router) Users(router) {}

    function ask() external {
        _ask(msg.sender);
    }

    function shut(address other) external {
        require(waiting[other] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=u
    }
}

// Whoever asks on another's session counts his own.
contract CountedForTheSender is Users {
    constructor(address router) Users(router) {}

    function ask(address user) external {
        uint256 id = ids[user];
        require(id != 0, "none");
        asker[_put(id, this.done.selector)] = msg.sender;
        waiting[msg.sender]++;
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=v
    }
}

contract CountedForWhomItIs is Users {
    constructor(address router) Users(router) {}

    function ask(address user) external {
        _ask(user);
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=p
    }
}

// The answer is noted for somebody whom the caller names.
contract NotedForAnybody is Users {
    constructor(address router) Users(router) {}

    function ask(address name) external {
        uint256 id = ids[msg.sender];
        require(id != 0 && name != address(0), "none");
        asker[_put(id, this.done.selector)] = name;
        waiting[msg.sender]++;
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=v
    }
}

// The boss may put another's name to a request.
contract NamedAnew is Users {
    constructor(address router) Users(router) {}

    function ask() external {
        _ask(msg.sender);
    }

    function name(bytes32 request, address user) external onlyBoss {
        require(asker[request] != address(0), "none");
        asker[request] = user;
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=v
    }
}

// The session goes to another user, what waits on it stays counted where it was.
contract SessionGivenOn is Users {
    constructor(address router) Users(router) {}

    function ask() external {
        _ask(msg.sender);
    }

    function give(address to) external {
        require(ids[to] == 0 && ids[msg.sender] != 0, "no");
        ids[to] = ids[msg.sender];
        ids[msg.sender] = 0;
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=v
    }
}

contract AnswersOfAnybody is Users {
    constructor(address router) Users(router) {}

    function ask() external {
        _ask(msg.sender);
    }

    function done(bytes32 request) external override onlyDtn {
        waiting[asker[request]]--;
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=p
    }
}

contract AnswersAreNotForgotten is Users {
    constructor(address router) Users(router) {}

    function ask() external {
        _ask(msg.sender);
    }

    function done(bytes32 request) external override onlyDtn {
        address user = asker[request];
        require(user != address(0), "not one of ours");
        waiting[user]--;
    }

    function shut() external {
        require(waiting[msg.sender] == 0, "wait");
        ai.closeUserSession(_shut(msg.sender)); //! ORD=p
    }
}

// Records of jobs, each with its session, its number, and who may close it.
abstract contract Jobs is Desk {
    struct Job {
        address owner;
        uint32 waiting;
        uint256 id;
    }

    mapping(uint256 => Job) internal jobs;
    mapping(bytes32 => uint256) internal jobOf;
    uint256 internal last;

    constructor(address router) Desk(router) {}

    function open() external {
        Job storage job = jobs[++last];
        job.owner = msg.sender;
        job.id = _paid();
    }

    function ask(uint256 n) external {
        Job storage job = jobs[n];
        require(job.owner == msg.sender && job.id != 0, "not yours");
        job.waiting++;
        jobOf[_put(job.id, this.done.selector)] = n;
    }

    function done(bytes32 request) external onlyDtn {
        uint256 n = jobOf[request];
        require(n != 0, "not one of ours");
        delete jobOf[request];
        jobs[n].waiting--;
    }
}

contract JobsCounted is Jobs {
    constructor(address router) Jobs(router) {}

    function shut(uint256 n) external {
        Job storage job = jobs[n];
        require(job.owner == msg.sender && job.id != 0, "not yours");
        require(job.waiting == 0, "wait");
        uint256 id = job.id;
        delete jobs[n];
        ai.closeUserSession(id); //! ORD=p
    }
}

contract JobsCountedAfterwards is Jobs {
    constructor(address router) Jobs(router) {}

    function shut(uint256 n) external {
        uint256 id = jobs[n].id;
        require(jobs[n].owner == msg.sender && id != 0, "not yours");
        delete jobs[n];
        require(jobs[n].waiting == 0, "wait");
        ai.closeUserSession(id); //! ORD=v
    }
}

contract JobsOpenedAnew is Jobs {
    constructor(address router) Jobs(router) {}

    function renew(uint256 n) external {
        Job storage job = jobs[n];
        require(job.owner == msg.sender && job.id != 0 && job.waiting == 0, "not now");
        ai.closeUserSession(job.id); //! ORD=p
        job.id = _paid();
    }
}

contract JobsForgotten is Jobs {
    constructor(address router) Jobs(router) {}

    function forget(uint256 n) external {
        require(jobs[n].owner == msg.sender, "not yours");
        jobs[n].waiting = 0;
    }

    function shut(uint256 n) external {
        Job storage job = jobs[n];
        require(job.owner == msg.sender && job.id != 0, "not yours");
        require(job.waiting == 0, "wait");
        uint256 id = job.id;
        job.id = 0;
        ai.closeUserSession(id); //! ORD=v
    }
}
