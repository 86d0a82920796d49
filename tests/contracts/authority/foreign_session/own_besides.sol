// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract HasOwn is Consumer {
    mapping(address => uint256) public own;

    function open(uint256 amount) external {
        require(own[msg.sender] == 0, "already open");
        own[msg.sender] = _start(amount);
    }

    function close() external {
        uint256 id = own[msg.sender];
        require(id != 0, "no session");
        own[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

// To have a session of one's own is no right to another's.
contract HasOwnWrong is HasOwn {
    constructor(address router) Consumer(router) {}

    function ask(uint256 id, string calldata prompt) external payable {
        require(own[msg.sender] != 0 && id != 0, "no session");
        _ask(id, prompt); //~ dtn-foreign-session dtn-use-after-close
    }
}

contract HasOwnRight is HasOwn {
    constructor(address router) Consumer(router) {}

    function ask(uint256 id, string calldata prompt) external payable {
        require(own[msg.sender] == id && id != 0, "no session");
        _ask(id, prompt);
    }
}

// The sender was let in, by a word that anybody says.
contract SaidSoWrong is HasOwn {
    mapping(address => bool) public agreed;

    constructor(address router) Consumer(router) {}

    function agree() external {
        agreed[msg.sender] = true;
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(agreed[msg.sender] && id != 0, "not agreed");
        _ask(id, prompt); //~ dtn-foreign-session dtn-use-after-close
    }
}

// The sender was let in, by the owner; whether the session is still open, nothing checks.
contract LetInWrong is HasOwn {
    mapping(address => bool) public letIn;

    constructor(address router) Consumer(router) {}

    function admit(address who) external onlyOwner {
        letIn[who] = true;
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(letIn[msg.sender] && id != 0, "not let in");
        _ask(id, prompt); //~ dtn-use-after-close
    }
}
