// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// Found by execution: a cell that is opened where it is empty is not empty afterwards,
// whoever's cell it is.
contract OpenedWhereThereIsNoneWrong is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessions[owner] == 0) sessions[owner] = _start(amount);
        _ask(sessions[msg.sender], prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        uint256 id = sessions[owner];
        require(id != 0, "no session");
        sessions[owner] = 0;
        ai.closeUserSession(id);
    }
}

contract OpenedWhereThereIsNoneRight is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessions[msg.sender] == 0) sessions[msg.sender] = _start(amount);
        _ask(sessions[msg.sender], prompt);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
