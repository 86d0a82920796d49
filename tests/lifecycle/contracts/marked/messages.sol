// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Messages that are made by hand, and what becomes of their failure.

contract RefusedWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function swap() external onlyBoss {
        (bool closed, ) = address(ai).call(abi.encodeCall(IDtnAi.closeUserSession, (id)));
        if (!closed) return;
        id = _paid();
    }

    function end() external onlyBoss {
        ai.closeUserSession(id); //! NCT=v
    }
}

contract RefusedRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function end() external onlyBoss {
        require(id != 0, "none");
        (bool closed, ) = address(ai).call(abi.encodeCall(IDtnAi.closeUserSession, (id)));
        require(closed, "refused");
        id = 0; //! LOST=p
    }
}

contract HandMadeWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function drop() external onlyBoss {
        address network = address(ai);
        uint256 session = id;
        bytes4 what = IDtnAi.closeUserSession.selector;
        assembly {
            mstore(0, what)
            mstore(4, session)
            pop(call(gas(), network, 0, 0, 36, 0, 0))
        }
    }

    function end() external onlyBoss {
        uint256 session = id;
        id = 0;
        require(session != 0, "none");
        ai.closeUserSession(session); //! NCT=v
    }
}

contract PassedOnWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function forward(bytes calldata what) external onlyBoss {
        (address whom, bytes memory message) = abi.decode(what, (address, bytes));
        (bool done, ) = whom.call(message);
        require(done, "failed");
    }

    function end() external onlyBoss {
        uint256 session = id;
        id = 0;
        require(session != 0, "none");
        ai.closeUserSession(session); //! NCT=v
    }
}

contract PassedToOneRight is Desk {
    uint256 internal id;
    address internal immutable friend = address(0xbeef);

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function forward(bytes calldata message) external onlyBoss {
        (bool done, ) = friend.staticcall(message);
        require(done, "failed");
    }

    function end() external onlyBoss {
        uint256 session = id;
        id = 0;
        require(session != 0, "none");
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

// Who may say anything to anybody may close the session, unless something looks at what he says.
abstract contract Says is Desk {
    uint256 internal id;

    constructor() {
        id = _paid();
    }

    function _end() internal returns (uint256 session) {
        session = id;
        id = 0;
        require(session != 0, "none");
    }
}

contract SaysAnything is Says {
    constructor(address router) Desk(router) {}

    function say(address whom, bytes calldata what) external onlyBoss {
        (bool done, ) = whom.call(what);
        require(done, "failed");
    }

    function end() external onlyBoss {
        uint256 session = _end();
        ai.closeUserSession(session); //! NCT=v VAL=u
    }
}

contract SaysAnythingElsewhere is Says {
    constructor(address router) Desk(router) {}

    function say(address whom, bytes calldata what) external onlyBoss {
        require(whom != address(ai), "not there");
        (bool done, ) = whom.call(what);
        require(done, "failed");
    }

    function end() external onlyBoss {
        uint256 session = _end();
        ai.closeUserSession(session); //! NCT=u
    }
}

contract SaysAnythingButClose is Says {
    constructor(address router) Desk(router) {}

    function say(address whom, bytes calldata what) external onlyBoss {
        require(bytes4(what) != IDtnAi.closeUserSession.selector, "not that");
        (bool done, ) = whom.call(what);
        require(done, "failed");
    }

    function end() external onlyBoss {
        uint256 session = _end();
        ai.closeUserSession(session); //! NCT=u
    }
}

contract SaysWhatWasAgreed is Says {
    mapping(bytes32 => bool) internal agreed;

    constructor(address router) Desk(router) {}

    function agree(bytes32 hash) external onlyBoss {
        agreed[hash] = true;
    }

    function say(bytes calldata what) external onlyBoss {
        require(agreed[keccak256(what)], "not agreed");
        (address whom, bytes memory message) = abi.decode(what, (address, bytes));
        (bool done, ) = whom.call(message);
        require(done, "failed");
    }

    function end() external onlyBoss {
        uint256 session = _end();
        ai.closeUserSession(session); //! NCT=u
    }
}
