// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Scaled by a guess, or by what the token says.
interface IScaledDecimalsWrongDecimals {
    function decimals() external view returns (uint8);
}

contract ScaledDecimalsWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        address token = ai.feeToken();
        uint256 unit = 10 ** 18;
        IERC20(token).safeTransferFrom(msg.sender, ai.feeTarget(), 20 * unit); //~ dtn-fee-decimals
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

interface IScaledDecimalsRightDecimals {
    function decimals() external view returns (uint8);
}

contract ScaledDecimalsRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        address token = ai.feeToken();
        uint256 unit = 10 ** IScaledDecimalsRightDecimals(token).decimals();
        IERC20(token).safeTransferFrom(msg.sender, ai.feeTarget(), 20 * unit);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
