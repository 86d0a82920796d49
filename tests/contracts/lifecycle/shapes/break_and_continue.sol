// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A search through the list: what was found is closed, or what was found last.
contract BreakAndContinueWrong is Consumer {
    struct Slot {
        bytes32 name;
        uint256 id;
    }

    Slot[] public slots;

    constructor(address router) Consumer(router) {}

    function open(bytes32 name, uint256 amount) external onlyOwner {
        slots.push(Slot(name, _start(amount)));
    }

    function close(bytes32 name) external onlyOwner {
        uint256 id;
        for (uint256 i = 0; i < slots.length; ++i) {
            if (slots[i].name != name || slots[i].id == 0) continue;
            id = slots[i].id;
            slots[i].id = 0;
            break;
        }
        ai.closeUserSession(id); //~ dtn-unvalidated-session
    }
}

contract BreakAndContinueRight is Consumer {
    struct Slot {
        bytes32 name;
        uint256 id;
    }

    Slot[] public slots;

    constructor(address router) Consumer(router) {}

    function open(bytes32 name, uint256 amount) external onlyOwner {
        slots.push(Slot(name, _start(amount)));
    }

    function close(bytes32 name) external onlyOwner {
        uint256 id;
        for (uint256 i = 0; i < slots.length; ++i) {
            if (slots[i].name != name || slots[i].id == 0) continue;
            id = slots[i].id;
            slots[i].id = 0;
            break;
        }
        require(id != 0, "unknown");
        ai.closeUserSession(id);
    }
}
