// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session for one visit may stay in a local, where every way out closes it.
contract ClosedAtOnceWrong is Consumer {
    uint256 public probes;

    constructor(address router) Consumer(router) {}

    function probe(uint256 amount, bool dry) external onlyOwner {
        _deposit(amount);
        uint256 id = ai.startUserSession(); //~ dtn-discarded-session
        if (dry) return;
        ai.closeUserSession(id);
        probes++;
    }
}

contract ClosedAtOnceRight is Consumer {
    uint256 public probes;

    constructor(address router) Consumer(router) {}

    function probe(uint256 amount, bool dry) external onlyOwner {
        _deposit(amount);
        uint256 id = ai.startUserSession();
        ai.closeUserSession(id);
        if (dry) return;
        probes++;
    }
}
