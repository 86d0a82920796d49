// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// An ID that was read before the call out may be closed after it.
interface IStaleLocalWrongListener {
    function asked(address who) external;
}

contract StaleLocalWrong is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt, IStaleLocalWrongListener listener) external payable {
        uint256 id = sessions[msg.sender];
        listener.asked(msg.sender);
        require(id != 0, "no session");
        _ask(id, prompt); //~ dtn-use-after-close
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

interface IStaleLocalRightListener {
    function asked(address who) external;
}

contract StaleLocalRight is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt, IStaleLocalRightListener listener) external payable {
        listener.asked(msg.sender);
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        _ask(id, prompt);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
