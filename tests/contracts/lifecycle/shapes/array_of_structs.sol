// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Records in an array, which stay there when they are over.
contract ArrayOfStructsWrong is Consumer {
    struct Slot {
        uint256 id;
        bool active;
    }

    Slot[] public slots;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        slots.push(Slot({id: _start(amount), active: true}));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        require(slots[i].active, "over");
        _ask(slots[i].id, prompt);
    }

    function close(uint256 i) external onlyOwner {
        Slot storage slot = slots[i];
        slot.active = false;
        ai.closeUserSession(slot.id); //~ dtn-double-close
    }
}

contract ArrayOfStructsRight is Consumer {
    struct Slot {
        uint256 id;
        bool active;
    }

    Slot[] public slots;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        slots.push(Slot({id: _start(amount), active: true}));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        require(slots[i].active, "over");
        _ask(slots[i].id, prompt);
    }

    function close(uint256 i) external onlyOwner {
        Slot storage slot = slots[i];
        require(slot.active, "over");
        slot.active = false;
        ai.closeUserSession(slot.id);
    }
}
