// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Who chooses the fee pays it, or pays a fixed price.
contract FeeForFixedPrice is Consumer {
    uint256 public sessionId;
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 fee) external {
        require(sessionId != 0, "no session");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), 1000);
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, fee), _callBack(), msg.sender, 0); //~ dtn-caller-set-fee
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FeePaidByCaller is Consumer {
    uint256 public sessionId;
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(uint256 fee) external {
        require(sessionId != 0, "no session");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), fee + 10);
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, 5, 5, fee), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
