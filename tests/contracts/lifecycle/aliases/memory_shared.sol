// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

library Plans {
    struct Plan {
        uint256 id;
        address sender;
    }

    function take(Plan memory plan, uint256 id) internal view {
        plan.id = id;
        plan.sender = msg.sender;
    }
}

// What is in memory has several names: a helper that is given it fills it in.
contract FilledByHelper is Consumer {
    struct Context {
        uint256 id;
        uint256 amount;
        bool fresh;
    }

    mapping(address => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(uint256 amount, string calldata prompt) external payable {
        Context memory c;
        c.amount = amount;
        _load(c);
        _ensure(c);
        if (c.fresh) {
            sessionOf[msg.sender] = c.id;
        }
        _ask(c.id, prompt);
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "none");
        sessionOf[msg.sender] = 0;
        ai.closeUserSession(id);
    }

    function _load(Context memory c) private view {
        c.id = sessionOf[msg.sender];
    }

    function _ensure(Context memory c) private {
        if (c.id == 0) {
            c.id = _start(c.amount);
            c.fresh = true;
        }
    }
}

contract FilledByLibrary is Consumer {
    using Plans for Plans.Plan;

    mapping(address => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "open");
        Plans.Plan memory plan;
        plan.take(_start(amount));
        sessionOf[plan.sender] = plan.id;
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "none");
        sessionOf[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract EmptiedByHelper is Consumer {
    struct Context {
        uint256 id;
    }

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "none");
        Context memory c = Context(sessionId);
        _wipe(c);
        _ask(c.id, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }

    function _wipe(Context memory c) private pure {
        c.id = 0;
    }
}

contract ByAnotherName is Consumer {
    struct State {
        uint256 id;
        bool on;
    }

    State public state;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!state.on, "open");
        state.id = _start(amount);
        state.on = true;
    }

    function ask(string calldata prompt) external payable {
        State memory here = state;
        State memory there = here;
        there.on = true;
        require(here.on, "none");
        _ask(here.id, prompt); //~ dtn-unvalidated-session dtn-use-after-close
    }

    function close() external onlyOwner {
        require(state.on, "none");
        state.on = false;
        ai.closeUserSession(state.id);
    }
}

// What is copied out of storage is not what stands there.
contract CopiedOut is Consumer {
    struct State {
        uint256 id;
        bool on;
    }

    State public state;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!state.on, "open");
        state.id = _start(amount);
        state.on = true;
    }

    function ask(string calldata prompt) external payable {
        State memory here = state;
        here.on = true;
        require(state.on, "none");
        _ask(here.id, prompt);
    }

    function close() external onlyOwner {
        require(state.on, "none");
        state.on = false;
        ai.closeUserSession(state.id);
    }
}
