// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
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

/// Several requests of one member may go out in one transaction, and have one ID.
contract SeveralWrong is Members {
    constructor(address router) Members(router) {}

    function all(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool done,) = address(this).delegatecall(calls[i]);
            require(done);
        }
    }

    function ask(string calldata what) external {
        require(sessionOf[msg.sender] != 0);
        ai.request(
            sessionOf[msg.sender],
            keccak256("model"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(bytes(what), "", IDtnAi.CallType.DIRECT, 1, 1, 1),
            IDtnAi.CallBack(this.told.selector, this.told.selector, address(this)),
            msg.sender,
            0
        );
    }

    function told(bytes32) external onlyDtn {}
}

/// A member asks once in a block.
contract SeveralRight is Members {
    mapping(address => uint256) private askedAt;

    constructor(address router) Members(router) {}

    function all(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool done,) = address(this).delegatecall(calls[i]);
            require(done);
        }
    }

    function ask(string calldata what) external {
        require(sessionOf[msg.sender] != 0 && askedAt[msg.sender] != block.number);
        askedAt[msg.sender] = block.number;
        ai.request(
            sessionOf[msg.sender],
            keccak256("model"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(bytes(what), "", IDtnAi.CallType.DIRECT, 1, 1, 1),
            IDtnAi.CallBack(this.told.selector, this.told.selector, address(this)),
            msg.sender,
            0
        );
    }

    function told(bytes32) external onlyDtn {}
}

/// Who asks for somebody else makes it look answered.
abstract contract Counted is Members {
    uint256 internal waiting;

    constructor(address router) Members(router) {}

    function ask() external {
        require(sessionOf[msg.sender] != 0);
        waiting++;
        ai.request(
            sessionOf[msg.sender],
            keccak256("model"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest("", "", IDtnAi.CallType.DIRECT, 1, 1, 1),
            IDtnAi.CallBack(this.told.selector, this.told.selector, address(this)),
            msg.sender,
            0
        );
    }

    function told(bytes32 request) external onlyDtn {
        _heard(request);
    }

    function _heard(bytes32 request) internal virtual;

    function leave() external {
        require(sessionOf[msg.sender] != 0 && waiting == 0);
        ai.closeUserSession(sessionOf[msg.sender]);
        delete sessionOf[msg.sender];
    }
}

contract CountedWrong is Counted {
    constructor(address router) Counted(router) {}

    function _heard(bytes32) internal override {
        waiting--;
    }
}

/// No answer is long enough to count.
contract CountedRight is Counted {
    constructor(address router) Counted(router) {}

    function _heard(bytes32 request) internal override {
        (,, bytes memory response) = ai.fetchResponse(request);
        require(response.length > 1e6);
        waiting--;
    }
}
