// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// An ID that is part of what the caller gives, or computed from it, is the caller's choice.

abstract contract Lockers is Desk {
    mapping(uint256 => address) internal renter;

    constructor(address router) Desk(router) {}

    function rent() external returns (uint256 id) {
        id = _paid();
        renter[id] = msg.sender;
    }

    function _freed(uint256 id) internal returns (uint256) {
        require(renter[id] == msg.sender, "not yours");
        delete renter[id];
        return id;
    }

    function _emptied(uint256 id) internal returns (uint256) {
        delete renter[id];
        return id;
    }
}

contract AnotherSliceWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(bytes calldata what) external {
        _freed(uint256(bytes32(what[32:64])));
        ai.closeUserSession(uint256(bytes32(what[:32]))); //! OWN=v
    }
}

contract OneSliceRight is Lockers {
    constructor(address router) Lockers(router) {}

    function end(bytes calldata what) external {
        _freed(uint256(bytes32(what[4:36])));
        ai.closeUserSession(uint256(bytes32(what[4:]))); //! OWN=p
    }
}

contract ShortSliceWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(bytes calldata what) external {
        _freed(uint256(bytes32(what[:31])));
        ai.closeUserSession(uint256(bytes32(what[:32]))); //! OWN=v
    }
}

contract InMemoryWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(bytes memory what) external {
        ai.closeUserSession(_emptied(uint256(bytes32(what)))); //! OWN=v
    }
}

contract InMemoryRight is Lockers {
    constructor(address router) Lockers(router) {}

    function end(bytes memory what) external {
        ai.closeUserSession(_freed(uint256(bytes32(what)))); //! OWN=p
    }
}

contract FromTheListWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; i++) {
            ai.closeUserSession(_emptied(ids[i])); //! OWN=v NCT=v
        }
    }
}

contract FromTheListRight is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; i++) {
            ai.closeUserSession(_freed(ids[i])); //! OWN=p
        }
    }
}

contract FirstOfTheListWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256[] calldata ids) external {
        _freed(ids[1]);
        ai.closeUserSession(ids[0]); //! OWN=v
    }
}

contract MaskedWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256 id) external {
        ai.closeUserSession(_emptied(id ^ 5)); //! OWN=v NCT=v VAL=v
    }
}

contract MaskedRight is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256 id) external {
        require(id ^ 5 != 0, "none");
        ai.closeUserSession(_freed(id ^ 5)); //! OWN=p NCT=p VAL=p
    }
}

contract OneLessWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256 id) external {
        _freed(id);
        ai.closeUserSession(id - 1); //! OWN=u NCT=u
    }
}

contract NarrowWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256 id) external {
        ai.closeUserSession(_emptied(uint64(id))); //! OWN=v NCT=v
    }
}

contract InAStructWrong is Lockers {
    struct Order {
        address to;
        uint256 id;
    }

    constructor(address router) Lockers(router) {}

    function end(Order calldata order) external {
        ai.closeUserSession(_emptied(order.id)); //! OWN=v NCT=v
    }
}

contract WrittenDownWrong is Desk {
    bool private isOpen;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss returns (uint256) {
        return _paid();
    }

    function end() external onlyBoss {
        ai.closeUserSession(3); //! NCT=v
    }
}

contract WholeMessageWrong is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256) external {
        ai.closeUserSession(_emptied(uint256(bytes32(msg.data[4:36])))); //! OWN=u
    }
}

contract WholeMessageRight is Lockers {
    constructor(address router) Lockers(router) {}

    function end(uint256) external {
        uint256 id;
        assembly {
            id := calldataload(4)
        }
        ai.closeUserSession(_freed(id)); //! OWN=p
    }
}
