// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Two names of one object in memory, and two objects of one name.

contract SharedWrong is Desk {
    struct Slip {
        uint256 id;
        uint256 note;
    }

    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _blank(Slip memory slip) internal pure {
        slip.id = 0;
    }

    function close() external onlyBoss {
        Slip memory slip = Slip(id, 1);
        Slip[2] memory both = [slip, slip];
        id = 0;
        _blank(both[1]);
        ai.closeUserSession(slip.id); //! VAL=v
    }
}

contract CopiedRight is Desk {
    struct Slip {
        uint256 id;
        uint256 note;
    }

    Slip internal kept;

    constructor(address router) Desk(router) {
        kept.id = _paid();
    }

    function _blank(Slip memory slip) internal pure {
        slip.id = 0;
    }

    function close() external onlyBoss {
        require(kept.id != 0, "none");
        Slip memory slip = kept;
        Slip memory other = kept;
        kept.id = 0;
        _blank(other);
        ai.closeUserSession(slip.id); //! VAL=p NCT=p
    }
}

contract NestedWrong is Desk {
    struct Inner {
        uint256 id;
    }
    struct Outer {
        Inner inner;
        bool set;
    }

    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function close() external onlyBoss {
        Outer memory outer;
        outer.inner.id = id;
        Inner memory inner = outer.inner;
        id = 0;
        delete inner.id;
        ai.closeUserSession(outer.inner.id); //! VAL=v
    }
}

contract NestedRight is Desk {
    struct Inner {
        uint256 id;
    }
    struct Outer {
        Inner inner;
        bool set;
    }

    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        Outer memory outer;
        outer.inner.id = id;
        Inner memory inner = outer.inner;
        id = 0;
        outer.inner = Inner(0);
        ai.closeUserSession(inner.id); //! VAL=p NCT=p
    }
}

// Assembly that writes one field of a struct leaves the others alone.
contract FieldCleared is Desk {
    struct Item { uint256 session; uint256 price; bool done; }
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function ask() external {
        Item memory item = Item(id, 1, false);
        assembly { mstore(item, 0) }
        _put(item.session); //! VAL=v
    }
}

contract OtherFieldCleared is Desk {
    struct Item { uint256 session; uint256 price; bool done; }
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function ask() external {
        Item memory item = Item(id, 1, false);
        assembly { mstore(add(item, 0x20), 0) }
        _put(item.session); //! VAL=p
    }
}

contract FieldSetToId is Desk {
    struct Item { uint256 price; uint256 session; bool done; }
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function ask() external {
        Item memory item = Item(0, 0, true);
        uint256 held = id;
        assembly { mstore(add(item, 32), held) mstore(add(item, 64), 0) }
        require(!item.done);
        _put(item.session); //! VAL=p
    }
}

contract FieldMissed is Desk {
    struct Item { uint256 session; uint256 price; bool done; }
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function ask() external {
        Item memory item = Item(id, 1, false);
        assembly { mstore(add(item, 1), 0) }
        _put(item.session); //! VAL=u
    }
}
