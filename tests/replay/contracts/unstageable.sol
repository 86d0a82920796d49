// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "@deeptrust/contracts/with-dtn-ai.sol";

interface IRegistry {
    function secretOf(address account) external view returns (uint256);
}

/// Nothing that could be tried as a registry knows the secret.
contract Unstageable is WithDtnAi {
    uint256 internal sessionId;

    constructor(address router, IRegistry registry) {
        require(registry.secretOf(msg.sender) == 0xdecafbad, "wrong secret");
        setAi(router);
    }

    function close() external {
        ai.closeUserSession(sessionId);
    }
}

/// A transaction that never ends must not keep the replay from ending.
contract Endless is WithDtnAi {
    uint256 internal sessionId;
    uint256 internal spun;

    constructor(address router) {
        setAi(router);
    }

    function close(uint256 rounds) external {
        while (true) {
            spun += uint256(keccak256(abi.encode(spun, rounds)));
        }
        ai.closeUserSession(sessionId);
    }
}
