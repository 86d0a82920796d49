// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two keys: both must be the same for the cell to be the same.
contract NestedMappingWrong is Consumer {
    mapping(address => mapping(bytes32 => uint256)) public sessions;

    constructor(address router) Consumer(router) {}

    function open(bytes32 topic, uint256 amount) external {
        require(sessions[msg.sender][topic] == 0, "already open");
        sessions[msg.sender][topic] = _start(amount);
    }

    function ask(bytes32 topic, bytes32 other, string calldata prompt) external payable {
        require(sessions[msg.sender][topic] != 0, "no session");
        require(topic != other, "use one topic");
        _ask(sessions[msg.sender][other], prompt); //~ dtn-unvalidated-session
    }

    function close(bytes32 topic) external {
        uint256 id = sessions[msg.sender][topic];
        require(id != 0, "no session");
        delete sessions[msg.sender][topic];
        ai.closeUserSession(id);
    }
}

contract NestedMappingRight is Consumer {
    mapping(address => mapping(bytes32 => uint256)) public sessions;

    constructor(address router) Consumer(router) {}

    function open(bytes32 topic, uint256 amount) external {
        require(sessions[msg.sender][topic] == 0, "already open");
        sessions[msg.sender][topic] = _start(amount);
    }

    function ask(bytes32 topic, bytes32 other, string calldata prompt) external payable {
        require(sessions[msg.sender][topic] != 0, "no session");
        require(topic != other, "use one topic");
        _ask(sessions[msg.sender][topic], prompt);
    }

    function close(bytes32 topic) external {
        uint256 id = sessions[msg.sender][topic];
        require(id != 0, "no session");
        delete sessions[msg.sender][topic];
        ai.closeUserSession(id);
    }
}
