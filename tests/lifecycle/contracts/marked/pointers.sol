// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// What a pointer to a function runs that storage keeps.

abstract contract Ways is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    /// Ends a session and forgets it.
    function _end(uint256 which) internal virtual {
        id = 0;
        ai.closeUserSession(which);
    }

    /// Ends a session and keeps its ID.
    function _keep(uint256 which) internal {
        ai.closeUserSession(which);
    }

    function _skip(uint256) internal {}
}

contract HookWrong is Ways {
    function(uint256) internal hook;

    constructor(address router) Ways(router) {
        hook = _end;
    }

    function soften() external onlyBoss {
        hook = _keep;
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook(id); //! NCT=v VAL=p
    }
}

contract HookRight is Ways {
    function(uint256) internal hook;

    constructor(address router) Ways(router) {
        hook = _end;
    }

    function set(bool soft) external onlyBoss {
        hook = soft ? _skip : _end;
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook(id); //! NCT=p VAL=p
    }
}

// The other function of that type is named, but never kept for this call.
contract NamedElsewhereRight is Ways {
    function(uint256) internal hook;
    bool internal isSoft;

    constructor(address router) Ways(router) {
        hook = _end;
    }

    function set() external onlyBoss {
        function(uint256) internal other = _keep;
        isSoft = other == hook;
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook(id); //! NCT=p VAL=p
    }
}

// Nothing runs until the pointer is set, and again once it is deleted.
contract UnsetRight is Ways {
    function(uint256) internal hook;
    bool internal used;

    constructor(address router) Ways(router) {}

    function arm() external onlyBoss {
        require(!used, "used");
        used = true;
        hook = _keep;
    }

    function close() external onlyBoss {
        function(uint256) internal now_ = hook;
        delete hook;
        now_(id); //! NCT=p VAL=p
    }
}

contract RearmedWrong is Ways {
    function(uint256) internal hook;

    constructor(address router) Ways(router) {}

    function arm() external onlyBoss {
        hook = _keep;
    }

    function close() external onlyBoss {
        function(uint256) internal now_ = hook;
        delete hook;
        now_(id); //! NCT=v VAL=p
    }
}

contract MappedWrong is Ways {
    mapping(uint256 => function(uint256) internal) internal ways;

    constructor(address router) Ways(router) {}

    function set(uint256 key, bool keep) external onlyBoss {
        if (keep) ways[key] = _keep;
        else ways[key] = _end;
    }

    function close(uint256 key) external onlyBoss {
        require(id != 0, "none");
        ways[key](id); //! NCT=v VAL=p
    }
}

contract MappedRight is Ways {
    mapping(uint256 => function(uint256) internal) internal ways;

    constructor(address router) Ways(router) {}

    function set(uint256 key, bool skip) external onlyBoss {
        if (skip) ways[key] = _skip;
        else ways[key] = _end;
    }

    function close(uint256 key) external onlyBoss {
        require(id != 0, "none");
        ways[key](id); //! NCT=p VAL=p
    }
}

contract ListedWrong is Ways {
    function(uint256) internal[] internal ways;

    constructor(address router) Ways(router) {
        ways.push(_end);
        ways.push(_keep);
    }

    function close(uint256 at) external onlyBoss {
        require(id != 0, "none");
        ways[at](id); //! NCT=v VAL=p
    }
}

contract ListedRight is Ways {
    function(uint256) internal[2] internal ways;

    constructor(address router) Ways(router) {
        ways[0] = _end;
        ways[1] = _skip;
    }

    function close(uint256 at) external onlyBoss {
        require(id != 0, "none");
        ways[at](id); //! NCT=p VAL=p
    }
}

contract InRecordWrong is Desk {
    struct Job {
        uint256 id;
        function(uint256) internal how;
    }

    Job internal job;

    constructor(address router) Desk(router) {
        job = Job(_paid(), _keep);
    }

    function _keep(uint256 which) internal {
        ai.closeUserSession(which);
    }

    function close() external onlyBoss {
        job.how(job.id); //! NCT=v VAL=p
    }
}

contract InRecordRight is Desk {
    struct Job {
        uint256 id;
        function(Job storage) internal how;
    }

    Job internal job;

    constructor(address router) Desk(router) {
        job.id = _paid();
        job.how = _end;
    }

    function _end(Job storage which) internal {
        uint256 id = which.id;
        require(id != 0, "none");
        which.id = 0;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }

    function close() external onlyBoss {
        job.how(job);
    }
}

// What comes back through the pointer, and by which one.
contract ResultsRight is Ways {
    function() internal returns (uint256, bool) taken;

    constructor(address router) Ways(router) {
        taken = _take;
    }

    function _take() internal returns (uint256 which, bool known) {
        (which, known) = (id, id != 0);
        id = 0;
    }

    function close() external onlyBoss {
        (uint256 which, bool known) = taken();
        require(known, "none");
        ai.closeUserSession(which); //! NCT=p VAL=p
    }
}

contract ResultsWrong is Ways {
    function() internal returns (uint256, bool) taken;

    constructor(address router) Ways(router) {
        taken = _take;
    }

    function peek() external onlyBoss {
        taken = _look;
    }

    function _take() internal returns (uint256 which, bool known) {
        (which, known) = (id, id != 0);
        id = 0;
    }

    function _look() internal view returns (uint256 which, bool known) {
        (which, known) = (id, id != 0);
    }

    function close() external onlyBoss {
        (uint256 which, bool known) = taken();
        require(known, "none");
        ai.closeUserSession(which); //! NCT=v VAL=p
    }
}

// What is taken for a value is the overriding function.
contract OverriddenWrong is Ways {
    function(uint256) internal hook;

    constructor(address router) Ways(router) {
        hook = _end;
    }

    function _end(uint256 which) internal override {
        ai.closeUserSession(which);
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook(id); //! NCT=v VAL=p
    }
}

// A check that a pointer holds.
contract GuardedRight is Ways {
    function() internal view check;

    constructor(address router) Ways(router) {
        check = _isOpen;
    }

    function _isOpen() internal view {
        require(id != 0, "none");
    }

    function close() external onlyBoss {
        check();
        uint256 which = id;
        id = 0;
        ai.closeUserSession(which); //! NCT=p VAL=p
    }
}

contract GuardedWrong is Ways {
    function() internal view check;
    bool internal open = true;

    constructor(address router) Ways(router) {
        check = _isOpen;
    }

    function waive() external onlyBoss {
        check = _anything;
    }

    function _isOpen() internal view {
        require(open, "closed");
    }

    function _anything() internal view {}

    function close() external onlyBoss {
        check();
        open = false;
        ai.closeUserSession(id); //! NCT=v VAL=p
    }
}

// -- pointers to external functions

abstract contract Outward is Ways {
    function() external internal hook;

    constructor(address router) Ways(router) {}

    modifier onlySelf() {
        require(msg.sender == address(this), "not this");
        _;
    }
}

contract OwnWrong is Outward {
    constructor(address router) Outward(router) {
        hook = this.end;
    }

    function end() external onlySelf {
        ai.closeUserSession(id); //! NCT=v VAL=p
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook();
    }
}

contract OwnRight is Outward {
    constructor(address router) Outward(router) {
        hook = this.end;
    }

    function end() external onlySelf {
        uint256 which = id;
        id = 0;
        ai.closeUserSession(which); //! NCT=p VAL=p
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook();
    }
}

// The caller's pointer may name the function that only the contract itself may call. What can be
// done there by those who are let in meanwhile is left open, and said to be.
contract GivenPointer is Outward {
    constructor(address router) Outward(router) {}

    function end() external onlySelf {
        ai.closeUserSession(id); //! NCT=u VAL=u
    }

    function run(function() external what) external onlyBoss {
        what();
    }
}

contract GivenPointerClearedFirst is Outward {
    constructor(address router) Outward(router) {}

    function end() external onlySelf {
        uint256 which = id;
        require(which != 0, "none");
        id = 0;
        ai.closeUserSession(which); //! NCT=u VAL=u
    }

    function run(function() external what) external onlyBoss {
        what();
    }
}

contract TriedPointer is Outward {
    constructor(address router) Outward(router) {
        hook = this.end;
    }

    function end() external onlySelf {
        ai.closeUserSession(id); //! NCT=u VAL=u
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        try hook() {} catch {}
    }
}

// Whoever can set the pointer may name the function that only the contract itself may call.
contract StoredPointer is Outward {
    constructor(address router) Outward(router) {}

    function set(function() external what) external onlyBoss {
        hook = what;
    }

    function end() external onlySelf {
        ai.closeUserSession(id); //! NCT=u
    }

    function close() external onlyBoss {
        hook();
    }
}

// -- what else may stand where a function's name does

type Ticket is uint256;

function plain(uint256 which) pure returns (uint256) {
    return which;
}

library Checks {
    function known(uint256 which) internal pure returns (uint256) {
        require(which != 0, "none");
        return which;
    }
}

contract FreeAndOfLibraryWrong is Ways {
    function(uint256) internal pure returns (uint256) check;

    constructor(address router) Ways(router) {
        check = Checks.known;
    }

    function waive() external onlyBoss {
        check = plain;
    }

    function close() external onlyBoss {
        ai.closeUserSession(check(id)); //! NCT=v VAL=p
    }
}

contract FreeAndOfLibraryRight is Ways {
    function(uint256) internal pure returns (uint256) check;

    constructor(address router) Ways(router) {
        check = Checks.known;
    }

    function close() external onlyBoss {
        uint256 which = check(id);
        id = 0;
        ai.closeUserSession(which); //! NCT=p VAL=p
    }
}

contract OfOwnTypeRight is Desk {
    Ticket internal ticket;
    function(Ticket) internal hook;

    constructor(address router) Desk(router) {
        ticket = Ticket.wrap(_paid());
        hook = _end;
    }

    function _end(Ticket which) internal {
        ticket = Ticket.wrap(0);
        ai.closeUserSession(Ticket.unwrap(which));
    }

    function close() external onlyBoss {
        require(Ticket.unwrap(ticket) != 0, "none");
        hook(ticket); //! NCT=p VAL=p
    }
}

contract ImmutableRight is Ways {
    function(uint256) internal immutable hook;

    constructor(address router) Ways(router) {
        hook = _end;
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        hook(id); //! NCT=p VAL=p
    }
}

contract CopiedRecordWrong is Ways {
    struct Job {
        function(uint256) internal how;
        uint256 note;
    }

    Job internal job;

    constructor(address router) Ways(router) {
        job.how = _end;
    }

    function soften() external onlyBoss {
        Job memory copy = job;
        copy.how = _keep;
        job = copy;
    }

    function close() external onlyBoss {
        Job memory copy = job;
        require(id != 0, "none");
        copy.how(id); //! NCT=v VAL=p
    }
}

contract InLoopRight is Ways {
    function(uint256) internal[] internal ways;

    constructor(address router) Ways(router) {
        ways.push(_skip);
    }

    function add(bool skip) external onlyBoss {
        ways.push(skip ? _skip : _endOnce);
    }

    function _endOnce(uint256 which) internal {
        if (id == 0) return;
        id = 0;
        ai.closeUserSession(which);
    }

    function close() external onlyBoss {
        uint256 which = id;
        require(which != 0, "none");
        for (uint256 i = 0; i < ways.length; i++) ways[i](which); //! NCT=p VAL=p
    }
}

contract InLoopWrong is Ways {
    function(uint256) internal[] internal ways;

    constructor(address router) Ways(router) {
        ways.push(_skip);
    }

    function add(bool skip) external onlyBoss {
        ways.push(skip ? _skip : _end);
    }

    function close() external onlyBoss {
        uint256 which = id;
        require(which != 0, "none");
        for (uint256 i = 0; i < ways.length; i++) ways[i](which); //! NCT=v VAL=p
    }
}
