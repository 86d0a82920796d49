// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Widths, signs and what is checked decide what a guard keeps out.

contract BelowZeroWrong is Desk {
    uint256 internal id;
    int64 internal level = 0;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function close() external onlyBoss {
        require(level < 1, "no more");
        level = level - 1;
        ai.closeUserSession(id); //! NCT=v
    }
}

contract BelowZeroRight is Desk {
    uint256 internal id;
    uint64 internal level = 1;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function close() external onlyBoss {
        require(level > 0, "no more");
        level = 0;
        ai.closeUserSession(id); //! NCT=p
    }
}

contract WrapsWrong is Desk {
    mapping(uint8 => uint256) internal ids;
    uint8 internal next;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        unchecked {
            next = next + 1;
        }
        require(next >= 0, "never so");
        ids[next] = _paid(); //! LOST=v
    }
}

contract WrapsRight is Desk {
    mapping(uint8 => uint256) internal ids;
    uint8 internal next;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        unchecked {
            next = next + 1;
        }
        require(ids[next] == 0, "taken");
        ids[next] = _paid(); //! LOST=p
    }
}

contract CutOffWrong is Desk {
    mapping(uint8 => uint256) internal ids;
    mapping(uint256 => bool) internal open;

    constructor(address router) Desk(router) {}

    function begin(uint256 slot) external onlyBoss {
        require(!open[slot], "open");
        open[slot] = true;
        ids[uint8(slot)] = _paid(); //! LOST=v
    }
}

contract CutOffRight is Desk {
    mapping(uint8 => uint256) internal ids;
    mapping(uint8 => bool) internal open;

    constructor(address router) Desk(router) {}

    function begin(uint256 slot) external onlyBoss {
        require(!open[uint8(slot)], "open");
        open[uint8(slot)] = true;
        ids[uint8(slot)] = _paid(); //! LOST=p
    }
}
