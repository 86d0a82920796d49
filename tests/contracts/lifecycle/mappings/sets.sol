// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

// A set knows which sessions are open.
contract OpenSet is Consumer {
    using EnumerableSet for EnumerableSet.UintSet;

    EnumerableSet.UintSet private live;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        live.add(_start(amount));
    }

    function ask(uint256 id, string calldata prompt) external payable onlyOwner {
        require(live.contains(id), "not open");
        _ask(id, prompt);
    }

    function close(uint256 id) external onlyOwner {
        require(live.remove(id), "not open");
        ai.closeUserSession(id);
    }
}

contract OpenSetWrong is Consumer {
    using EnumerableSet for EnumerableSet.UintSet;

    EnumerableSet.UintSet private live;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        live.add(_start(amount));
    }

    function ask(uint256 id, string calldata prompt) external payable onlyOwner {
        require(live.contains(id), "not open");
        _ask(id, prompt); //~ dtn-use-after-close
    }

    function close(uint256 id) external onlyOwner {
        require(live.contains(id), "not open");
        ai.closeUserSession(id); //~ dtn-double-close
    }
}
