// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

abstract contract Shelf is Desk {
    uint256 internal count;
    mapping(uint256 => uint256) internal ids;

    constructor(address router) Desk(router) {}
}

abstract contract Appended is Shelf {
    function open() external onlyBoss {
        ids[count++] = _paid(); //! LOST=p
    }
}

// What a counter has passed is filled.
contract BelowTheCount is Appended {
    constructor(address router) Shelf(router) {}

    function ask(uint256 n) external {
        require(n < count, "none");
        _put(ids[n]);
    }

    function put(uint256 n) external {
        require(n < count, "none");
        ai.closeUserSession(ids[n]); //! VAL=p NCT=v
    }
}

contract UpToTheCount is Appended {
    constructor(address router) Shelf(router) {}

    function stop(uint256 n) external onlyBoss {
        require(n <= count, "none");
        uint256 id = ids[n];
        ids[n] = 0;
        ai.closeUserSession(id); //! VAL=v NCT=p
    }
}

contract FromOne is Shelf {
    constructor(address router) Shelf(router) {}

    function open() external onlyBoss {
        count++;
        ids[count] = _paid(); //! LOST=p
    }

    function stop(uint256 n) external onlyBoss {
        require(n != 0 && n <= count, "none");
        ai.closeUserSession(ids[n]); //! VAL=p NCT=v
    }
}

contract FromOneAndZero is Shelf {
    constructor(address router) Shelf(router) {}

    function open() external onlyBoss {
        count++;
        ids[count] = _paid(); //! LOST=p
    }

    function stop(uint256 n) external onlyBoss {
        require(n <= count, "none");
        ai.closeUserSession(ids[n]); //! VAL=v
    }
}

// The counter is read once, and set from what was read.
contract ReadOnce is Shelf {
    constructor(address router) Shelf(router) {}

    function open() external onlyBoss {
        uint256 place = count;
        count = place + 1;
        ids[place] = _paid(); //! LOST=p
    }

    function stop(uint256 n) external onlyBoss {
        require(n < count, "none");
        ai.closeUserSession(ids[n]); //! VAL=p
    }
}

contract SetNowAndThen is Shelf {
    constructor(address router) Shelf(router) {}

    function open() external onlyBoss {
        uint256 place = count;
        ids[place] = _paid(); //! LOST=v
        if (place > 3) {
            count = place + 1;
        }
    }

    function stop() external onlyBoss {
        ai.closeUserSession(ids[0]);
    }
}

contract Skipping is Appended {
    constructor(address router) Shelf(router) {}

    function skip() external onlyBoss {
        count++;
    }

    function stop(uint256 n) external onlyBoss {
        require(n < count, "none");
        ai.closeUserSession(ids[n]); //! VAL=v
    }
}

// A stack: what is closed is taken from its end.
contract Stack is Appended {
    constructor(address router) Shelf(router) {}

    function stop() external onlyBoss {
        require(count > 0, "empty");
        ai.closeUserSession(ids[--count]); //! VAL=p NCT=p
    }
}

contract StackThatStays is Appended {
    constructor(address router) Shelf(router) {}

    function stop() external onlyBoss {
        require(count > 0, "empty");
        ai.closeUserSession(ids[count - 1]); //! VAL=p NCT=v
    }
}

contract Stepping is Shelf {
    constructor(address router) Shelf(router) {}

    function open() external onlyBoss {
        ids[count++] = _paid(); //! LOST=v
    }

    function back() external onlyBoss {
        count--;
    }

    function stop(uint256 n) external onlyBoss {
        require(n < count, "none");
        ai.closeUserSession(ids[n]); //! VAL=p NCT=v
    }
}

// All at once, and from the beginning again.
contract Anew is Shelf {
    constructor(address router) Shelf(router) {}

    function open() external onlyBoss {
        ids[count] = _paid(); //! LOST=p
        count++;
    }

    function stop() external onlyBoss {
        for (uint256 n = 0; n < count; n++) {
            ai.closeUserSession(ids[n]); //! VAL=p NCT=p
        }
        delete count;
    }
}

contract NotAnew is Appended {
    constructor(address router) Shelf(router) {}

    function stop() external onlyBoss {
        for (uint256 n = 0; n < count; n++) {
            ai.closeUserSession(ids[n]); //! VAL=p NCT=v
        }
    }
}
