// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// What deletes a struct deletes its arrays, nested as they may be.
contract ShelfWrong is Desk {
    struct Row {
        uint256[] ids;
    }
    struct Shelf {
        string label;
        Row row;
    }

    Shelf internal shelf;

    constructor(address router) Desk(router) {}

    function fill() external onlyBoss {
        shelf.row.ids.push(_paid());
    }

    function relabel(string calldata label) external onlyBoss {
        delete shelf; //! LOST=v
        shelf.label = label;
    }

    function clear() external onlyBoss {
        while (shelf.row.ids.length > 0) {
            uint256 id = shelf.row.ids[shelf.row.ids.length - 1];
            shelf.row.ids.pop();
            ai.closeUserSession(id); //! NCT=p VAL=p
        }
    }
}

contract ShelfRight is Desk {
    struct Row {
        uint256[] ids;
    }
    struct Shelf {
        string label;
        Row row;
    }

    Shelf internal shelf;

    constructor(address router) Desk(router) {}

    function fill() external onlyBoss {
        shelf.row.ids.push(_paid());
    }

    function relabel(string calldata label) external onlyBoss {
        delete shelf.label;
        shelf.label = label;
    }

    function clear() external onlyBoss {
        while (shelf.row.ids.length > 0) {
            uint256 id = shelf.row.ids[shelf.row.ids.length - 1];
            shelf.row.ids.pop();
            ai.closeUserSession(id); //! NCT=p VAL=p
        }
        delete shelf; //! LOST=p
    }
}
