// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The last session is closed, and taken off the list, or left on it.
contract ArrayPopWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        _ask(ids[i], prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
    }
}

contract ArrayPopRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        _ask(ids[i], prompt);
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}
