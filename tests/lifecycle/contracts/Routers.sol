// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Consumer} from "../../contracts/support/Consumer.sol";

abstract contract TwoRouters is Consumer {
    using SafeERC20 for IERC20;

    IDtnAi public other;
    uint256 public sessionId;

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        other.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _pay(IDtnAi router, uint256 amount) internal {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(router.feeToken()).safeTransferFrom(msg.sender, router.feeTarget(), amount);
    }
}

/// What is paid to one router starts at another.
contract PaysAnother is TwoRouters {
    constructor(address router, IDtnAi second) Consumer(router) {
        other = second;
    }

    function open(uint256 amount) external onlyOwner {
        _pay(ai, amount);
        sessionId = other.startUserSession();
    }
}

/// The same router, by the name that it had in the constructor.
contract PaysTheSame is TwoRouters {
    address private immutable target;

    constructor(address router, IDtnAi second) Consumer(router) {
        other = second;
        target = second.feeTarget();
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        SafeERC20.safeTransferFrom(IERC20(other.feeToken()), msg.sender, target, amount);
        sessionId = other.startUserSession();
    }
}

abstract contract OneSession is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function _closeOn(IDtnAi router) internal {
        require(sessionId != 0, "no session");
        router.closeUserSession(sessionId);
        sessionId = 0;
    }
}

/// The caller says where the session is to be closed.
contract ClosesAnywhere is OneSession {
    constructor(address router) Consumer(router) {}

    function close(IDtnAi router) external onlyOwner {
        _closeOn(router);
    }
}

/// A helper is told, by the contract itself.
contract ClosesAtHome is OneSession {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        _closeOn(ai);
    }
}

/// Two routers with a session each, one of which is closed on the other's.
abstract contract OneEach is Consumer {
    using SafeERC20 for IERC20;

    IDtnAi public immutable other;
    uint256 public sessionId;
    uint256 public otherId;

    constructor(address router, IDtnAi second) Consumer(router) {
        other = second;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function openOther(uint256 amount) external onlyOwner {
        require(otherId == 0 && amount > 0, "open");
        IERC20(other.feeToken()).safeTransferFrom(msg.sender, other.feeTarget(), amount);
        otherId = other.startUserSession();
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "none");
        sessionId = 0;
        ai.closeUserSession(id);
    }

    function _takeOther() internal returns (uint256 id) {
        id = otherId;
        require(id != 0, "none");
        otherId = 0;
    }
}

contract ClosesOnAnother is OneEach {
    constructor(address router, IDtnAi second) OneEach(router, second) {}

    function closeOther() external onlyOwner {
        ai.closeUserSession(_takeOther());
    }
}

contract ClosesEachAtHome is OneEach {
    constructor(address router, IDtnAi second) OneEach(router, second) {}

    function closeOther() external onlyOwner {
        other.closeUserSession(_takeOther());
    }
}
