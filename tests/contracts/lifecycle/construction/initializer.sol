// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker, Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

// An initializer runs once, and before anything that asks the router if it brings that along. Its
// name alone says nothing.
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

contract InitializerOpensRight is Initializable, Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function initialize(address router, uint256 amount) external initializer {
        setAi(router);
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

    function sweep(address to) external onlyOwner {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }
}

contract InitializerComesLateWrong is Initializable, Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function initialize(uint256 amount) external initializer {
        sessionId = _start(amount);
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
