// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Slots that assembly names are the variables that stand there.

library Shelves {
    struct Book {
        uint256 id;
        uint256 pages;
    }

    function first() internal pure returns (Book storage book) {
        assembly {
            book.slot := 1
        }
    }

    function far() internal pure returns (Book storage book) {
        assembly {
            book.slot := 0x7a3f5c1e9b8d2f6a4c0e1d3b5a7f9c8e6d4b2a1f3e5c7d9b8a6f4e2d0c1b3a00
        }
    }
}

contract SameSlotWrong is Desk {
    Shelves.Book internal book;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(book.id == 0, "open");
        book.id = _paid();
    }

    function end() external onlyBoss {
        Shelves.Book storage same = Shelves.first();
        require(same.id != 0, "none");
        ai.closeUserSession(same.id); //! NCT=v RESET=v
    }
}

contract OtherSlotRight is Desk {
    uint256 internal filler;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        Shelves.Book storage book = Shelves.far();
        require(book.id == 0, "open");
        book.id = _paid(); //! LOST=p
    }

    function end() external onlyBoss {
        Shelves.Book storage book = Shelves.far();
        require(book.id != 0, "none");
        ai.closeUserSession(book.id); //! NCT=p VAL=p
        book.id = 0;
    }
}

contract WordRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function end() external onlyBoss {
        uint256 session;
        assembly {
            session := sload(id.slot)
        }
        require(session != 0, "none");
        ai.closeUserSession(session); //! NCT=p VAL=p
        assembly {
            sstore(id.slot, 0)
        }
    }
}

contract WordWrong is Desk {
    uint256 internal other;
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function end() external onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=v RESET=v
        assembly {
            sstore(other.slot, 0)
        }
    }
}
