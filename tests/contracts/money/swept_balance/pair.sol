// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

// What is owed is not the contract's to spend.
abstract contract Bank is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    uint256 public owed;
    mapping(address => uint256) public credit;

    function fund(uint256 amount) external {
        _token().safeTransferFrom(msg.sender, address(this), amount);
        credit[msg.sender] += amount;
        owed += amount;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _token() internal view returns (IERC20) {
        return IERC20(ai.feeToken());
    }
}

abstract contract Collected is Bank {
    using SafeERC20 for IERC20;

    function collect() external {
        uint256 amount = credit[msg.sender];
        credit[msg.sender] = 0;
        owed -= amount;
        _token().safeTransfer(msg.sender, amount);
    }
}

contract SweepsAllWrong is Collected {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        uint256 all = _token().balanceOf(address(this));
        require(sessionId == 0 && all > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), all); //~ dtn-swept-balance
        sessionId = ai.startUserSession();
    }
}

contract LeavesWhatIsOwedRight is Collected {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        uint256 free = _token().balanceOf(address(this)) - owed;
        require(sessionId == 0 && free > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), free);
        sessionId = ai.startUserSession();
    }
}

contract OwesNobodyRight is Bank {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        uint256 all = _token().balanceOf(address(this));
        require(sessionId == 0 && all > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), all);
        sessionId = ai.startUserSession();
    }
}

contract DepositsGivenRight is Collected {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }
}

contract SweepsInHelperWrong is Collected {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        require(sessionId == 0, "not now");
        _sweep(_token().balanceOf(address(this)));
        sessionId = ai.startUserSession();
    }

    function _sweep(uint256 amount) internal {
        require(amount > 0, "nothing");
        _token().safeTransfer(ai.feeTarget(), amount); //~ dtn-swept-balance
    }
}

contract PaysSharesWrong is Bank {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function share(address to) external {
        uint256 amount = credit[msg.sender] / 2;
        credit[msg.sender] -= amount;
        _token().safeTransfer(to, amount);
    }

    function open() external onlyOwner {
        uint256 all = _token().balanceOf(address(this));
        require(sessionId == 0 && all > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), all); //~ dtn-swept-balance
        sessionId = ai.startUserSession();
    }
}

contract OwnerPaysRight is Bank {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function pay(address to) external onlyOwner {
        uint256 amount = credit[to];
        credit[to] = 0;
        _token().safeTransfer(to, amount);
    }

    function open() external onlyOwner {
        uint256 all = _token().balanceOf(address(this));
        require(sessionId == 0 && all > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), all);
        sessionId = ai.startUserSession();
    }
}

contract BroughtRight is Collected {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        uint256 before = _token().balanceOf(address(this));
        _token().safeTransferFrom(msg.sender, address(this), 100);
        uint256 brought = _token().balanceOf(address(this)) - before;
        require(sessionId == 0 && brought > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), brought);
        sessionId = ai.startUserSession();
    }
}

contract SweepsToRestartWrong is Collected {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function restart() external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        uint256 all = _token().balanceOf(address(this));
        require(all > 0, "nothing");
        _token().safeTransfer(ai.feeTarget(), all); //~ dtn-swept-balance
        sessionId = ai.startUserSession();
    }
}

contract PaidOutAtOnceRight is Bank {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    // What comes in goes out in the same call: nothing is owed afterwards.
    function pass(address to, uint256 amount) external {
        _token().safeTransferFrom(msg.sender, address(this), amount);
        _token().safeTransfer(to, amount);
    }

    function open() external onlyOwner {
        uint256 all = _token().balanceOf(address(this));
        require(sessionId == 0 && all > 0, "not now");
        _token().safeTransfer(ai.feeTarget(), all);
        sessionId = ai.startUserSession();
    }
}
