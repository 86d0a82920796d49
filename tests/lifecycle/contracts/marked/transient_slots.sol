// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.28;
import "./Desk.sol";

// Assembly may write a transient variable by its slot.
abstract contract Locked is Desk {
    bool internal transient first;
    bool internal transient locked;
    uint256 internal transient whole;
    uint256 internal id;
    constructor() { id = _paid(); }
    function _out() internal { (bool ok, ) = msg.sender.call(""); require(ok); }
}
contract Unlocked is Locked {
    constructor(address router) Desk(router) {}
    function close() external {
        require(!locked); locked = true;
        assembly { tstore(0, 1) }
        uint256 it = id; require(it != 0);
        _out();
        id = 0;
        ai.closeUserSession(it); //! NCT=v
        locked = false;
    }
}
contract StaysLocked is Locked {
    constructor(address router) Desk(router) {}
    function close() external {
        require(!locked); locked = true;
        assembly { tstore(1, 0) tstore(2, 0) tstore(0, 0x100) }
        uint256 it = id; require(it != 0);
        _out();
        id = 0;
        ai.closeUserSession(it); //! NCT=p
        locked = false;
    }
}
contract LockedBySlot is Locked {
    constructor(address router) Desk(router) {}
    function close() external {
        require(whole == 0);
        assembly { tstore(1, 1) }
        uint256 it = id; require(it != 0);
        _out();
        id = 0;
        ai.closeUserSession(it); //! NCT=p
        whole = 0;
    }
}
contract LockedByAnotherSlot is Locked {
    constructor(address router) Desk(router) {}
    function close() external {
        require(whole == 0);
        assembly { tstore(2, 1) }
        uint256 it = id; require(it != 0);
        _out();
        id = 0;
        ai.closeUserSession(it); //! NCT=v
        whole = 0;
    }
}
contract LockedAtAnySlot is Locked {
    constructor(address router) Desk(router) {}
    function close(uint256 n) external {
        require(!locked); locked = true;
        assembly { tstore(n, 0) }
        uint256 it = id; require(it != 0);
        _out();
        id = 0;
        ai.closeUserSession(it); //! NCT=u
        locked = false;
    }
}

// What lasts for the transaction tells of a deposit in another message.
contract PaidBefore is Desk {
    uint256 private session;
    bool private transient paid;

    constructor(address router) Desk(router) {}

    function fund(uint256 amount) external onlyBoss {
        require(amount > 0, "nothing");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount), "unpaid"); //! CLAIM=v
        paid = true;
    }

    function begin() external onlyBoss {
        require(paid && session == 0, "unpaid");
        paid = false;
        session = ai.startUserSession(); //! FUND=u LOST=p
    }
}

contract SaidBefore is Desk {
    uint256 private session;
    bool private transient said;

    constructor(address router) Desk(router) {}

    function say() external onlyBoss {
        said = true;
    }

    function begin() external onlyBoss {
        require(said && session == 0, "unsaid");
        session = ai.startUserSession(); //! FUND=v LOST=p
    }
}
