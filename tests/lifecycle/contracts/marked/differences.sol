// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// A difference is 0 just where both are the same, and IDs are above 0, also with a sign.
contract SameByXor is Desk {
    uint256 private current;
    uint256 private ended;

    constructor(address router) Desk(router) {
        current = _paid();
    }

    function shut() external onlyBoss {
        require(current ^ ended > 0, "ended");
        ended = current;
        ai.closeUserSession(current); //! NCT=p VAL=p
    }
}

contract OtherByXor is Desk {
    uint256 private current;
    uint256 private ended;

    constructor(address router) Desk(router) {
        current = _paid();
    }

    function shut() external onlyBoss {
        require(current ^ ended >= 0, "never");
        ended = current;
        ai.closeUserSession(current); //! NCT=v
    }
}

contract SameByDifference is Desk {
    uint256 private id;
    uint256 private round;
    uint256 private closedRound;

    constructor(address router) Desk(router) {
        id = _paid();
        round = 1;
    }

    function shut() external onlyBoss {
        require(round - closedRound != 0, "closed");
        closedRound = round;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

contract AboveZero is Desk {
    int256 private id;

    constructor(address router) Desk(router) {
        id = int256(_paid());
    }

    function open() external onlyBoss {
        require(id <= 0, "there is one");
        id = int256(_paid()); //! LOST=p
    }

    function shut() external onlyBoss {
        require(id > 0, "none");
        uint256 held = uint256(id);
        id = 0;
        ai.closeUserSession(held); //! NCT=p VAL=p
    }
}

contract BelowZeroToo is Desk {
    int256 private id;

    constructor(address router) Desk(router) {
        id = int256(_paid());
    }

    function open() external onlyBoss {
        require(id >= 0, "never");
        id = int256(_paid()); //! LOST=v
    }
}

// A stored hash is told from another by what both are made of, which is not remembered.
contract Sealed is Desk {
    uint256 private id;
    bytes32 private seal = keccak256(abi.encode(uint256(0), false));

    constructor(address router) Desk(router) {}

    function start() external onlyBoss {
        require(seal == keccak256(abi.encode(id, false)), "live");
        id = _paid(); //! LOST=u
        seal = keccak256(abi.encode(id, true));
    }

    function ask() external onlyBoss {
        require(seal == keccak256(abi.encode(id, true)), "not live");
        _put(id); //! VAL=u UAC=u
    }

    function stop() external onlyBoss {
        require(seal == keccak256(abi.encode(id, true)), "not live");
        seal = keccak256(abi.encode(id, false));
        ai.closeUserSession(id); //! VAL=u NCT=u
    }
}

// Whoever calls gives what the hash is of, and may have given the hash.
contract Committed is Desk {
    uint256 private id;
    bytes32 private commitment;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function commit(bytes32 hash) external onlyBoss {
        commitment = hash;
    }

    function stop(uint256 secret) external onlyBoss {
        require(commitment == keccak256(abi.encode(secret)), "another");
        ai.closeUserSession(id); //! NCT=v
    }
}
