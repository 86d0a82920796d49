// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A modifier checks what it is given.
contract ModifierArgumentsWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    modifier set(uint256 number) {
        require(number != 0, "not set");
        _;
    }

    modifier unset(uint256 number) {
        require(number == 0, "set");
        _;
    }

    constructor(address router) Consumer(router) {}

    function openMain(uint256 amount) external onlyOwner unset(mainId) {
        mainId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner unset(mainId) {
        spareId = _start(amount); //~ dtn-session-overwrite
    }

    function closeMain() external onlyOwner set(mainId) {
        ai.closeUserSession(mainId);
        mainId = 0;
    }

    function closeSpare() external onlyOwner set(spareId) {
        ai.closeUserSession(spareId);
        spareId = 0;
    }
}

contract ModifierArgumentsRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    modifier set(uint256 number) {
        require(number != 0, "not set");
        _;
    }

    modifier unset(uint256 number) {
        require(number == 0, "set");
        _;
    }

    constructor(address router) Consumer(router) {}

    function openMain(uint256 amount) external onlyOwner unset(mainId) {
        mainId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner unset(spareId) {
        spareId = _start(amount);
    }

    function closeMain() external onlyOwner set(mainId) {
        ai.closeUserSession(mainId);
        mainId = 0;
    }

    function closeSpare() external onlyOwner set(spareId) {
        ai.closeUserSession(spareId);
        spareId = 0;
    }
}
