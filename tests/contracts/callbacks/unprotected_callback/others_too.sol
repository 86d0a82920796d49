// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

// Others may answer too; or members of a role, which the router may be.
contract CallbackForOwnerToo is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override { //~ dtn-unprotected-callback
        require(msg.sender == address(ai) || msg.sender == owner, "refused");
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CallbackForRole is Consumer, AccessControl {
    uint256 public sessionId;
    bytes32 internal constant ANSWERER = keccak256("ANSWERER");

    constructor(address router) Consumer(router) {
        _grantRole(ANSWERER, router);
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyRole(ANSWERER) {
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
