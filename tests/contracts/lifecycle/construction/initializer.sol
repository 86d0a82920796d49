// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

// An initializer runs once and first. A function of another name, or none, does neither.
contract InitializerOpensWrong is Initializable, Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function initialize(uint256 amount) external onlyOwner {
        sessionId = _start(amount); //~ dtn-session-overwrite
    }

    function ask(string calldata prompt) external payable {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function renew(uint256 amount) external onlyOwner {
        uint256 old = sessionId;
        if (old == 0) return;
        sessionId = _start(amount);
        ai.closeUserSession(old);
    }
}

contract InitializerOpensRight is Initializable, Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function initialize(uint256 amount) external initializer {
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _ask(sessionId, prompt);
    }

    function renew(uint256 amount) external onlyOwner {
        uint256 old = sessionId;
        if (old == 0) return;
        sessionId = _start(amount);
        ai.closeUserSession(old);
    }
}
