// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A swap keeps both sessions; a move over a live one loses it.
contract TupleSwapWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function openMain(uint256 amount) external onlyOwner {
        require(mainId == 0, "already open");
        mainId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spareId == 0, "already open");
        spareId = _start(amount);
    }

    function swap() external onlyOwner {
        (mainId, spareId) = (spareId, 0); //~ dtn-session-overwrite
    }

    function close() external onlyOwner {
        if (mainId != 0) ai.closeUserSession(mainId);
        if (spareId != 0) ai.closeUserSession(spareId);
        (mainId, spareId) = (0, 0);
    }
}

contract TupleSwapRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function openMain(uint256 amount) external onlyOwner {
        require(mainId == 0, "already open");
        mainId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spareId == 0, "already open");
        spareId = _start(amount);
    }

    function swap() external onlyOwner {
        (mainId, spareId) = (spareId, mainId);
    }

    function close() external onlyOwner {
        if (mainId != 0) ai.closeUserSession(mainId);
        if (spareId != 0) ai.closeUserSession(spareId);
        (mainId, spareId) = (0, 0);
    }
}
