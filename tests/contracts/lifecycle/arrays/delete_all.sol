// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The list is deleted, before or after what is on it was closed.
contract DeleteAllWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function closeAll() external onlyOwner {
        while (ids.length > 0) {
            uint256 id = ids[ids.length - 1];
            ids.pop();
            ai.closeUserSession(id);
        }
    }

    function clear() external onlyOwner {
        require(ids.length > 0, "not now");
        delete ids; //~ dtn-session-overwrite
    }
}

contract DeleteAllRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function closeAll() external onlyOwner {
        while (ids.length > 0) {
            uint256 id = ids[ids.length - 1];
            ids.pop();
            ai.closeUserSession(id);
        }
    }

    function clear() external onlyOwner {
        require(ids.length == 0, "not now");
        delete ids;
    }
}
