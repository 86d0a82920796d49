// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {WithDtnAiUpgradeable} from "@deeptrust/contracts/with-dtn-ai-upgradeable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// The trace begins with the initializer, which runs only once.
contract Initialised is WithDtnAiUpgradeable, OwnableUpgradeable {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function initialize(address router) external initializer {
        __Ownable_init(msg.sender);
        __WithDtnAi_init(router);
    }

    function open(uint256 amount) external onlyOwner {
        require(amount > 0 && sessionId == 0);
        IERC20(ai().feeToken()).safeTransfer(ai().feeTarget(), amount);
        sessionId = ai().startUserSession();
    }

    function close() external onlyOwner {
        ai().closeUserSession(sessionId);
    }
}
