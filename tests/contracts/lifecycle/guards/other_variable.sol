// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The check is there, but looks at the other session.
contract OtherVariableGuardWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 spare) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        mainId = _start(amount);
        spareId = _start(spare);
    }

    function ask(string calldata prompt) external payable {
        require(mainId != 0, "no session");
        _ask(spareId, prompt); //~ dtn-unvalidated-session
    }

    function closeSpare() external onlyOwner {
        require(mainId != 0 && spareId != 0, "not open");
        ai.closeUserSession(spareId);
        spareId = 0;
    }

    function close() external onlyOwner {
        require(mainId != 0, "not open");
        if (spareId != 0) ai.closeUserSession(spareId);
        ai.closeUserSession(mainId);
        (mainId, spareId) = (0, 0);
    }
}

contract OtherVariableGuardRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 spare) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        mainId = _start(amount);
        spareId = _start(spare);
    }

    function ask(string calldata prompt) external payable {
        require(spareId != 0, "no session");
        _ask(spareId, prompt);
    }

    function closeSpare() external onlyOwner {
        require(mainId != 0 && spareId != 0, "not open");
        ai.closeUserSession(spareId);
        spareId = 0;
    }

    function close() external onlyOwner {
        require(mainId != 0, "not open");
        if (spareId != 0) ai.closeUserSession(spareId);
        ai.closeUserSession(mainId);
        (mainId, spareId) = (0, 0);
    }
}
