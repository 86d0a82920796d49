// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

abstract contract Till is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function stop() external onlyBoss {
        require(session != 0, "closed");
        uint256 id = session;
        session = 0;
        ai.closeUserSession(id);
    }
}

// To itself, unless told otherwise: each way through a statement counts.
contract EitherWay is Till {
    constructor(address router) Till(router) {}

    function open(bool direct) external onlyBoss {
        require(session == 0, "open");
        require(IERC20(ai.feeToken()).transfer(direct ? ai.feeTarget() : address(this), 7), "unpaid");
        session = ai.startUserSession(); //! FUND=u
    }
}

contract EitherCall is Till {
    constructor(address router) Till(router) {}

    function _hand(address to) private {
        require(IERC20(ai.feeToken()).transfer(to, 7), "unpaid");
    }

    function open(bool direct) external onlyBoss {
        require(session == 0, "open");
        _hand(direct ? ai.feeTarget() : address(this));
        session = ai.startUserSession(); //! FUND=u
    }
}

contract EitherName is Till {
    constructor(address router) Till(router) {}

    function open(bool direct) external onlyBoss {
        require(session == 0, "open");
        address to = address(this);
        if (direct) to = ai.feeTarget();
        require(IERC20(ai.feeToken()).transfer(to, 7), "unpaid");
        session = ai.startUserSession(); //! FUND=u
    }
}

// Both ways lead to the fee target.
contract OneTarget is Till {
    address internal immutable target;

    constructor(address router) Till(router) {
        target = ai.feeTarget();
    }

    function open(bool asked) external onlyBoss {
        require(session == 0, "open");
        require(IERC20(ai.feeToken()).transfer(asked ? ai.feeTarget() : target, 7), "unpaid");
        session = ai.startUserSession(); //! FUND=p
    }
}

contract EitherToken is Till {
    constructor(address router) Till(router) {}

    function _token(bool usual, address other) private view returns (address) {
        if (usual) return ai.feeToken();
        return other;
    }

    function open(bool usual, address other) external onlyBoss {
        require(session == 0, "open");
        require(IERC20(_token(usual, other)).transfer(ai.feeTarget(), 7), "unpaid");
        session = ai.startUserSession(); //! FUND=u
    }
}

// What was asked for once, and set to anything later.
contract SetLater is Till {
    IERC20 internal coin;

    constructor(address router) Till(router) {
        coin = IERC20(ai.feeToken());
    }

    function setCoin(IERC20 coin_) external onlyBoss {
        coin = coin_;
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        require(coin.transfer(ai.feeTarget(), 7), "unpaid");
        session = ai.startUserSession(); //! FUND=u
    }
}

contract SetToTheSame is Till {
    IERC20 internal coin;

    constructor(address router) Till(router) {}

    function setCoin(IERC20 coin_) external onlyBoss {
        require(address(coin_) == ai.feeToken(), "another");
        coin = coin_;
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        require(coin.transfer(ai.feeTarget(), 7), "unpaid");
        session = ai.startUserSession(); //! FUND=p
    }
}

// Another router takes the place of the one that was asked.
contract Outdated is Till {
    address internal target;

    constructor(address router) Till(router) {
        target = ai.feeTarget();
    }

    function route(address router) external onlyBoss {
        require(session == 0, "open");
        setAi(router);
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        require(IERC20(ai.feeToken()).transfer(target, 7), "unpaid");
        session = ai.startUserSession(); //! FUND=u
    }
}

contract AskedAgain is Till {
    address internal target;

    constructor(address router) Till(router) {
        _route(router);
    }

    function _route(address router) private {
        setAi(router);
        target = ai.feeTarget();
    }

    function route(address router) external onlyBoss {
        require(session == 0, "open");
        _route(router);
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        require(IERC20(ai.feeToken()).transfer(target, 7), "unpaid");
        session = ai.startUserSession(); //! FUND=p
    }
}

// What was compared is not what is deposited.
contract OfAShare is Desk {
    constructor(address router) Desk(router) {}

    function half(uint256 worth) external onlyBoss returns (uint256) {
        require(worth != 0, "nothing");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), worth / 2)); //! AMT=u
        return ai.startUserSession();
    }

    function cut(uint256 worth) external onlyBoss returns (uint256) {
        require(worth != 0, "nothing");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), uint64(worth))); //! AMT=u
        return ai.startUserSession();
    }

    function twice(uint256 worth) external onlyBoss returns (uint256) {
        require(worth != 0, "nothing");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), worth * 2)); //! AMT=p
        return ai.startUserSession();
    }

    function halfChecked(uint256 worth) external onlyBoss returns (uint256) {
        uint256 amount = worth / 2;
        require(amount != 0, "nothing");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount)); //! AMT=p
        return ai.startUserSession();
    }

    function halfAndMore(uint256 worth) external onlyBoss returns (uint256) {
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), worth / 2 + 1)); //! AMT=p
        return ai.startUserSession();
    }
}

// By its name it moves tokens.
library Paying {
    function safeTransfer(IERC20 token, address to, uint256 amount) internal view {
        require(token.balanceOf(to) + amount != 0, "nothing");
    }
}

library Sending {
    function safeTransfer(IERC20 token, address to, uint256 amount) internal {
        (bool ok, bytes memory said) = address(token).call(abi.encodeCall(token.transfer, (to, amount)));
        require(ok && (said.length == 0 || abi.decode(said, (bool))), "unpaid");
    }
}

contract PaidByName is Till {
    using Paying for IERC20;

    constructor(address router) Till(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), 7);
        session = ai.startUserSession(); //! FUND=v
    }
}

contract PaidInFact is Till {
    using Sending for IERC20;

    constructor(address router) Till(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), 7);
        session = ai.startUserSession(); //! FUND=p
    }
}

// Whether a transfer failed is looked at by nobody, later, or by who calls the helper that does it.
contract Unread is Till {
    constructor(address router) Till(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        IERC20(ai.feeToken()).transfer(ai.feeTarget(), 7);
        session = ai.startUserSession(); //! FUND=u
    }
}

contract UnreadMessage is Till {
    bool public paid;

    constructor(address router) Till(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        (paid, ) = ai.feeToken().call(abi.encodeCall(IERC20.transfer, (ai.feeTarget(), 7)));
        session = ai.startUserSession(); //! FUND=u
    }
}

contract ReadAfterTheStart is Till {
    constructor(address router) Till(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        bool paid = IERC20(ai.feeToken()).transfer(ai.feeTarget(), 7);
        session = ai.startUserSession(); //! FUND=u
        require(paid, "unpaid");
    }
}

contract ReadByWhoCalls is Till {
    constructor(address router) Till(router) {}

    function _try() private returns (bool) {
        return IERC20(ai.feeToken()).transfer(ai.feeTarget(), 7);
    }

    function _orNot() private returns (bool) {
        bool paid = _try();
        return paid;
    }

    function open() external onlyBoss {
        require(session == 0, "open");
        if (!_orNot()) revert("unpaid");
        session = ai.startUserSession(); //! FUND=p
    }
}

interface Plain {
    function transfer(address to, uint256 amount) external; // fails by reverting
}

contract Reverting is Till {
    constructor(address router) Till(router) {}

    function open() external onlyBoss {
        require(session == 0, "open");
        Plain(ai.feeToken()).transfer(ai.feeTarget(), 7);
        session = ai.startUserSession(); //! FUND=p
    }
}
