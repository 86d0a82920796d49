// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// Token and target are kept in variables; only what goes to the fee target is a deposit.
contract StoredTargetWrong is Consumer {
    IERC20 public immutable token;
    address public immutable treasury;
    address public feeTarget;
    uint256 public sessionId;

    constructor(address router, address safe) Consumer(router) {
        token = IERC20(ai.feeToken());
        treasury = safe;
        feeTarget = ai.feeTarget();
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        address target = feeTarget;
        token.transfer(target, amount); //~ dtn-unchecked-fee-transfer
        sessionId = ai.startUserSession();
    }

    function save(uint256 amount) external onlyOwner {
        token.transfer(treasury, amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract StoredTargetRight is Consumer {
    IERC20 public immutable token;
    address public immutable treasury;
    address public feeTarget;
    uint256 public sessionId;

    constructor(address router, address safe) Consumer(router) {
        token = IERC20(ai.feeToken());
        treasury = safe;
        feeTarget = ai.feeTarget();
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        address target = feeTarget;
        require(token.transfer(target, amount), "not paid");
        sessionId = ai.startUserSession();
    }

    function save(uint256 amount) external onlyOwner {
        token.transfer(treasury, amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
