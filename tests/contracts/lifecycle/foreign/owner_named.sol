// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The owner names the session. Without a record, it may be none, or one that is closed.
contract OwnerNamedWrong is Consumer {
    mapping(uint256 => bool) public open;

    constructor(address router) Consumer(router) {}

    function start(uint256 amount) external onlyOwner returns (uint256 id) {
        id = _start(amount);
        open[id] = true;
    }

    function ask(uint256 id, string calldata prompt) external payable onlyOwner {
        require(open[id], "not open");
        _ask(id, prompt);
    }

    function close(uint256 id) external onlyOwner {
        open[id] = false;
        ai.closeUserSession(id); //~ dtn-unvalidated-session dtn-double-close
    }
}

contract OwnerNamedRight is Consumer {
    mapping(uint256 => bool) public open;

    constructor(address router) Consumer(router) {}

    function start(uint256 amount) external onlyOwner returns (uint256 id) {
        id = _start(amount);
        open[id] = true;
    }

    function ask(uint256 id, string calldata prompt) external payable onlyOwner {
        require(open[id], "not open");
        _ask(id, prompt);
    }

    function close(uint256 id) external onlyOwner {
        require(open[id], "not open");
        open[id] = false;
        ai.closeUserSession(id);
    }
}
