// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A table of records with owners; the wrong close does not look at the flag.
contract RecordsWrong is Consumer {
    struct Record {
        address owner;
        uint256 id;
        bool active;
    }

    mapping(uint256 => Record) public records;

    constructor(address router) Consumer(router) {}

    function open(uint256 key, uint256 amount) external {
        require(records[key].owner == address(0), "taken");
        records[key] = Record({owner: msg.sender, id: _start(amount), active: true});
    }

    function ask(uint256 key, string calldata prompt) external payable {
        Record storage record = records[key];
        require(record.owner == msg.sender && record.active, "not yours");
        _ask(record.id, prompt);
    }

    function close(uint256 key) external {
        Record storage record = records[key];
        require(record.owner == msg.sender && record.id != 0, "not yours");
        record.active = false;
        ai.closeUserSession(record.id); //~ dtn-double-close
    }
}

contract RecordsRight is Consumer {
    struct Record {
        address owner;
        uint256 id;
        bool active;
    }

    mapping(uint256 => Record) public records;

    constructor(address router) Consumer(router) {}

    function open(uint256 key, uint256 amount) external {
        require(records[key].owner == address(0), "taken");
        records[key] = Record({owner: msg.sender, id: _start(amount), active: true});
    }

    function ask(uint256 key, string calldata prompt) external payable {
        Record storage record = records[key];
        require(record.owner == msg.sender && record.active, "not yours");
        _ask(record.id, prompt);
    }

    function close(uint256 key) external {
        Record storage record = records[key];
        require(record.owner == msg.sender && record.active, "not yours");
        record.active = false;
        ai.closeUserSession(record.id);
    }
}
