// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The record of the session stands among more storage that is checked than is followed.
contract RecordsAmongMany is Consumer {
    struct Epoch {
        uint64 startedAt;
        uint64 closedAt;
        uint256 sessionId;
        uint256 refund;
        mapping(address => uint256) shares;
        mapping(address => bool) paid;
    }

    mapping(uint256 => Epoch) private epochs;
    uint256 private current;

    constructor(address router) Consumer(router) {}

    function join() external {
        epochs[current].shares[msg.sender] = 1;
    }

    function start(uint256 amount) external onlyOwner {
        Epoch storage e = epochs[current];
        require(e.startedAt == 0, "started");
        e.startedAt = uint64(block.timestamp);
        e.sessionId = _start(amount);
    }

    function end() external onlyOwner {
        Epoch storage e = epochs[current];
        require(e.startedAt != 0 && e.closedAt == 0, "not now");
        require(e.shares[msg.sender] > 0, "no member");
        e.closedAt = uint64(block.timestamp);
        ai.closeUserSession(e.sessionId);
        e.refund = 1;
        current++;
    }

    function take(uint256 number) external {
        Epoch storage e = epochs[number];
        require(e.closedAt != 0, "open");
        require(!e.paid[msg.sender], "paid");
        e.paid[msg.sender] = true;
        require(e.refund != 0, "nothing");
    }
}
