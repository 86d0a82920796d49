// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A counter that goes up gives each record a key of its own; one that stays gives
// all of them the same.
contract CountedKeysWrong is Consumer {
    struct Record {
        address owner;
        uint256 id;
    }

    mapping(uint256 => Record) public records;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 key) {
        key = count;
        records[key] = Record({owner: msg.sender, id: _start(amount)}); //~ dtn-session-overwrite
    }

    function close(uint256 key) external {
        Record storage record = records[key];
        require(record.owner == msg.sender && record.id != 0, "not yours");
        uint256 id = record.id;
        delete records[key];
        ai.closeUserSession(id);
    }
}

contract CountedKeysRight is Consumer {
    struct Record {
        address owner;
        uint256 id;
    }

    mapping(uint256 => Record) public records;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external returns (uint256 key) {
        key = ++count;
        records[key] = Record({owner: msg.sender, id: _start(amount)});
    }

    function close(uint256 key) external {
        Record storage record = records[key];
        require(record.owner == msg.sender && record.id != 0, "not yours");
        uint256 id = record.id;
        delete records[key];
        ai.closeUserSession(id);
    }
}
