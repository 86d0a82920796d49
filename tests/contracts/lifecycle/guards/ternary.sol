// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID is chosen by a ternary; turned round, it chooses the empty one.
contract TernaryGuardWrong is Consumer {
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
        require(mainId != 0 || spareId != 0, "no session");
        uint256 id = mainId == 0 ? mainId : spareId;
        _ask(id, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        uint256 id = mainId;
        mainId = 0;
        if (id != 0) ai.closeUserSession(id);
    }

    function closeSpare() external onlyOwner {
        uint256 id = spareId;
        spareId = 0;
        if (id != 0) ai.closeUserSession(id);
    }
}

contract TernaryGuardRight is Consumer {
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
        require(mainId != 0 || spareId != 0, "no session");
        uint256 id = mainId != 0 ? mainId : spareId;
        _ask(id, prompt);
    }

    function close() external onlyOwner {
        uint256 id = mainId;
        mainId = 0;
        if (id != 0) ai.closeUserSession(id);
    }

    function closeSpare() external onlyOwner {
        uint256 id = spareId;
        spareId = 0;
        if (id != 0) ai.closeUserSession(id);
    }
}
