// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Who holds a record gives it on, and so may who is in charge: both have the right to.
abstract contract Shares is Desk {
    struct Share {
        uint256 id;
        address holder;
    }

    mapping(uint256 => Share) internal shares;
    uint256 internal last;
    address internal chief = msg.sender;

    constructor(address router) Desk(router) {}

    function open() external {
        Share storage share = shares[++last];
        share.id = _paid();
        share.holder = msg.sender;
    }

    function _take(uint256 number) internal returns (uint256 id) {
        require(shares[number].holder == msg.sender, "not yours");
        id = shares[number].id;
        require(id != 0, "none");
        delete shares[number];
    }
}

contract GivenByHolderOrChief is Shares {
    constructor(address router) Shares(router) {}

    function give(uint256 number, address to) external {
        Share storage share = shares[number];
        require(share.holder == msg.sender || msg.sender == chief, "not yours");
        share.holder = to;
    }

    function shut(uint256 number) external {
        ai.closeUserSession(_take(number)); //! NCT=p CTRL=p
    }
}

contract GivenInTwoBranches is Shares {
    constructor(address router) Shares(router) {}

    function give(uint256 number, address to) external {
        if (msg.sender != chief) require(shares[number].holder == msg.sender, "not yours");
        shares[number].holder = to;
    }

    function shut(uint256 number) external {
        ai.closeUserSession(_take(number)); //! NCT=p CTRL=p
    }
}

contract GivenByTheHolderOfAnother is Shares {
    constructor(address router) Shares(router) {}

    function give(uint256 number, uint256 other, address to) external {
        require(shares[other].holder == msg.sender || msg.sender == chief, "not yours");
        shares[number].holder = to;
    }

    function shut(uint256 number) external {
        ai.closeUserSession(_take(number)); //! NCT=p CTRL=v
    }
}

contract GivenByWhoeverTakesCharge is Shares {
    constructor(address router) Shares(router) {}

    function takeCharge() external {
        chief = msg.sender;
    }

    function give(uint256 number, address to) external {
        require(shares[number].holder == msg.sender || msg.sender == chief, "not yours");
        shares[number].holder = to;
    }

    function shut(uint256 number) external {
        ai.closeUserSession(_take(number)); //! NCT=p CTRL=v
    }
}
