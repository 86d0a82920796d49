// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The elements of a fixed array start empty.
contract FixedArrayWrong is Consumer {
    uint256[4] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 i, uint256 amount) external onlyOwner {
        require(ids[i] == 0, "already open");
        ids[i] = _start(amount);
    }

    function close(uint256 i) external onlyOwner {
        uint256 id = ids[i];
        ids[i] = 0;
        ai.closeUserSession(id); //~ dtn-unvalidated-session
    }
}

contract FixedArrayRight is Consumer {
    uint256[4] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 i, uint256 amount) external onlyOwner {
        require(ids[i] == 0, "already open");
        ids[i] = _start(amount);
    }

    function close(uint256 i) external onlyOwner {
        uint256 id = ids[i];
        require(id != 0, "no session");
        ids[i] = 0;
        ai.closeUserSession(id);
    }
}
