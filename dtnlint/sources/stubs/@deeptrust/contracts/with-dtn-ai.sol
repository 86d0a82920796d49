// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import {IDtnAi} from "./idtn-ai.sol";

abstract contract WithDtnAi {
    IDtnAi public ai;

    modifier onlyDtn() {
        require(msg.sender == address(ai), "Only the DTN router may call this");
        _;
    }

    function setAi(address _ai) internal {
        ai = IDtnAi(_ai);
    }
}
