// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Asker} from "../../support/Consumer.sol";

// The last refund needs a way out, too.
contract EndsForGoodWrong is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router) {
        setAi(router);
    }

    function rotate() external onlyOwner {
        require(!ended, "ended");
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function end() external onlyOwner {
        require(!ended && sessionId != 0, "not now");
        ended = true;
        ai.closeUserSession(sessionId); //~ dtn-stuck-refund
        sessionId = 0;
    }
}

contract EndsAfterTheCloseWrong is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router) {
        setAi(router);
    }

    function rotate() external onlyOwner {
        require(!ended, "ended");
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function end() external onlyOwner {
        require(!ended && sessionId != 0, "not now");
        ai.closeUserSession(sessionId); //~ dtn-stuck-refund
        sessionId = 0;
        ended = true;
    }
}

contract BeginsAgainRight is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router) {
        setAi(router);
    }

    function rotate() external onlyOwner {
        require(!ended, "ended");
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function end() external onlyOwner {
        require(!ended && sessionId != 0, "not now");
        ended = true;
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function begin() external onlyOwner {
        ended = false;
    }
}

contract PaysOutAtTheEndRight is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router) {
        setAi(router);
    }

    function rotate() external onlyOwner {
        require(!ended, "ended");
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function end() external onlyOwner {
        require(!ended && sessionId != 0, "not now");
        ended = true;
        ai.closeUserSession(sessionId);
        sessionId = 0;
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(owner, token.balanceOf(address(this)));
    }
}

contract PaysOutLaterRight is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    bool public ended;

    constructor(address router) {
        setAi(router);
    }

    function rotate() external onlyOwner {
        require(!ended, "ended");
        if (sessionId != 0) ai.closeUserSession(sessionId);
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "nothing to deposit");
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function end() external onlyOwner {
        require(!ended && sessionId != 0, "not now");
        ended = true;
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function sweep() external onlyOwner {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(owner, token.balanceOf(address(this)));
    }
}
