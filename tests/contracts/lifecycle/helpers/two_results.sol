// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper with two results: the wrong one is taken.
contract HelperTwoResultsWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(mainId == 0, "already open");
        mainId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spareId == 0, "already open");
        spareId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        (uint256 first, uint256 second) = _both();
        require(first != 0 || second != 0, "no session");
        _ask(second, prompt); //~ dtn-unvalidated-session
    }

    function _both() internal view returns (uint256, uint256) {
        return (mainId, spareId);
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = _both();
        (mainId, spareId) = (0, 0);
        if (first != 0) ai.closeUserSession(first);
        if (second != 0) ai.closeUserSession(second);
    }
}

contract HelperTwoResultsRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(mainId == 0, "already open");
        mainId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spareId == 0, "already open");
        spareId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        (uint256 first, uint256 second) = _both();
        require(first != 0 && second != 0, "no session");
        _ask(second, prompt);
    }

    function _both() internal view returns (uint256, uint256) {
        return (mainId, spareId);
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = _both();
        (mainId, spareId) = (0, 0);
        if (first != 0) ai.closeUserSession(first);
        if (second != 0) ai.closeUserSession(second);
    }
}
