// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "@deeptrust/contracts/with-dtn-ai.sol";
import "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// The contract's own tokens leave it only before there are any refunds.
contract PaidWhenInitializedWrong is WithDtnAi {
    uint256 public sessionId;
    address public owner;
    bool internal initialized;

    function initialize(address router) external {
        require(!initialized, "again");
        initialized = true;
        owner = msg.sender;
        setAi(router);
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 1_000_000), "not paid");
        sessionId = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0, "not now");
        ai.closeUserSession(sessionId); //~ dtn-stuck-refund
        sessionId = 0;
    }
}

contract PaidAgainRight is WithDtnAi {
    uint256 public sessionId;
    address public owner;
    bool internal initialized;

    function initialize(address router) external {
        require(!initialized, "again");
        initialized = true;
        owner = msg.sender;
        setAi(router);
    }

    function open() external {
        require(msg.sender == owner && sessionId == 0, "not now");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 1_000_000), "not paid");
        sessionId = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
