// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract Operators is Consumer {
    mapping(uint256 => uint256) public sessions;
    mapping(uint256 => address) public holder;
    mapping(address => mapping(address => bool)) public operator;
    uint256 public count;

    function open(uint256 amount) external returns (uint256 number) {
        number = ++count;
        holder[number] = msg.sender;
        sessions[number] = _start(amount);
    }

    function ask(uint256 number, string calldata prompt) external payable {
        require(holder[number] == msg.sender && sessions[number] != 0, "not yours");
        _ask(sessions[number], prompt);
    }

    function approve(address who, bool yes) external {
        operator[msg.sender][who] = yes;
    }
}

// Whom the holder approved acts for the holder.
contract OperatorsRight is Operators {
    constructor(address router) Consumer(router) {}

    function close(uint256 number) external {
        address of_ = holder[number];
        require(of_ == msg.sender || operator[of_][msg.sender], "not approved");
        uint256 id = sessions[number];
        require(id != 0, "no session");
        sessions[number] = 0;
        ai.closeUserSession(id);
    }
}

// Approved by whom? Anybody approves of somebody.
contract OperatorsWrong is Operators {
    constructor(address router) Consumer(router) {}

    function close(uint256 number, address of_) external {
        require(operator[of_][msg.sender], "not approved");
        uint256 id = sessions[number];
        require(id != 0, "no session");
        sessions[number] = 0;
        ai.closeUserSession(id); //~ dtn-unprotected-session-control
    }
}

// The members of a round come by themselves.
contract OperatorsOfRoundWrong is Operators {
    uint256 public round;
    mapping(uint256 => mapping(address => bool)) public inRound;

    constructor(address router) Consumer(router) {}

    function next() external onlyOwner {
        round++;
    }

    function join() external {
        inRound[round][msg.sender] = true;
    }

    function close(uint256 number) external {
        require(inRound[round][msg.sender], "not in this round");
        uint256 id = sessions[number];
        require(id != 0, "no session");
        sessions[number] = 0;
        ai.closeUserSession(id); //~ dtn-unprotected-session-control
    }
}

// Those of the holder's choice for this session.
contract OperatorsBySessionRight is Operators {
    mapping(uint256 => mapping(address => bool)) public helps;

    constructor(address router) Consumer(router) {}

    function helped(uint256 number, address who) external {
        require(holder[number] == msg.sender, "not yours");
        helps[number][who] = true;
    }

    function close(uint256 number) external {
        require(helps[number][msg.sender], "no help");
        uint256 id = sessions[number];
        require(id != 0, "no session");
        sessions[number] = 0;
        ai.closeUserSession(id);
    }
}
