// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// An initializer that the deployer may never call.
contract Begun is Desk {
    bool internal begun;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function initialise() external onlyBoss {
        require(!begun, "begun");
        begun = true;
        session = _paid();
    }

    function ask() external {
        _put(session); //! VAL=v
    }
}

// Before this one there is no router.
contract BegunBehindAProxy is WithDtnAi {
    bool internal begun;
    uint256 internal session;

    function initialise(address router) external {
        require(!begun, "begun");
        begun = true;
        setAi(router);
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        session = ai.startUserSession();
    }

    function ask() external {
        IDtnAi.DtnRouting memory routing;
        IDtnAi.DtnRequest memory query;
        IDtnAi.CallBack memory back;
        ai.request(session, keccak256("model"), routing, query, back, msg.sender, 0); //! VAL=p
    }
}

// Nobody is an owner: then it can run again.
contract Appointed is Desk {
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function initKeeper(address first) external {
        require(keeper == address(0), "there is one");
        keeper = first;
        session = _paid(); //! LOST=v
    }
}

contract AppointedForSure is Desk {
    address internal keeper;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function initKeeper(address first) external {
        require(keeper == address(0) && first != address(0), "not now");
        keeper = first;
        session = _paid(); //! LOST=p
    }
}

// Two flags, as libraries have them: while it runs, it may be entered again.
abstract contract Prepared is WithDtnAi {
    bool internal prepared;
    bool internal preparing;
    uint256 internal session;

    function _begun(address router) internal returns (uint256) {
        setAi(router);
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        return ai.startUserSession();
    }
}

contract PreparedForGood is Prepared {
    modifier initializer() {
        require(preparing || !prepared, "prepared");
        preparing = true;
        prepared = true;
        _;
    }

    function initialize(address router) external initializer {
        session = _begun(router); //! LOST=v
    }
}

contract PreparedInTurn is Prepared {
    modifier initializer() {
        bool first = !preparing;
        require(preparing || !prepared, "prepared");
        if (first) {
            preparing = true;
            prepared = true;
        }
        _;
        if (first) {
            preparing = false;
        }
    }

    function initialize(address router) external initializer {
        session = _begun(router); //! LOST=p
    }
}

contract PreparedOrNot is Prepared {
    modifier initializer() {
        if (prepared) {
            revert("prepared");
        }
        prepared = true;
        _;
    }

    function initialize(address router) external initializer {
        session = _begun(router); //! LOST=p
    }
}
