// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

/// What is nobody's has the payer 0, and nobody can have been let act for 0.
abstract contract GivenRights is Consumer {
    mapping(uint256 => address) public payerOf;
    mapping(address => mapping(address => bool)) public allowed;

    function open(uint256 amount) external returns (uint256 id) {
        id = _start(amount);
        payerOf[id] = msg.sender;
    }

    function close(uint256 id) external {
        require(payerOf[id] == msg.sender, "not yours");
        delete payerOf[id];
        ai.closeUserSession(id);
    }

    function _allow(address from, address who) internal {
        allowed[from][who] = true;
    }
}

contract GivenRightsRight is GivenRights {
    constructor(address router) Consumer(router) {}

    function allow(address who) external {
        _allow(msg.sender, who);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        address payer = payerOf[id];
        require(payer == msg.sender || allowed[payer][msg.sender], "not allowed");
        _ask(id, prompt);
    }
}

// Whoever calls says for whom.
contract GivenRightsOfOthersWrong is GivenRights {
    constructor(address router) Consumer(router) {}

    function allow(address from, address who) external {
        _allow(from, who);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        address payer = payerOf[id];
        require(payer == msg.sender || allowed[payer][msg.sender], "not allowed");
        _ask(id, prompt); //~ dtn-foreign-session dtn-unvalidated-session dtn-use-after-close
    }
}

// Once, it is for nobody: the helper is also called with a constant.
contract GivenRightsOfNobodyWrong is GivenRights {
    constructor(address router) Consumer(router) {}

    function allow(address who) external {
        _allow(msg.sender, who);
    }

    function allowForFree(address who) external {
        _allow(address(0), who);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        address payer = payerOf[id];
        require(payer == msg.sender || allowed[payer][msg.sender], "not allowed");
        _ask(id, prompt); //~ dtn-foreign-session dtn-unvalidated-session dtn-use-after-close
    }
}
