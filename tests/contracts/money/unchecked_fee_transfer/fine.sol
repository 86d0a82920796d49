// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Nothing to find: every way to pay and look.
contract PaysByLibraryCall is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        SafeERC20.safeTransfer(IERC20(ai.feeToken()), ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PaysAndRemembers is Consumer {
    uint256 public sessionId;
    bool public paid;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        paid = IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount);
        assert(paid);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PaysElsewhere is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    /// Not a deposit: nobody starts a session on it, and a refusal costs nothing.
    function donate(address charity, uint256 amount) external onlyOwner {
        IERC20(ai.feeToken()).transfer(charity, amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PaysWithModifier is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    modifier paying(uint256 amount) {
        require(amount > 0, "nothing to pay");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        _;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner paying(amount) {
        require(sessionId == 0, "already open");
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
