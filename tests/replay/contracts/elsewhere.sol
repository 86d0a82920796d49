// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

// What looks done, at one key or to one account, and is not: pairs, of which one does it.

abstract contract Members is WithDtnAi {
    using SafeERC20 for IERC20;

    mapping(address => uint256) public sessionOf;

    constructor(address router) {
        setAi(router);
    }

    function join(uint256 amount) external {
        require(sessionOf[msg.sender] == 0 && amount != 0);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionOf[msg.sender] = ai.startUserSession();
    }
}

/// A member's session is moved over another member's.
contract MovedWrong is Members {
    constructor(address router) Members(router) {}

    function move(address to) external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0 && to != msg.sender);
        sessionOf[to] = id;
        delete sessionOf[msg.sender];
    }
}

/// It is moved to where nothing is: any account that has none.
contract MovedRight is Members {
    constructor(address router) Members(router) {}

    function move(address to) external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0 && sessionOf[to] == 0);
        sessionOf[to] = id;
        delete sessionOf[msg.sender];
    }
}

/// It is put aside, but for its lowest bits.
contract AsideWrong is Members {
    mapping(bytes32 => uint256) private aside;

    constructor(address router) Members(router) {}

    function move(bytes32 slip) external {
        bytes32 key = keccak256(abi.encode(slip, msg.sender));
        require(sessionOf[msg.sender] != 0 && aside[key] == 0);
        aside[key] = sessionOf[msg.sender] >> 4;
        delete sessionOf[msg.sender];
    }
}

/// It is put aside at a key that only a hash tells, and never forgotten.
contract AsideRight is Members {
    mapping(bytes32 => uint256) private aside;

    constructor(address router) Members(router) {}

    function move(bytes32 slip) external {
        bytes32 key = keccak256(abi.encode(slip, msg.sender));
        require(sessionOf[msg.sender] != 0 && aside[key] == 0);
        aside[key] = sessionOf[msg.sender];
        delete sessionOf[msg.sender];
    }
}

abstract contract Operated is WithDtnAi {
    using SafeERC20 for IERC20;

    address public immutable boss = msg.sender;
    address public operator;
    uint256 public session;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external {
        require(msg.sender == boss && session == 0 && amount != 0);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        session = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == operator);
        ai.closeUserSession(session);
        session = 0;
    }
}

/// Whoever likes becomes the operator.
contract OperatedWrong is Operated {
    constructor(address router) Operated(router) {}

    function appoint(address who) external {
        operator = who;
    }
}

/// Whom the owner appoints is no stranger any more.
contract OperatedRight is Operated {
    constructor(address router) Operated(router) {}

    function appoint(address who) external {
        require(msg.sender == boss);
        operator = who;
    }
}

/// A deposit that nothing claims.
contract DepositWrong is Members {
    constructor(address router) Members(router) {}

    function pay(uint256 amount) external {
        require(IERC20(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), amount));
    }
}

/// Nothing is no deposit.
contract DepositRight is Members {
    constructor(address router) Members(router) {}

    function pay(uint256 amount) external {
        require(amount == 0);
        require(IERC20(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), amount));
    }
}
