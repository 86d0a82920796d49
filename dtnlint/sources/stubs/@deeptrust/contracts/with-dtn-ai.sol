// SPDX-License-Identifier: MIT
pragma solidity >=0.8.0;

import "./idtn-ai.sol";

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
