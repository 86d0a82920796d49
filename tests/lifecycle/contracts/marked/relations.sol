// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// How two stored numbers lie to each other is not remembered: what hangs on it is left open.
contract SinceAndUntil is Desk {
    uint256 private id;
    uint256 private since;
    uint256 private until;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(since <= until && block.timestamp > until, "there is one");
        id = _paid(); //! LOST=u
        since = block.timestamp;
    }

    function shut() external onlyBoss {
        require(since > until, "none");
        until = block.timestamp;
        ai.closeUserSession(id); //! NCT=u VAL=p
    }
}

contract SinceAndNothing is Desk {
    uint256 private id;
    uint256 private since;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(since == 0, "there is one");
        id = _paid(); //! LOST=p
        since = block.timestamp;
    }

    function shut() external onlyBoss {
        require(since != 0, "none");
        ai.closeUserSession(id); //! NCT=v VAL=p
    }
}

// Opened and closed are counted apart.
contract AsManyAsClosed is Desk {
    mapping(address => uint256) private ids;
    uint256 private opened;
    uint256 private closed;

    constructor(address router) Desk(router) {}

    function open() external {
        require(ids[msg.sender] == 0, "there is one");
        opened++;
        ids[msg.sender] = _paid(); //! LOST=p
    }

    function shut() external {
        uint256 id = ids[msg.sender];
        require(id != 0, "none");
        closed++;
        ids[msg.sender] = 0;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }

    function move(address router) external onlyBoss {
        require(opened == closed, "some run");
        setAi(router); //! SWAP=u
    }
}

// A key that is made of a number which each use raises is none that was used.
contract NextByHash is Desk {
    mapping(bytes32 => uint256) private ids;
    mapping(address => uint256) private nonces;

    constructor(address router) Desk(router) {}

    function open() external {
        ids[keccak256(abi.encode(msg.sender, nonces[msg.sender]++))] = _paid(); //! LOST=u
    }
}

contract SameByHash is Desk {
    mapping(bytes32 => uint256) private ids;
    mapping(address => uint256) private nonces;

    constructor(address router) Desk(router) {}

    function open(bool other) external {
        ids[keccak256(abi.encode(msg.sender, nonces[msg.sender]))] = _paid(); //! LOST=v
        if (other) nonces[msg.sender]++;
    }
}

contract NextOfAllByHash is Desk {
    mapping(bytes32 => uint256) private ids;
    uint256 private issued;

    constructor(address router) Desk(router) {}

    function open() external {
        bytes32 key = keccak256(abi.encode(msg.sender, issued++));
        ids[key] = _paid(); //! LOST=u
    }
}

contract RaisedBeforeByHash is Desk {
    mapping(bytes32 => uint256) private ids;
    uint256 private issued;

    constructor(address router) Desk(router) {}

    function open() external {
        ids[keccak256(abi.encode(msg.sender, ++issued))] = _paid(); //! LOST=u
    }
}

contract SameOfAllByHash is Desk {
    mapping(bytes32 => uint256) private ids;
    uint256 private issued;

    constructor(address router) Desk(router) {}

    function next() external {
        issued++;
    }

    function open() external {
        ids[keccak256(abi.encode(msg.sender, issued))] = _paid(); //! LOST=v
    }
}

contract SameNumberByHash is Desk {
    mapping(bytes32 => uint256) private ids;
    uint256 private issued;

    constructor(address router) Desk(router) {}

    function open() external {
        issued++;
        ids[keccak256(abi.encode(msg.sender, uint256(1)))] = _paid(); //! LOST=v
    }
}
