// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../contracts/support/Consumer.sol";

/// Three sessions and two flags: more states than a reader wants to see.
contract Many is Consumer {
    uint256 public morning;
    uint256 public noon;
    uint256 public night;
    bool public paused;
    bool public guarded;

    constructor(address router) Consumer(router) {}

    function setPaused(bool yes) external onlyOwner {
        paused = yes;
    }

    function setGuarded(bool yes) external onlyOwner {
        guarded = yes;
    }

    function open(uint8 shift, uint256 amount) external onlyOwner {
        require(!paused, "paused");
        if (shift == 0) {
            require(morning == 0, "open");
            morning = _start(amount);
        } else if (shift == 1) {
            require(noon == 0, "open");
            noon = _start(amount);
        } else {
            require(night == 0, "open");
            night = _start(amount);
        }
    }

    function close(uint8 shift) external onlyOwner {
        require(guarded, "not guarded");
        if (shift == 0) {
            require(morning != 0, "closed");
            ai.closeUserSession(morning);
            morning = 0;
        } else if (shift == 1) {
            require(noon != 0, "closed");
            ai.closeUserSession(noon);
            noon = 0;
        } else {
            require(night != 0, "closed");
            ai.closeUserSession(night);
            night = 0;
        }
    }
}
