// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// A sum is as good as the best of its parts, where it cannot wrap; a product as the worst.
abstract contract Renewed is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _fetch(uint256 amount) internal returns (uint256 rest) {
        IERC20 token = IERC20(ai.feeToken());
        rest = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
    }
}

contract SumOfUncheckedWrong is Renewed {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        uint256 rest = _fetch(amount);
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), rest + amount); //~ dtn-unchecked-fee-amount
        sessionId = ai.startUserSession();
    }
}

contract SumOfCheckedRight is Renewed {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        uint256 rest = _fetch(amount);
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), rest + amount);
        sessionId = ai.startUserSession();
    }
}

contract SumThatWrapsWrong is Renewed {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        uint256 rest = _fetch(amount);
        uint256 all;
        unchecked {
            all = rest + amount;
        }
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), all); //~ dtn-unchecked-fee-amount
        sessionId = ai.startUserSession();
    }
}

contract ProductOfOneWrong is Renewed {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 requests, uint256 each) external onlyOwner {
        require(sessionId == 0 && each > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), requests * each); //~ dtn-unchecked-fee-amount
        sessionId = ai.startUserSession();
    }
}

contract ProductOfBothRight is Renewed {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 requests, uint256 each) external onlyOwner {
        require(sessionId == 0 && requests > 0 && each > 0, "not now");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), requests * each);
        sessionId = ai.startUserSession();
    }
}
