// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// How many sessions run is counted, and the router changes while none does.
abstract contract Running is Desk {
    mapping(uint256 => uint256) internal ids;
    uint256 internal running;

    constructor(address router) Desk(router) {}

    function _opened(uint256 key) internal {
        require(ids[key] == 0, "there is one");
        ids[key] = _paid(); //! LOST=p
    }

    function _taken(uint256 key) internal returns (uint256 id) {
        id = ids[key];
        require(id != 0, "none");
        ids[key] = 0;
    }
}

abstract contract Keeping is Running {
    function open(uint256 key) external onlyBoss {
        running++;
        _opened(key);
    }

    function shut(uint256 key) external onlyBoss {
        running--;
        ai.closeUserSession(_taken(key)); //! NCT=p VAL=p
    }
}

contract Counted is Keeping {
    constructor(address router) Running(router) {}

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=p
    }
}

contract CountedUnchecked is Running {
    constructor(address router) Running(router) {
        running = 1;
        _opened(7);
    }

    function open(uint256 key) external onlyBoss {
        _opened(key);
        running += 1;
    }

    function shut(uint256 key) external onlyBoss {
        ai.closeUserSession(_taken(key)); //! NCT=p VAL=p
        unchecked {
            running -= 1;
        }
    }

    function move(address router) external onlyBoss {
        if (running > 0) return;
        setAi(router); //! SWAP=p
    }
}

contract FirstNotCounted is Keeping {
    constructor(address router) Running(router) {
        _opened(7);
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=v
    }
}

contract CountedDownTwice is Running {
    constructor(address router) Running(router) {}

    function open(uint256 key) external onlyBoss {
        running++;
        _opened(key);
    }

    function shut(uint256 key) external onlyBoss {
        running -= 2;
        ai.closeUserSession(_taken(key)); //! NCT=p VAL=p
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=v
    }
}

contract CountedWhereItFails is Running {
    constructor(address router) Running(router) {}

    function open(uint256 key) external onlyBoss {
        running++;
        _opened(key);
    }

    function shut(uint256 key) external onlyBoss {
        try ai.closeUserSession(ids[key]) {
            ids[key] = 0;
        } catch {}
        running--;
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=u
    }
}

contract Recounted is Keeping {
    constructor(address router) Running(router) {}

    function recount() external onlyBoss {
        running = 0;
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=v
    }
}

contract CountedDownAlone is Running {
    constructor(address router) Running(router) {}

    function open(uint256 key) external onlyBoss {
        running++;
        _opened(key);
    }

    function shut(uint256 key) external onlyBoss {
        ai.closeUserSession(_taken(key)); //! NCT=p VAL=p
    }

    function drop() external onlyBoss {
        running--;
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=v
    }
}

contract AskedForOne is Keeping {
    constructor(address router) Running(router) {}

    function move(address router) external onlyBoss {
        require(running <= 1, "some run");
        setAi(router); //! SWAP=v
    }
}

contract NotCountedAtAll is Running {
    constructor(address router) Running(router) {}

    function open(uint256 key) external onlyBoss {
        _opened(key);
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=v
    }
}

contract CountedInAByte is Desk {
    mapping(uint256 => uint256) private ids;
    uint8 private running;

    constructor(address router) Desk(router) {}

    function open(uint256 key) external onlyBoss {
        require(ids[key] == 0, "there is one");
        unchecked {
            running++; // the 256th makes it 0
        }
        ids[key] = _paid(); //! LOST=p
    }

    function move(address router) external onlyBoss {
        require(running == 0, "some run");
        setAi(router); //! SWAP=v
    }
}
