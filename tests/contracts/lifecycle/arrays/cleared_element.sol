// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// An element that is cleared and stays on the list may be empty.
contract ClearedElementWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        _ask(ids[i], prompt); //~ dtn-unvalidated-session
    }

    function close(uint256 i) external onlyOwner {
        uint256 id = ids[i];
        require(id != 0, "closed");
        ids[i] = 0;
        ai.closeUserSession(id);
    }
}

contract ClearedElementRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function ask(uint256 i, string calldata prompt) external payable {
        require(ids[i] != 0, "closed");
        _ask(ids[i], prompt);
    }

    function close(uint256 i) external onlyOwner {
        uint256 id = ids[i];
        require(id != 0, "closed");
        ids[i] = 0;
        ai.closeUserSession(id);
    }
}
