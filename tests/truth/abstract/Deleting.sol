// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "../../lifecycle/contracts/marked/Desk.sol";

/// That a record is deleted shows: the contract has gone on to another stage.
contract Deleting is Desk {
    struct Record {
        uint256 id;
        bool paid;
    }

    Record internal record;
    uint8 internal stage;

    constructor(address router) Desk(router) {}

    function open() external {
        require(stage != 1 && record.id == 0, "open");
        record = Record(_paid(), true);
        stage = 1;
    }

    function close() external {
        require(stage == 1, "not open");
        uint256 id = record.id;
        delete record;
        stage = 2;
        ai.closeUserSession(id);
    }
}
