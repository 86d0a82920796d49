// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract AllowListBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// The list is kept by curators, whom the owner names.
contract AllowListRight is AllowListBase {
    mapping(address => bool) public curator;
    mapping(address => bool) public allowed;

    constructor(address router) Consumer(router) {}

    function appoint(address who, bool yes) external onlyOwner {
        curator[who] = yes;
    }

    function allow(address who, bool yes) external {
        require(curator[msg.sender], "curators only");
        allowed[who] = yes;
    }

    function close() external {
        require(allowed[msg.sender] || msg.sender == owner, "not allowed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// The list is kept by curators, who name themselves.
contract AllowListWrong is AllowListBase {
    mapping(address => bool) public curator;
    mapping(address => bool) public allowed;

    constructor(address router) Consumer(router) {}

    function volunteer() external {
        curator[msg.sender] = true;
    }

    function allow(address who, bool yes) external {
        require(curator[msg.sender], "curators only");
        allowed[who] = yes;
    }

    function close() external {
        require(allowed[msg.sender] || msg.sender == owner, "not allowed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Whoever is on the list adds others: it began with the owner.
contract AllowListGrowsRight is AllowListBase {
    mapping(address => bool) public allowed;

    constructor(address router) Consumer(router) {
        allowed[msg.sender] = true;
    }

    function allow(address who) external {
        require(allowed[msg.sender], "not allowed");
        allowed[who] = true;
    }

    function close() external {
        require(allowed[msg.sender], "not allowed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// The list is of callers, and the caller names the one who must be on it.
contract AllowListGivenWrong is AllowListBase {
    mapping(address => bool) public allowed;

    constructor(address router) Consumer(router) {}

    function allow(address who) external onlyOwner {
        allowed[who] = true;
    }

    function close(address[] calldata signers) external {
        require(allowed[signers[0]] && signers[1] == msg.sender, "not allowed");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
