// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// An array is searched for the ID that was closed, and the last one takes its place. No ID
// stands in two elements, so that the one that is found is the one that was closed.
contract SearchedPoolRight is Consumer {
    uint256[] internal ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close(uint256 id) external onlyOwner {
        for (uint256 i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                ids[i] = ids[ids.length - 1];
                ids.pop();
                ai.closeUserSession(id);
                return;
            }
        }
        revert("no such session");
    }
}

// The place is not filled.
contract SearchedPoolWrong is Consumer {
    uint256[] internal ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close(uint256 id) external onlyOwner {
        for (uint256 i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
                return;
            }
        }
        revert("no such session");
    }
}
