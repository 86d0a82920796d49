// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two cells that are always set and cleared together may vouch for each other;
// not any more when one of them is cleared alone.
contract BothAtOnceGuardWrong is Consumer {
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

    function close() external onlyOwner {
        require(mainId != 0 && spareId != 0, "not open");
        ai.closeUserSession(spareId);
        spareId = 0;
    }

    function closeMain() external onlyOwner {
        require(mainId != 0 && spareId == 0, "not open");
        ai.closeUserSession(mainId);
        mainId = 0;
    }
}

contract BothAtOnceGuardRight is Consumer {
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
        _ask(spareId, prompt);
    }

    function close() external onlyOwner {
        require(mainId != 0 && spareId != 0, "not open");
        ai.closeUserSession(spareId);
        spareId = 0;
        ai.closeUserSession(mainId);
        mainId = 0;
    }
}
