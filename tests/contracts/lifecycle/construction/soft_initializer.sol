// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// What is called an initializer runs once only where its test keeps out what comes again.
abstract contract SoftlyInitialized is Asker {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    address public admin;

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external {
        require(msg.sender == admin && sessionId != 0, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function sweep(address to) external {
        require(msg.sender == admin, "not yours");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }
}

contract FirstIsAdminWrong is SoftlyInitialized {
    function initialize(address router, uint256 amount) external {
        if (admin == address(0)) admin = msg.sender;
        require(msg.sender == admin, "not yours");
        setAi(router); //~ dtn-ai-swap
        sessionId = _start(amount); //~ dtn-session-overwrite
    }
}

contract FirstIsAdminRight is SoftlyInitialized {
    function initialize(address router, uint256 amount) external {
        require(admin == address(0), "done");
        admin = msg.sender;
        setAi(router);
        sessionId = _start(amount);
    }
}

contract ReturnsLateWrong is SoftlyInitialized {
    bool private _initialized;

    function initialize(address router, uint256 amount) external onlyOwner {
        admin = msg.sender;
        setAi(router); //~ dtn-ai-swap
        sessionId = _start(amount); //~ dtn-session-overwrite
        if (_initialized) return;
        _initialized = true;
    }
}

contract ReturnsLateRight is SoftlyInitialized {
    bool private _initialized;

    function initialize(address router, uint256 amount) external onlyOwner {
        if (_initialized) return;
        _initialized = true;
        admin = msg.sender;
        setAi(router);
        sessionId = _start(amount);
    }
}
