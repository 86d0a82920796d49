// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// What reverts for some of what storage holds is a guard, though nothing is compared.
contract OneCoupon is Desk {
    uint256 internal coupons = 1;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        coupons--;
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

contract TwoCoupons is Desk {
    uint256 internal coupons = 2;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        coupons -= 1;
        ai.closeUserSession(session); //! NCT=v
    }
}

contract NoCoupon is Desk {
    uint256 internal coupons = 1;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        unchecked { coupons -= 1; }
        ai.closeUserSession(session); //! NCT=v
    }
}

contract SignedCoupon is Desk {
    int256 internal coupons = 1;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        coupons -= 1;
        ai.closeUserSession(session); //! NCT=v
    }
}

contract Used is Desk {
    uint8 internal used;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        used = 2 - 2 * (1 - used);
        if (used == 0) used = 2;
        ai.closeUserSession(session); //! NCT=p
    }
}

contract Divisor is Desk {
    uint256 internal share = 1;
    uint256 internal last;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        last = 100 / share;
        share = 0;
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

contract Remainder is Desk {
    uint256 internal share = 1;
    uint256 internal last;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        last = 100 % share;
        share = last;
        share += 1;
        ai.closeUserSession(session); //! NCT=v
    }
}

contract Phases is Desk {
    enum Phase { Open, Closed }

    Phase internal phase;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        phase = Phase(uint8(phase) + 1);
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

contract MorePhases is Desk {
    enum Phase { Open, Closing, Closed }

    Phase internal phase;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function close() external onlyBoss {
        phase = Phase(uint8(phase) + 1);
        ai.closeUserSession(session); //! NCT=v
    }
}

contract Vouchers is Desk {
    bytes32[] internal vouchers;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
        vouchers.push(keccak256("once"));
    }

    function close() external onlyBoss {
        vouchers.pop();
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

contract MoreVouchers is Desk {
    bytes32[] internal vouchers;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
        vouchers.push(keccak256("once"));
        vouchers.push(keccak256("twice"));
    }

    function close() external onlyBoss {
        vouchers.pop();
        ai.closeUserSession(session); //! NCT=v
    }
}
