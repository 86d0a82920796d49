// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../contracts/support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

abstract contract Shape is Asker {
    constructor(address router) {
        setAi(router);
    }

    function _question(uint256 session) internal returns (bytes32) {
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.answered.selector, this.failed.selector, address(this));
        return ai.request{value: msg.value}(
            session, MODEL, _routing(), _payload("go on"), back, msg.sender, msg.value
        );
    }

    function answered(bytes32 requestId) external virtual onlyDtn {}

    function failed(bytes32 requestId) external virtual onlyDtn {}
}

/// Whoever paid for a session uses it, and whom he lets. Nobody lets in below nobody.
contract SponsorRight is Shape {
    mapping(uint256 => address) public payerOf;
    mapping(address => mapping(address => bool)) public allowed;

    constructor(address router) Shape(router) {}

    function open(uint256 fee) external returns (uint256 id) {
        id = _start(fee);
        payerOf[id] = msg.sender;
    }

    function allow(address who, bool yes) external virtual {
        allowed[msg.sender][who] = yes;
    }

    function use(uint256 id) external payable {
        address payer = payerOf[id];
        require(payer == msg.sender || allowed[payer][msg.sender], "not yours");
        _question(id);
    }

    function close(uint256 id) external {
        require(payerOf[id] == msg.sender, "not yours");
        delete payerOf[id];
        ai.closeUserSession(id);
    }
}

/// Anyone may let himself in below nobody, who has paid for what is closed.
contract SponsorWrong is SponsorRight {
    constructor(address router) SponsorRight(router) {}

    function allow(address who, bool yes) external override {
        allowed[who][msg.sender] = yes;
    }
}

/// Holders let operators in, who may hand over what is held.
contract HolderRight is Shape {
    uint256 internal count;
    mapping(uint256 => uint256) public sessionOf;
    mapping(uint256 => address) public holder;
    mapping(address => mapping(address => bool)) public operators;

    constructor(address router) Shape(router) {}

    function buy(uint256 fee) external {
        uint256 id = ++count;
        sessionOf[id] = _start(fee);
        holder[id] = msg.sender;
    }

    function setOperator(address who, bool yes) external virtual {
        operators[msg.sender][who] = yes;
    }

    function move(address to, uint256 id) external {
        address from = holder[id];
        require(from != address(0), "nobody's");
        require(from == msg.sender || operators[from][msg.sender], "not yours");
        holder[id] = to;
        uint256 session = sessionOf[id];
        if (session == 0) return;
        delete sessionOf[id];
        ai.closeUserSession(session);
    }
}

/// Operators name their holders.
contract HolderWrong is HolderRight {
    constructor(address router) HolderRight(router) {}

    function setOperator(address who, bool yes) external override {
        operators[who][msg.sender] = yes;
    }
}

/// Nothing is open where the time is the latest of all numbers.
contract SentinelRight is Shape {
    uint256 public session;
    uint256 public activeAt = type(uint256).max;

    constructor(address router) Shape(router) {}

    function open(uint256 fee, uint256 delay) external virtual onlyOwner {
        require(activeAt == type(uint256).max && delay < 1 weeks, "open");
        session = _start(fee);
        activeAt = block.timestamp + 1 days;
    }

    function cancel() external onlyOwner {
        require(activeAt != type(uint256).max, "not open");
        activeAt = type(uint256).max;
        ai.closeUserSession(session);
    }

    function poke() external payable {
        require(block.timestamp >= activeAt, "not yet");
        _question(session);
    }
}

/// The owner gives the time, which may be that number.
contract SentinelWrong is SentinelRight {
    constructor(address router) SentinelRight(router) {}

    function open(uint256 fee, uint256 time) external override onlyOwner {
        require(activeAt == type(uint256).max, "open");
        session = _start(fee);
        activeAt = time;
    }
}

/// A pool; of each request it keeps the session, to count its answers.
contract TicketsRight is Shape {
    uint256[] public pool;
    mapping(bytes32 => uint256) internal ticket;
    mapping(uint256 => uint256) public waiting;

    constructor(address router) Shape(router) {}

    function add(uint256 fee) external onlyOwner {
        pool.push(_start(fee));
    }

    function drop() external virtual onlyOwner {
        uint256 session = pool[pool.length - 1];
        require(waiting[session] == 0, "asked");
        pool.pop();
        ai.closeUserSession(session);
    }

    function ask(uint256 number) external payable {
        uint256 session = pool[number];
        ticket[_question(session)] = session;
        waiting[session] += 1;
    }

    function answered(bytes32 requestId) external override onlyDtn {
        waiting[ticket[requestId]] -= 1;
    }
}

/// Its ticket does not help a session that the pool lets go.
contract TicketsWrong is TicketsRight {
    constructor(address router) TicketsRight(router) {}

    function drop() external override onlyOwner {
        require(waiting[pool[pool.length - 1]] == 0, "asked");
        pool.pop();
    }
}

/// The owner takes back what was asked: its answer leads nowhere.
contract TakenBackRight is Shape {
    struct Deal { uint256 session; uint8 stage; }
    uint256 internal deals;
    mapping(uint256 => Deal) public dealOf;
    mapping(bytes32 => uint256) public dealOfRequest;

    constructor(address router) Shape(router) {}

    function open(uint256 fee) external onlyOwner {
        uint256 id = ++deals;
        dealOf[id] = Deal(_start(fee), 1);
    }

    function ask(uint256 id) external payable onlyOwner {
        require(dealOf[id].stage == 1, "not now");
        dealOf[id].stage = 2;
        dealOfRequest[_question(dealOf[id].session)] = id;
    }

    function takeBack(bytes32 requestId) external onlyOwner {
        uint256 id = dealOfRequest[requestId];
        require(id != 0 && dealOf[id].stage == 2, "not asked");
        _forget(requestId);
        dealOf[id].stage = 3;
        ai.closeUserSession(dealOf[id].session);
    }

    function _forget(bytes32 requestId) internal virtual {
        delete dealOfRequest[requestId];
    }

    function answered(bytes32 requestId) external override onlyDtn {
        uint256 id = dealOfRequest[requestId];
        if (id == 0) return;
        dealOf[id].stage = 1;
    }
}

/// A request on what was closed.
contract TakenBackWrong is TakenBackRight {
    constructor(address router) TakenBackRight(router) {}

    function askAgain(uint256 id) external payable onlyOwner {
        require(dealOf[id].stage == 3, "not over");
        dealOf[id].stage = 2;
        dealOfRequest[_question(dealOf[id].session)] = id;
    }
}

/// Of two requests on one session the other still leads there.
contract TakenBackTwiceWrong is TakenBackRight {
    constructor(address router) TakenBackRight(router) {}

    function askMore(uint256 id) external payable onlyOwner {
        require(dealOf[id].stage == 2, "not asked");
        dealOfRequest[_question(dealOf[id].session)] = id;
    }

    function takeOther(bytes32 requestId) external onlyOwner {
        uint256 id = dealOfRequest[requestId];
        require(id != 0, "not asked");
        _forget(requestId);
        ai.closeUserSession(dealOf[id].session);
    }
}
