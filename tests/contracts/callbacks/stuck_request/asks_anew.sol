// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

/// Questions get the next number; that the next one is blank frees none that was asked.
abstract contract Numbered is Consumer {
    struct Question {
        address author;
        uint64 askedAt;
        bool asked;
        string text;
    }

    uint256 public sessionId;
    uint256 public next = 1;
    mapping(uint256 => Question) public questions;
    mapping(bytes32 => uint256) internal numberOf;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function write(string calldata text) external returns (uint256 number) {
        number = next++;
        questions[number] = Question(msg.sender, 0, false, text);
    }

    function ask(uint256 number) external payable {
        require(sessionId != 0 && questions[number].author == msg.sender, "not yours");
        require(!questions[number].asked, "asked");
        _question(number);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _take(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        _take(requestId);
    }

    function _question(uint256 number) internal virtual {
        questions[number].asked = true;
        questions[number].askedAt = uint64(block.timestamp);
        numberOf[_ask(sessionId, questions[number].text)] = number;
    }

    function _take(bytes32 requestId) private {
        uint256 number = numberOf[requestId];
        require(number != 0, "not ours");
        delete numberOf[requestId];
        questions[number].asked = false;
    }
}

contract AsksAnewWrong is Numbered {
    constructor(address router) Consumer(router) {}

    function _question(uint256 number) internal override {
        questions[number].asked = true; //~ dtn-stuck-request
        numberOf[_ask(sessionId, questions[number].text)] = number;
    }
}

// What has waited for a day may be asked once more.
contract AsksAnewRight is Numbered {
    constructor(address router) Consumer(router) {}

    function askAnew(uint256 number) external payable {
        require(sessionId != 0 && questions[number].author == msg.sender, "not yours");
        require(questions[number].asked, "not asked");
        require(block.timestamp > questions[number].askedAt + 1 days, "too soon");
        _question(number);
    }
}
