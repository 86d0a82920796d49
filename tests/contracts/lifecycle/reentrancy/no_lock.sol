// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

// The sender is paid between the close and the clearing, and may call again.
contract NoLockWrong is Consumer, ReentrancyGuard {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessions[msg.sender] != 0, "no session");
        _ask(sessions[msg.sender], prompt); //~ dtn-use-after-close
    }

    function close() external {
        require(sessions[msg.sender] != 0, "no session");
        ai.closeUserSession(sessions[msg.sender]); //~ dtn-double-close
        (bool paid,) = msg.sender.call{value: 1}("");
        require(paid, "not paid");
        sessions[msg.sender] = 0;
    }
}

contract NoLockRight is Consumer, ReentrancyGuard {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external nonReentrant {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt) external payable nonReentrant {
        require(sessions[msg.sender] != 0, "no session");
        _ask(sessions[msg.sender], prompt);
    }

    function close() external nonReentrant {
        require(sessions[msg.sender] != 0, "no session");
        ai.closeUserSession(sessions[msg.sender]);
        (bool paid,) = msg.sender.call{value: 1}("");
        require(paid, "not paid");
        sessions[msg.sender] = 0;
    }
}
