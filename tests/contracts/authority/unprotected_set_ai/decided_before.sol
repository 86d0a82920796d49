// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker, Consumer} from "../../support/Consumer.sol";

// Anyone may carry out what the owner has decided, but not what nobody has.
contract RouterAfterDelayWrong is Consumer {
    uint256 public sessionId;
    address public pending;
    uint256 public readyAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function propose(address router) external {
        pending = router;
        readyAt = block.timestamp + 2 days;
    }

    function accept() external {
        require(sessionId == 0 && readyAt != 0 && block.timestamp >= readyAt, "not now");
        readyAt = 0;
        setAi(pending); //~ dtn-unprotected-set-ai
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RouterAfterDelayRight is Consumer {
    uint256 public sessionId;
    address public pending;
    uint256 public readyAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function propose(address router) external onlyOwner {
        pending = router;
        readyAt = block.timestamp + 2 days;
    }

    function accept() external {
        require(sessionId == 0 && readyAt != 0 && block.timestamp >= readyAt, "not now");
        readyAt = 0;
        setAi(pending);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RouterTakenAway is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function disconnect() external {
        require(sessionId == 0, "in use");
        setAi(address(0)); //~ dtn-unprotected-set-ai
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RouterSetByTheFirst is Asker {
    uint256 public sessionId;

    function connect(address router) external {
        require(address(ai) == address(0), "connected");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
