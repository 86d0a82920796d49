// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The caller names the records to close: some twice, some that were never opened.
contract LoopGivenKeysWrong is Consumer {
    struct Record {
        uint256 id;
        bool active;
    }

    mapping(bytes32 => Record) public records;

    constructor(address router) Consumer(router) {}

    function open(bytes32 key, uint256 amount) external onlyOwner {
        require(!records[key].active, "already open");
        records[key] = Record(_start(amount), true);
    }

    function close(bytes32[] calldata keys) external onlyOwner {
        for (uint256 i = 0; i < keys.length; ++i) {
            Record storage record = records[keys[i]];
            record.active = false;
            ai.closeUserSession(record.id); //~ dtn-unvalidated-session dtn-double-close
        }
    }
}

contract LoopGivenKeysRight is Consumer {
    struct Record {
        uint256 id;
        bool active;
    }

    mapping(bytes32 => Record) public records;

    constructor(address router) Consumer(router) {}

    function open(bytes32 key, uint256 amount) external onlyOwner {
        require(!records[key].active, "already open");
        records[key] = Record(_start(amount), true);
    }

    function close(bytes32[] calldata keys) external onlyOwner {
        for (uint256 i = 0; i < keys.length; ++i) {
            Record storage record = records[keys[i]];
            if (!record.active) continue;
            record.active = false;
            ai.closeUserSession(record.id);
        }
    }
}
