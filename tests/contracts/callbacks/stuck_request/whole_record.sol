// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

/// The mark is a field of a record that is written as a whole.
abstract contract Records is Consumer {
    struct Record {
        bool asked;
        uint64 at;
        string answer;
    }

    uint256 public sessionId;
    mapping(address => Record) public records;
    mapping(bytes32 => address) internal ofRequest;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        records[_take(requestId)].asked = false;
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        records[_take(requestId)].asked = false;
    }

    function _take(bytes32 requestId) private returns (address who) {
        who = ofRequest[requestId];
        require(who != address(0), "not ours");
        delete ofRequest[requestId];
    }

    function _question() internal {
        require(sessionId != 0, "no session");
        ofRequest[_ask(sessionId, "?")] = msg.sender;
    }
}

contract WholeRecordWrong is Records {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(!records[msg.sender].asked, "asked");
        records[msg.sender] = Record(true, uint64(block.timestamp), ""); //~ dtn-stuck-request
        _question();
    }
}

contract WholeRecordRight is Records {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        Record storage mine = records[msg.sender];
        require(!mine.asked || block.timestamp > mine.at + 1 days, "asked");
        records[msg.sender] = Record(true, uint64(block.timestamp), "");
        _question();
    }
}
