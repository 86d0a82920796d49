// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// A variable counts the requests that wait, and a close asks it. Where it is right, nothing waits
// when it is 0, however many there were; where it is not, that is not known (`u`), or shown (`v`).
abstract contract Counting is Desk {
    uint256 internal id;
    uint256 internal waiting;
    mapping(bytes32 => bool) internal made;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(id == 0, "there is one");
        id = _paid();
    }

    function _taken() internal returns (uint256 session) {
        require(id != 0, "none");
        session = id;
        id = 0;
    }

    /// For an answer: this contract's own request, and for the first time.
    function _own(bytes32 request) internal {
        require(made[request], "not one of ours");
        delete made[request];
    }
}

contract Counted is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract CountedBefore is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        waiting += 1;
        made[_put(id, this.done.selector)] = true;
    }

    function done(bytes32 request) external onlyDtn {
        waiting -= 1;
        _own(request);
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract CountedUnchecked is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        unchecked {
            ++waiting;
        }
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        unchecked {
            --waiting;
        }
    }

    function shut() external onlyBoss {
        if (waiting > 0) revert();
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

// Two requests in one transaction are counted at once.
contract CountedInABatch is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        made[_put(id, this.done.selector)] = true;
        waiting += 2;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract OfTwoOneIsCounted is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=u
    }
}

// What is counted too often only keeps the session open.
contract CountedTooOften is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting += 2;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract TakenOffTooOften is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting = waiting > 1 ? waiting - 2 : 0;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=u
    }
}

contract ForgottenByAnAnswer is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting = 0;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=u
    }
}

contract ForgottenByTheBoss is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function forget() external onlyBoss {
        waiting = 0;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract CountedDownByAnybody is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function down() external {
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract CountedUpByAnybody is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function up() external {
        waiting++;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract AnswersOfStrangersCount is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        _put(id, this.done.selector);
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        request;
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract AskedElsewhereToo is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function askAgain() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

// Nobody is called back for the other requests: they wait all the same.
contract AskedWithNoAnswer is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function tell() external {
        require(id != 0, "none");
        _put(id);
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract LookedAtTooEarly is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        made[_put(id, this.done.selector)] = true;
        waiting++;
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract LookedAtWhenNotNone is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        require(waiting < 2, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

// Its 256th request counts for nothing.
contract CountedInANarrowNumber is Counting {
    uint8 internal few;

    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        unchecked {
            few++;
        }
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        unchecked {
            few--;
        }
    }

    function shut() external onlyBoss {
        require(few == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=u
    }
}

contract CountedInANarrowNumberThatEnds is Counting {
    uint8 internal few;

    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        few++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        few--;
    }

    function shut() external onlyBoss {
        require(few == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract CountedBelowZero is Counting {
    int256 internal debt;

    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        debt++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        debt--;
    }

    function down() external {
        debt--;
    }

    function shut() external onlyBoss {
        require(debt <= 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract CountedInAStruct is Counting {
    struct State {
        uint64 open;
        uint64 all;
    }

    State internal state;

    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        state.open++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        state.open--;
    }

    function shut() external onlyBoss {
        require(state.open == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

contract TheStructIsCleared is Counting {
    struct State {
        uint64 open;
        uint64 all;
    }

    State internal state;

    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        state.open++;
        state.all++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        state.open--;
    }

    function clear() external onlyBoss {
        delete state;
    }

    function shut() external onlyBoss {
        require(state.open == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

contract WrittenBySlot is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function clear(uint256 slot) external onlyBoss {
        assembly {
            sstore(slot, 0)
        }
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=u
    }
}

contract ClearedOnlyAtZero is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function clear() external onlyBoss {
        require(waiting == 0, "wait");
        waiting = 0;
    }

    function shut() external onlyBoss {
        require(waiting == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=p
    }
}

// Requests on the closed session are stranded where it is closed; those on the next are counted.
contract StrandedAndCleared is Counting {
    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        waiting++;
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        waiting--;
    }

    function shut() external onlyBoss {
        ai.closeUserSession(_taken()); //! ORD=v
    }
}

// The slot's other half is what is counted; nothing is known of the storage after that.
contract CountedInTheOtherHalf is Counting {
    uint128 internal price;
    uint128 internal few;

    constructor(address router) Counting(router) {}

    function ask() external {
        require(id != 0, "none");
        made[_put(id, this.done.selector)] = true;
        assembly {
            sstore(few.slot, add(sload(few.slot), 1))
        }
    }

    function done(bytes32 request) external onlyDtn {
        _own(request);
        if (few > 0) few--;
    }

    function shut() external onlyBoss {
        require(few == 0, "wait");
        ai.closeUserSession(_taken()); //! ORD=u
    }
}
