// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The last one moves into the gap. Without the move, the closed one stays and the last is lost.
contract SwapRemoveWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        _ask(ids[i], prompt); //~ dtn-use-after-close
    }

    function close(uint256 i) external onlyOwner {
        ai.closeUserSession(ids[i]); //~ dtn-double-close dtn-unreset-session
        ids.pop(); //~ dtn-session-overwrite
    }
}

contract SwapRemoveRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        _ask(ids[i], prompt);
    }

    function close(uint256 i) external onlyOwner {
        ai.closeUserSession(ids[i]);
        ids[i] = ids[ids.length - 1];
        ids.pop();
    }
}
