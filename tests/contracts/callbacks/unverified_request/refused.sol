// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What a stranger's ID leads to reverts by itself, or does not.
abstract contract Tickets is Consumer {
    uint256[] public sessions;
    mapping(uint256 => uint256) public open; // by number, from 1
    mapping(bytes32 => uint256) public ticket;

    function add(uint256 amount) external onlyOwner {
        sessions.push(_start(amount));
    }

    function ask(uint256 number) external payable {
        uint256 id = sessions[number];
        ticket[_ask(id, "?")] = number + 1;
        open[number + 1]++;
    }

    function drop() external onlyOwner {
        uint256 id = sessions[sessions.length - 1];
        require(open[sessions.length] == 0, "asked");
        sessions.pop();
        ai.closeUserSession(id);
    }
}

contract CountsDownRight is Tickets {
    constructor(address router) Consumer(router) {}

    // Nothing is open under 0: counting down from there reverts.
    function onAnswer(bytes32 requestId) external override onlyDtn {
        open[ticket[requestId]]--;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        open[ticket[requestId]]--;
    }
}

contract WrapsAroundWrong is Tickets {
    constructor(address router) Consumer(router) {}

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        unchecked { // and with it, nothing is 0 any more
            open[ticket[requestId]]--;
        }
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        open[ticket[requestId]]--;
    }
}
