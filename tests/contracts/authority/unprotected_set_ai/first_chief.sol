// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// Whoever comes first is the chief and sets the router; and there may be a first one again.
contract FirstChiefWrong is Asker {
    address public chief;
    uint256 public sessionId;

    function initialize(address router) external {
        require(chief == address(0), "done");
        chief = msg.sender;
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function leave(address to) external {
        require(msg.sender == chief, "not yours");
        require(to != address(0), "nobody");
        chief = address(0);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract FirstChiefRight is Asker {
    address public chief;
    uint256 public sessionId;

    function initialize(address router) external {
        require(chief == address(0), "done");
        chief = msg.sender;
        setAi(router);
    }

    function leave(address to) external {
        require(msg.sender == chief, "not yours");
        require(to != address(0), "nobody");
        chief = to;
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
