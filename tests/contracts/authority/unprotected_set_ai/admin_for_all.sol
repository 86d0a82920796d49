// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// Only the admin may, and anyone, or only the admin, may make an admin.
contract AdminForAllWrong is Asker {
    address public admin;
    uint256 public sessionId;

    constructor(address router) {
        admin = msg.sender;
        setAi(router);
    }

    function makeAdmin(address who) external {
        require(who != address(0), "refused");
        admin = who;
    }

    function setRouter(address router) external {
        require(msg.sender == admin && sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract AdminForAllRight is Asker {
    address public admin;
    uint256 public sessionId;

    constructor(address router) {
        admin = msg.sender;
        setAi(router);
    }

    function makeAdmin(address who) external {
        require(msg.sender == admin, "refused");
        admin = who;
    }

    function setRouter(address router) external {
        require(msg.sender == admin && sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
