// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// A session stays live whose ID nothing holds, and the router may not change beside it.
contract Dropped is Desk {
    constructor(address router) Desk(router) {}

    function more() external onlyBoss {
        _paid();
    }

    function move(address router) external onlyBoss {
        setAi(router); //! SWAP=v
    }
}

contract DroppedByMessage is Desk {
    constructor(address router) Desk(router) {}

    function more() external onlyBoss {
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        (bool ok, ) = address(ai).call(abi.encodeWithSignature("startUserSession()"));
        require(ok, "no session");
    }

    function move(address router) external onlyBoss {
        setAi(router); //! SWAP=v
    }
}

contract Told is Desk {
    event Opened(uint256 id);

    constructor(address router) Desk(router) {}

    function more() external onlyBoss {
        emit Opened(_paid());
    }

    function move(address router) external onlyBoss {
        setAi(router); //! SWAP=v
    }
}

contract Returned is Desk {
    constructor(address router) Desk(router) {}

    function more() external onlyBoss returns (uint256) {
        return _paid();
    }

    function shut(uint256 id) external onlyBoss {
        ai.closeUserSession(id);
    }

    function move(address router) external onlyBoss {
        setAi(router); //! SWAP=v
    }
}

contract DroppedAndMoved is Desk {
    constructor(address router) Desk(router) {}

    function more(address router) external onlyBoss {
        _paid();
        setAi(router); //! SWAP=v
    }
}

contract Forgotten is Desk {
    uint256 private id;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        id = _paid();
    }

    function forget() external onlyBoss {
        id = 0;
    }

    function move(address router) external onlyBoss {
        require(id == 0, "live");
        setAi(router); //! SWAP=v
    }
}

// Near misses: none is adrift.
contract Cleared is Desk {
    uint256 private id;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(id == 0, "live");
        id = _paid();
    }

    function shut() external onlyBoss {
        uint256 one = id;
        require(one != 0, "none");
        id = 0;
        ai.closeUserSession(one);
    }

    function move(address router) external onlyBoss {
        require(id == 0, "live");
        setAi(router); //! SWAP=p
    }
}

contract ForgottenOnceClosed is Desk {
    uint256 private id;
    bool private closed;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(id == 0, "live");
        id = _paid();
        closed = false;
    }

    function shut() external onlyBoss {
        require(id != 0 && !closed, "none");
        closed = true;
        ai.closeUserSession(id);
    }

    function forget() external onlyBoss {
        require(closed, "live");
        id = 0;
    }

    function move(address router) external onlyBoss {
        require(id == 0, "live");
        setAi(router); //! SWAP=p
    }
}

contract InOneTransaction is Desk {
    constructor(address router) Desk(router) {}

    function more() external onlyBoss {
        uint256 id = _paid();
        _put(id);
        ai.closeUserSession(id);
    }

    function move(address router) external onlyBoss {
        setAi(router); //! SWAP=p
    }
}

contract Reverted is Desk {
    constructor(address router) Desk(router) {}

    function more(uint256 most) external onlyBoss {
        require(_paid() < most && most == 0, "no more");
    }

    function move(address router) external onlyBoss {
        setAi(router); //! SWAP=p
    }
}

// It is adrift, and counted for ever.
contract DroppedAndCounted is Desk {
    uint256 private running;

    constructor(address router) Desk(router) {}

    function more() external onlyBoss {
        running++;
        _paid();
    }

    function move(address router) external onlyBoss {
        require(running == 0, "live");
        setAi(router); //! SWAP=p
    }
}

contract DroppedUncounted is Desk {
    uint256 private running;

    constructor(address router) Desk(router) {}

    function more(bool counted) external onlyBoss {
        if (counted) running++;
        _paid();
    }

    function move(address router) external onlyBoss {
        require(running == 0, "live");
        setAi(router); //! SWAP=v
    }
}

// What another user's record holds is followed where that record is.
contract ByUser is Desk {
    mapping(address => uint256) private ids;

    constructor(address router) Desk(router) {}

    function open() external {
        require(ids[msg.sender] == 0, "live");
        ids[msg.sender] = _paid();
    }

    function shut() external {
        uint256 id = ids[msg.sender];
        require(id != 0, "none");
        ids[msg.sender] = 0;
        ai.closeUserSession(id);
    }

    function move(address router) external onlyBoss {
        require(ids[msg.sender] == 0, "live");
        setAi(router); //! SWAP=v
    }
}
