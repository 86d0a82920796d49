// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker, Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Routers that stay while a session lives.
contract StaysForEver is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ComesWithInitializer is Asker, Initializable {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function initialize(address router) external initializer {
        setAi(router);
    }

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        sessionId = _start(amount);
    }

    function spend(uint256 amount) external onlyOwner {
        IERC20(ai.feeToken()).safeTransfer(owner, amount);
    }
}
