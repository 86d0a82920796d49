// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper closes what it is given: the caller's argument is at fault, not the helper.
contract HelperParameterWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 spare) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        mainId = _start(amount);
        spareId = _start(spare);
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (mainId, spareId);
        require(first != 0 && second != 0, "not open");
        (mainId, spareId) = (0, 0);
        _close(first);
        _close(first); //~ dtn-double-close
    }

    function _close(uint256 id) internal {
        ai.closeUserSession(id);
    }
}

contract HelperParameterRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 spare) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        mainId = _start(amount);
        spareId = _start(spare);
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (mainId, spareId);
        require(first != 0 && second != 0, "not open");
        (mainId, spareId) = (0, 0);
        _close(first);
        _close(second);
    }

    function _close(uint256 id) internal {
        ai.closeUserSession(id);
    }
}
