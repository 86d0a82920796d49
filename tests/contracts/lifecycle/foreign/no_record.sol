// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Not zero is not the same as open.
contract NoRecordWrong is Consumer {
    uint256 public lastId;

    constructor(address router) Consumer(router) {}

    function start(uint256 amount) external onlyOwner {
        require(lastId == 0, "already open");
        lastId = _start(amount);
    }

    function close(uint256 id) external onlyOwner {
        require(id != 0, "no session");
        if (id == lastId) lastId = 0;
        ai.closeUserSession(id); //~ dtn-double-close
    }
}

contract NoRecordRight is Consumer {
    uint256 public lastId;

    constructor(address router) Consumer(router) {}

    function start(uint256 amount) external onlyOwner {
        require(lastId == 0, "already open");
        lastId = _start(amount);
    }

    function close(uint256 id) external onlyOwner {
        require(id != 0 && id == lastId, "no session");
        if (id == lastId) lastId = 0;
        ai.closeUserSession(id);
    }
}
