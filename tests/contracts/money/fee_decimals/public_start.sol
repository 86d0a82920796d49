// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A public function starts with what it is given: by callers, or by the contract itself.
contract PublicStartWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function openWith(uint256 amount) public onlyOwner {
        require(sessionId == 0 && amount > 0, "refused");
        sessionId = _start(amount);
    }

    function openWithUsual() external onlyOwner {
        openWith(5 ether); //~ dtn-fee-decimals
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PublicStartRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function openWith(uint256 amount) public onlyOwner {
        require(sessionId == 0 && amount > 0, "refused");
        sessionId = _start(amount);
    }

    function openWithUsual() external onlyOwner {
        openWith(5_000_000);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
