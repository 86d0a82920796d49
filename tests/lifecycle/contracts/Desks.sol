// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../contracts/support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

/// Deals of clients, each with a session; what is noted of a request leads back to its deal.
abstract contract Desk is Asker {
    enum Status { Empty, Open, Waiting, Over }

    struct Deal {
        address client;
        Status status;
        uint256 session;
    }

    uint256 public deals;
    mapping(uint256 => Deal) public dealOf;
    mapping(bytes32 => uint256) public dealOfRequest;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 fee) external virtual {
        uint256 id = ++deals;
        dealOf[id].client = msg.sender;
        dealOf[id].status = Status.Open;
        dealOf[id].session = _start(fee);
    }

    function _question(uint256 session) internal returns (bytes32) {
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.answered.selector, this.failed.selector, address(this));
        return ai.request{value: msg.value}(
            session, MODEL, _routing(), _payload("go on"), back, msg.sender, msg.value
        );
    }

    function ask(uint256 id) external payable virtual {
        require(msg.sender == dealOf[id].client && dealOf[id].status == Status.Open, "not now");
        dealOf[id].status = Status.Waiting;
        dealOfRequest[_question(dealOf[id].session)] = id;
    }

    function answered(bytes32 requestId) external virtual onlyDtn {
        dealOf[dealOfRequest[requestId]].status = Status.Open;
    }

    function failed(bytes32 requestId) external virtual onlyDtn {
        dealOf[dealOfRequest[requestId]].status = Status.Open;
    }

    function close(uint256 id) external virtual {
        require(msg.sender == dealOf[id].client && dealOf[id].status == Status.Open, "not now");
        dealOf[id].status = Status.Over;
        ai.closeUserSession(dealOf[id].session);
    }
}

contract DeskRight is Desk {
    constructor(address router) Desk(router) {}
}

/// The record names more than the deal.
contract RecordsRight is Desk {
    struct Question { address user; uint256 deal; bool done; }
    mapping(bytes32 => Question) internal questions;

    constructor(address router) Desk(router) {}

    function ask(uint256 id) external payable override {
        Deal storage deal = dealOf[id];
        require(msg.sender == deal.client && deal.status == Status.Open, "not now");
        deal.status = Status.Waiting;
        bytes32 requestId = _question(deal.session);
        questions[requestId] = Question({user: msg.sender, deal: id, done: false});
    }

    function answered(bytes32 requestId) external override onlyDtn {
        Question storage question = questions[requestId];
        require(!question.done, "done");
        question.done = true;
        dealOf[question.deal].status = Status.Open;
    }

    function failed(bytes32 requestId) external override onlyDtn {
        uint256 id = questions[requestId].deal;
        delete questions[requestId];
        dealOf[id].status = Status.Open;
    }
}

/// An answer asks again, for the same deal.
contract AgainRight is Desk {
    constructor(address router) Desk(router) {}

    function answered(bytes32 requestId) external override onlyDtn {
        uint256 id = dealOfRequest[requestId];
        require(id != 0, "not of this desk");
        dealOfRequest[_question(dealOf[id].session)] = id;
    }
}

/// Whoever has asked may ask again, by the request.
contract RetryRight is Desk {
    constructor(address router) Desk(router) {}

    function retry(bytes32 requestId) external payable {
        uint256 id = dealOfRequest[requestId];
        Deal storage deal = dealOf[id];
        require(msg.sender == deal.client && deal.status == Status.Open, "not now");
        deal.status = Status.Waiting;
        dealOfRequest[_question(deal.session)] = id;
    }
}

/// A session that begins and ends with its question, which gets no answer any more.
contract OnceRight is Desk {
    constructor(address router) Desk(router) {}

    function once(uint256 id, uint256 fee) external payable {
        Deal storage deal = dealOf[id];
        if (msg.sender == deal.client && deal.status == Status.Over) {
            deal.session = _start(fee);
            dealOfRequest[_question(deal.session)] = id;
            ai.closeUserSession(deal.session);
            deal.session = 0;
        }
    }
}

/// The session of one deal is asked for another.
contract StrangeSessionWrong is Desk {
    constructor(address router) Desk(router) {}

    function askFor(uint256 id, uint256 other) external payable {
        require(msg.sender == dealOf[other].client && dealOf[other].status == Status.Open, "no");
        dealOfRequest[_question(dealOf[other].session)] = id;
    }
}

/// What was noted is changed by anybody.
contract LinkedWrong is Desk {
    constructor(address router) Desk(router) {}

    function link(bytes32 requestId, uint256 id) external {
        dealOfRequest[requestId] = id;
    }
}

/// One way to ask notes nothing, and deals begin with 0.
contract NotNotedWrong is Desk {
    constructor(address router) Desk(router) {}

    function open(uint256 fee) external override {
        uint256 id = deals++;
        dealOf[id].client = msg.sender;
        dealOf[id].status = Status.Open;
        dealOf[id].session = _start(fee);
    }

    function test(uint256 id) external payable {
        require(msg.sender == dealOf[id].client && dealOf[id].status == Status.Open, "not now");
        _question(dealOf[id].session);
    }
}

/// Several questions may be open, and the first answer lets the deal be closed and opened again.
contract SeveralWrong is Desk {
    constructor(address router) Desk(router) {}

    function ask(uint256 id) external payable override {
        require(msg.sender == dealOf[id].client && dealOf[id].status != Status.Over, "not now");
        dealOf[id].status = Status.Waiting;
        dealOfRequest[_question(dealOf[id].session)] = id;
    }

    function answered(bytes32 requestId) external override onlyDtn {
        Deal storage deal = dealOf[dealOfRequest[requestId]];
        if (deal.status == Status.Open) ai.closeUserSession(deal.session);
        else deal.status = Status.Open;
    }
}

/// What an answer does to the deal of its request lets it be closed twice.
contract ReopenedWrong is Desk {
    constructor(address router) Desk(router) {}

    function close(uint256 id) external override {
        require(msg.sender == dealOf[id].client && dealOf[id].status == Status.Open, "not now");
        ai.closeUserSession(dealOf[id].session);
    }
}

/// A new session is asked for a deal whose old session is closed: its answer opens the deal.
contract HeldBackWrong is Desk {
    mapping(uint256 => uint256) internal spare;

    constructor(address router) Desk(router) {}

    function prepare(uint256 id, uint256 fee) external {
        require(msg.sender == dealOf[id].client && spare[id] == 0, "not now");
        spare[id] = _start(fee);
    }

    function askSpare(uint256 id) external payable {
        require(msg.sender == dealOf[id].client && spare[id] != 0, "not now");
        dealOfRequest[_question(spare[id])] = id;
    }
}

/// What was noted of one request is noted of the next, whose answer comes after the close.
contract CopiedWrong is Desk {
    constructor(address router) Desk(router) {}

    function retry(bytes32 requestId, uint256 other) external payable {
        require(msg.sender == dealOf[other].client && dealOf[other].status == Status.Open, "no");
        dealOfRequest[_question(dealOf[other].session)] = dealOfRequest[requestId];
    }
}

/// A session of one question: it is lost, and its answer still comes.
contract LostWrong is Desk {
    constructor(address router) Desk(router) {}

    function askOnce(uint256 id, uint256 fee) external payable {
        require(msg.sender == dealOf[id].client, "not yours");
        dealOfRequest[_question(_start(fee))] = id;
    }
}

/// An answer changes what was noted of its request before it looks there.
contract RewrittenWrong is Desk {
    constructor(address router) Desk(router) {}

    function answered(bytes32 requestId) external override onlyDtn {
        dealOfRequest[requestId] = deals;
        dealOf[dealOfRequest[requestId]].status = Status.Open;
    }
}

/// A session for each user, and the user noted of each request.
abstract contract Seats is Asker {
    struct Seat {
        uint256 session;
        bool waiting;
    }

    mapping(address => Seat) public seatOf;
    mapping(bytes32 => address) public askerOf;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 fee) external {
        require(seatOf[msg.sender].session == 0, "already open");
        seatOf[msg.sender].session = _start(fee);
    }

    function ask() external payable {
        Seat storage seat = seatOf[msg.sender];
        require(seat.session != 0 && !seat.waiting, "not now");
        seat.waiting = true;
        bytes32 requestId = ai.request{value: msg.value}(
            seat.session,
            MODEL,
            _routing(),
            _payload("go on"),
            IDtnAi.CallBack(this.answered.selector, this.answered.selector, address(this)),
            msg.sender,
            msg.value
        );
        askerOf[requestId] = msg.sender;
    }

    function answered(bytes32 requestId) external virtual;

    function close() external {
        Seat storage seat = seatOf[msg.sender];
        require(seat.session != 0 && !seat.waiting, "not now");
        ai.closeUserSession(seat.session);
        seat.session = 0;
    }
}

/// The last answer closes the session.
contract SeatsRight is Seats {
    constructor(address router) Seats(router) {}

    function answered(bytes32 requestId) external override onlyDtn {
        require(askerOf[requestId] != address(0), "not ours");
        Seat storage seat = seatOf[askerOf[requestId]];
        seat.waiting = false;
        ai.closeUserSession(seat.session);
        seat.session = 0;
    }
}

/// The same, but what was closed is kept.
contract SeatsWrong is Seats {
    constructor(address router) Seats(router) {}

    function answered(bytes32 requestId) external override onlyDtn {
        Seat storage seat = seatOf[askerOf[requestId]];
        seat.waiting = false;
        ai.closeUserSession(seat.session);
    }
}
