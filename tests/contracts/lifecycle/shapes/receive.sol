// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Money that arrives has an effect, too: the owner's ends the session.
contract ReceiveClosesWrong is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router, uint256 amount) {
        setAi(router);
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "ended");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    fallback() external payable {
        require(msg.sender == owner && !ended, "not now");
        ended = true;
        ai.closeUserSession(sessionId);
    }

    function payOut() external {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(owner, token.balanceOf(address(this)));
    }
}

contract ReceiveClosesRight is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router, uint256 amount) {
        setAi(router);
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(!ended, "ended");
        _ask(sessionId, prompt);
    }

    fallback() external payable {
        require(msg.sender == owner && !ended, "not now");
        ended = true;
        ai.closeUserSession(sessionId);
    }

    function payOut() external {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(owner, token.balanceOf(address(this)));
    }
}
