// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

contract Bell {
    constructor(address listener) {
        (bool heard,) = listener.call(abi.encodeWithSignature("ring()"));
        require(heard);
    }
}

contract Pebble {
    uint256 internal weight = 3;
}

// What is created may call before it is there.
contract Rung is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function ring() external {
        if (session != 0) {
            uint256 id = session;
            session = 0;
            ai.closeUserSession(id);
        }
    }

    function leave() external onlyBoss {
        uint256 id = session;
        require(id != 0, "none");
        new Bell(address(this));
        session = 0;
        ai.closeUserSession(id); //! NCT=v
    }
}

contract Unrung is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function ring() external {
        if (session != 0) {
            uint256 id = session;
            session = 0;
            ai.closeUserSession(id);
        }
    }

    function leave() external onlyBoss {
        uint256 id = session;
        require(id != 0, "none");
        new Pebble();
        session = 0;
        ai.closeUserSession(id); //! NCT=p
    }
}

// A helper that pays fees is not trusted with whatever token a caller brings.
contract Cashier is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function _hand(address token, address to) private {
        require(IERC20(token).transfer(to, 7), "unpaid");
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        _hand(ai.feeToken(), ai.feeTarget());
        session = ai.startUserSession(); //! FUND=p
    }

    function stop() public {
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id);
    }

    function stopAndPay(address token) external {
        uint256 id = session;
        require(id != 0, "none");
        _hand(token, msg.sender);
        session = 0;
        ai.closeUserSession(id); //! NCT=v
    }

    function stopAndRefund() external {
        uint256 id = session;
        require(id != 0, "none");
        _hand(ai.feeToken(), msg.sender);
        session = 0;
        ai.closeUserSession(id); //! NCT=p
    }
}

// Which token it is, nobody asked the router.
contract SomeToken is Desk {
    IERC20 internal coin;
    uint256 internal session;

    constructor(address router, IERC20 coin_) Desk(router) {
        coin = coin_;
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        require(coin.transfer(ai.feeTarget(), 5), "unpaid");
        session = ai.startUserSession(); //! FUND=u
    }
}

contract TheToken is Desk {
    IERC20 internal coin;
    uint256 internal session;

    constructor(address router) Desk(router) {
        coin = IERC20(ai.feeToken());
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        require(coin.transfer(ai.feeTarget(), 5), "unpaid");
        session = ai.startUserSession(); //! FUND=p
    }
}

// A message of the contract to itself carries its own value.
contract Tolled is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function leave() external payable onlyBoss {
        require(msg.value == 1, "toll");
        this.step();
    }

    function step() external payable {
        require(msg.sender == address(this), "not from outside");
        require(session != 0, "none");
        ai.closeUserSession(session); //! NCT=v
        if (msg.value == 1) session = 0;
    }
}

// A refused message does not undo what stands around it.
contract Shrugged is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function end() external onlyBoss {
        require(session != 0, "over");
        bytes memory message = abi.encodeWithSelector(IDtnAi.closeUserSession.selector, session);
        (bool done,) = address(ai).call(message); //! NCT=p VAL=p
        require(done, "refused");
        session = 0; //! LOST=p
    }

    function ask() external {
        if (session == 0) revert();
        _put(session); //! UAC=p VAL=p
    }
}
