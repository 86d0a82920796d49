// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Everybody pays a share; nobody may be asked to.
contract ManyPayersWrong is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(address[] calldata payers, uint256 each) external onlyOwner {
        require(sessionId == 0 && each > 0, "not now");
        IERC20 token = IERC20(ai.feeToken());
        for (uint256 i = 0; i < payers.length; i++) {
            token.safeTransferFrom(payers[i], ai.feeTarget(), each);
        }
        sessionId = ai.startUserSession(); //~ dtn-unfunded-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ManyPayersRight is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(address[] calldata payers, uint256 each) external onlyOwner {
        require(sessionId == 0 && each > 0 && payers.length != 0, "not now");
        IERC20 token = IERC20(ai.feeToken());
        for (uint256 i = 0; i < payers.length; i++) {
            token.safeTransferFrom(payers[i], ai.feeTarget(), each);
        }
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
