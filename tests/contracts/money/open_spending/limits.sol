// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A limit in time or number is enough.
abstract contract Limited is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => address) internal askedBy;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _free(uint256 value) internal {
        require(sessionId != 0, "no session");
        askedBy[ai.request{value: value}(
            sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, value
        )] = msg.sender;
    }
}

contract CooldownRight is Limited {
    uint256 private last;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(block.timestamp >= last + 1 hours, "not yet");
        last = block.timestamp;
        _free(msg.value);
    }
}

contract FromThenOnWrong is Limited {
    uint256 private immutable from = block.timestamp + 1 days;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(block.timestamp >= from, "not yet");
        _free(msg.value); //~ dtn-open-spending
    }
}

contract UntilThenRight is Limited {
    uint256 private immutable until = block.timestamp + 1 days;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(block.timestamp < until, "over");
        _free(msg.value);
    }
}

contract TenADayRight is Limited {
    mapping(uint256 => uint256) private used;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        uint256 today = block.timestamp / 1 days;
        require(used[today] < 10, "enough for today");
        used[today]++;
        _free(msg.value);
    }
}

contract CountedOnlyWrong is Limited {
    uint256 private used;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(used >= 0 && used != 13, "bad luck");
        used++;
        _free(msg.value); //~ dtn-open-spending
    }
}

contract OnceEachRight is Limited {
    mapping(address => bool) private asked;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(!asked[msg.sender], "once is enough");
        asked[msg.sender] = true;
        _free(msg.value);
    }
}

contract OnceForEachNumberWrong is Limited {
    mapping(uint256 => bool) private asked;

    constructor(address router) Consumer(router) {}

    function ask(uint256 number) external payable {
        require(!asked[number], "take another number");
        asked[number] = true;
        _free(msg.value); //~ dtn-open-spending
    }
}

contract OnceForEachTicketRight is Limited {
    mapping(uint256 => uint256) private tickets;
    mapping(uint256 => bool) private asked;

    constructor(address router) Consumer(router) {}

    function issue(uint256 ticket, uint256 worth) external onlyOwner {
        tickets[ticket] = worth;
    }

    function ask(uint256 ticket) external payable {
        require(tickets[ticket] != 0 && !asked[ticket], "no such ticket");
        asked[ticket] = true;
        _free(msg.value);
    }
}

contract OneAtATimeWrong is Limited {
    bool private entered;

    constructor(address router) Consumer(router) {}

    modifier locked() {
        require(!entered, "locked");
        entered = true;
        _;
        entered = false;
    }

    function ask() external payable locked {
        _free(msg.value); //~ dtn-open-spending
    }
}

contract OneUntilAnsweredRight is Limited {
    bool private waiting;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(!waiting, "one at a time");
        waiting = true;
        _free(msg.value);
    }

    function goOn() external onlyOwner {
        waiting = false;
    }
}
