// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Whom a forwarder speaks for stands behind the message's arguments (ERC-2771). Read again, it
// is the same, as long as it is the same message.

abstract contract Relayed is Desk {
    address internal immutable forwarder;
    mapping(address => uint256) internal sessionOf;

    constructor(address router, address relay) Desk(router) {
        forwarder = relay;
    }

    function _asker() internal view virtual returns (address sender) {
        uint256 suffix = 20;
        if (msg.sender != forwarder || msg.data.length < suffix) return msg.sender;
        assembly {
            sender := shr(96, calldataload(sub(calldatasize(), suffix)))
        }
    }
}

contract RelayedInAssembly is Relayed {
    constructor(address router, address relay) Relayed(router, relay) {}

    function open() external {
        require(sessionOf[_asker()] == 0, "open");
        sessionOf[_asker()] = _paid(); //! LOST=p
    }

    function shut() external {
        uint256 id = sessionOf[_asker()];
        require(id != 0, "closed");
        sessionOf[_asker()] = 0; //! LOST=p
        ai.closeUserSession(id); //! NCT=p RESET=p CTRL=p VAL=p
    }
}

contract RelayedInSolidity is Relayed {
    constructor(address router, address relay) Relayed(router, relay) {}

    function _asker() internal view override returns (address) {
        if (msg.sender == forwarder && msg.data.length >= 20) {
            return address(bytes20(msg.data[msg.data.length - 20:]));
        }
        return msg.sender;
    }

    function open() external {
        require(sessionOf[_asker()] == 0, "open");
        sessionOf[_asker()] = _paid(); //! LOST=p
    }

    function shut() external {
        uint256 id = sessionOf[_asker()];
        require(id != 0, "closed");
        delete sessionOf[_asker()]; //! LOST=p
        ai.closeUserSession(id); //! NCT=p RESET=p CTRL=p VAL=p
    }
}

// Cleared is what stands under the address before the last one.
contract RelayedBeside is Relayed {
    constructor(address router, address relay) Relayed(router, relay) {}

    function _payer() private view returns (address sender) {
        if (msg.sender != forwarder) return msg.sender;
        assembly {
            sender := shr(96, calldataload(sub(calldatasize(), 40)))
        }
    }

    function open() external {
        require(sessionOf[_asker()] == 0, "open");
        sessionOf[_asker()] = _paid(); //! LOST=p
    }

    function shut() external {
        uint256 id = sessionOf[_asker()];
        require(id != 0, "closed");
        sessionOf[_payer()] = 0; //! LOST=v
        ai.closeUserSession(id); //! NCT=v RESET=v CTRL=p
    }
}

// Who opened is remembered: another message is another's, unless it is shown to be his.
contract RelayedLater is Relayed {
    uint256 private id;
    address private opener;

    constructor(address router, address relay) Relayed(router, relay) {}

    function open() external {
        require(id == 0, "open");
        opener = _asker();
        id = _paid(); //! LOST=p
    }

    function shut() external {
        require(id != 0 && opener == _asker(), "not yours");
        uint256 old = id;
        id = 0;
        ai.closeUserSession(old); //! NCT=p CTRL=p
    }
}

contract RelayedByAnybody is Relayed {
    uint256 private id;
    address private opener;

    constructor(address router, address relay) Relayed(router, relay) {}

    function open() external {
        require(id == 0, "open");
        opener = _asker();
        id = _paid();
    }

    function shut() external {
        address closer = _asker();
        require(id != 0 && closer == _asker(), "not yours");
        uint256 old = id;
        id = 0;
        ai.closeUserSession(old); //! NCT=p CTRL=v
    }
}

// Whoever likes is a forwarder.
contract RelayedByWhomever is Desk {
    mapping(address => bool) private trusted;
    mapping(address => uint256) private sessionOf;

    constructor(address router) Desk(router) {}

    function trust(address relay) external {
        trusted[relay] = true;
    }

    function _asker() private view returns (address sender) {
        if (!trusted[msg.sender]) return msg.sender;
        assembly {
            sender := shr(96, calldataload(sub(calldatasize(), 20)))
        }
    }

    function open() external {
        require(sessionOf[_asker()] == 0, "open");
        sessionOf[_asker()] = _paid(); //! LOST=p
    }

    function shut() external {
        uint256 id = sessionOf[_asker()];
        require(id != 0, "closed");
        sessionOf[_asker()] = 0; //! LOST=p
        ai.closeUserSession(id); //! NCT=p CTRL=v
    }
}
