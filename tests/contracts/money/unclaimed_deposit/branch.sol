// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Deposited in any case, started in one.
contract BranchStartsWrong is Consumer {
    using SafeERC20 for IERC20;

    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function enter(uint256 amount) external {
        require(amount > 0, "nothing to deposit");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount); //~ dtn-unclaimed-deposit
        if (sessions[msg.sender] == 0) sessions[msg.sender] = ai.startUserSession();
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract BranchStartsRight is Consumer {
    using SafeERC20 for IERC20;

    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function enter(uint256 amount) external {
        require(amount > 0, "nothing to deposit");
        if (sessions[msg.sender] == 0) {
            IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
            sessions[msg.sender] = ai.startUserSession();
        }
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
