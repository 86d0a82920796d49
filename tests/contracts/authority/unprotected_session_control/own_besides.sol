// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract OwnBesides is Consumer {
    uint256 public common;
    mapping(address => uint256) public own;

    function openCommon(uint256 amount) external onlyOwner {
        require(common == 0, "already open");
        common = _start(amount);
    }

    function open(uint256 amount) external {
        require(own[msg.sender] == 0, "already open");
        own[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(common != 0, "no session");
        _ask(common, prompt);
    }
}

// Whoever has a session of their own closes that.
contract OwnBesidesRight is OwnBesides {
    constructor(address router) Consumer(router) {}

    function close() external {
        uint256 id = own[msg.sender];
        require(id != 0, "no session");
        own[msg.sender] = 0;
        ai.closeUserSession(id);
    }

    function closeCommon() external onlyOwner {
        require(common != 0, "no session");
        ai.closeUserSession(common);
        common = 0;
    }
}

// A session of one's own is no right to the one that all share.
contract OwnBesidesCommonWrong is OwnBesides {
    constructor(address router) Consumer(router) {}

    function close() external {
        require(own[msg.sender] != 0, "no session");
        ai.closeUserSession(own[msg.sender]);
        own[msg.sender] = 0;
    }

    function closeCommon() external {
        require(own[msg.sender] != 0 && common != 0, "no session");
        ai.closeUserSession(common); //~ dtn-unprotected-session-control
        common = 0;
    }
}

// Nor to another's.
contract OwnBesidesAnothersWrong is OwnBesides {
    constructor(address router) Consumer(router) {}

    function closeFor(address user) external {
        require(own[msg.sender] != 0 && own[user] != 0, "no session");
        ai.closeUserSession(own[user]); //~ dtn-unprotected-session-control
        own[user] = 0;
    }

    function closeCommon() external onlyOwner {
        require(common != 0, "no session");
        ai.closeUserSession(common);
        common = 0;
    }
}
