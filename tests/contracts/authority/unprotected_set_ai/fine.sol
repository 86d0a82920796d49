// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

// Set by few, or once.
contract SetByConstructor is Asker {
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract SetThroughHelper is Asker {
    uint256 public sessionId;

    error Refused(address who);

    constructor(address router) {
        setAi(router);
    }

    function setRouter(address router) external {
        _onlyOwner();
        require(sessionId == 0, "in use");
        _set(router);
    }

    function _onlyOwner() internal view {
        if (owner != msg.sender) revert Refused(msg.sender);
    }

    function _set(address router) internal {
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract SetByOperators is Asker, Initializable {
    mapping(address => bool) public operators;
    uint256 public sessionId;

    function initialize(address router) external initializer {
        operators[msg.sender] = true;
        setAi(router);
    }

    function appoint(address who) external {
        require(operators[msg.sender], "operators only");
        operators[who] = true;
    }

    function setRouter(address router) external {
        require(operators[msg.sender] && sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
