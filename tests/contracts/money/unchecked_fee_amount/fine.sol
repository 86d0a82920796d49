// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Amounts that cannot be zero, or that something compares.
contract ConstantAmount is Consumer {
    using SafeERC20 for IERC20;

    uint256 public constant PRICE = 5_000_000;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), PRICE);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AmountCheckedInHelper is Consumer {
    using SafeERC20 for IERC20;

    uint256 public minimum = 1_000_000;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _enough(amount);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function _enough(uint256 amount) internal view {
        require(amount >= minimum, "too little");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AmountCheckedByModifier is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    modifier worth(uint256 amount) {
        if (amount == 0) revert("worth nothing");
        _;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner worth(amount) {
        require(sessionId == 0, "already open");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
