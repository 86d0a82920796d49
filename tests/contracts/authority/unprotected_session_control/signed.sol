// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract SignedClose is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// Somebody signed.
contract SignedByAnyoneWrong is SignedClose {
    constructor(address router) Consumer(router) {}

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(hash, v, r, s) != address(0), "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// The one signed whom anybody names.
contract SignedBySetWrong is SignedClose {
    address public signer;

    constructor(address router) Consumer(router) {}

    function setSigner(address who) external {
        signer = who;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(hash, v, r, s) == signer, "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// The one signed whom the owner names. Until he does, whoever signs wrongly is the signer.
contract SignedBySetRight is SignedClose {
    address public signer;

    constructor(address router) Consumer(router) {}

    function setSigner(address who) external onlyOwner {
        signer = who;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        address who = ecrecover(hash, v, r, s);
        require(who != address(0) && who == signer, "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SignedByNobodyWrong is SignedClose {
    address public signer;

    constructor(address router) Consumer(router) {}

    function setSigner(address who) external onlyOwner {
        signer = who;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(hash, v, r, s) == signer, "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Named by the constructor, which takes nobody.
contract SignedByFirstRight is SignedClose {
    address public immutable signer;

    constructor(address router, address who) Consumer(router) {
        require(who != address(0), "nobody");
        signer = who;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(hash, v, r, s) == signer, "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// One of those signed whom the owner names.
contract SignedByOneRight is SignedClose {
    mapping(address => bool) public signers;

    constructor(address router) Consumer(router) {}

    function addSigner(address who) external onlyOwner {
        signers[who] = true;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        require(signers[ecrecover(hash, v, r, s)], "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// One of those signed who came by themselves.
contract SignedByOneWrong is SignedClose {
    mapping(address => bool) public signers;

    constructor(address router) Consumer(router) {}

    function addSigner() external {
        signers[msg.sender] = true;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external {
        require(signers[ecrecover(hash, v, r, s)], "not signed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
