// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Keys that are computed, and keys that are written out.

contract HashedKeyRight is Desk {
    mapping(bytes32 => uint256) internal ids;

    constructor(address router) Desk(router) {}

    function _slot(address user, uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(user, number));
    }

    function open(uint256 number) external {
        require(ids[_slot(msg.sender, number)] == 0, "open");
        ids[_slot(msg.sender, number)] = _paid(); //! LOST=p
    }

    function close(uint256 number) external {
        require(ids[_slot(msg.sender, number)] != 0, "none");
        ai.closeUserSession(ids[_slot(msg.sender, number)]); //! VAL=p NCT=p
        delete ids[_slot(msg.sender, number)];
    }
}

contract HashedKeyWrong is Desk {
    mapping(bytes32 => uint256) internal ids;

    constructor(address router) Desk(router) {}

    function _slot(address user, uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(user, number));
    }

    function open(uint256 number) external {
        require(ids[_slot(msg.sender, number)] == 0, "open");
        ids[_slot(msg.sender, number + 1)] = _paid(); //! LOST=v
    }
}

contract NamedCellsRight is Desk {
    mapping(string => uint256) internal cells;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(cells["busy"] == 0, "busy");
        cells["busy"] = 1;
        cells["id"] = _paid(); //! LOST=p
    }

    function close() external onlyBoss {
        require(cells["busy"] == 1, "idle");
        delete cells["busy"];
        ai.closeUserSession(cells["id"]); //! VAL=p NCT=p
    }
}

contract NamedCellsWrong is Desk {
    mapping(string => uint256) internal cells;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(cells["busy"] == 0, "busy");
        cells["bussy"] = 1;
        cells["id"] = _paid(); //! LOST=v
    }
}

contract PhaseTextRight is Desk {
    string internal phase = "new";
    uint256 internal id;

    constructor(address router) Desk(router) {}

    function _is(string memory wanted) internal view returns (bool) {
        return keccak256(bytes(phase)) == keccak256(bytes(wanted));
    }

    function open() external onlyBoss {
        require(_is("new"), "not new");
        phase = "open";
        id = _paid(); //! LOST=p
    }

    function close() external onlyBoss {
        require(_is("open"), "not open");
        phase = "over";
        ai.closeUserSession(id); //! VAL=p NCT=p
    }
}
