// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract SameBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// What is written is what is there.
contract SameRight is SameBase {
    address public keeper = msg.sender;

    constructor(address router) Consumer(router) {}

    function touch() external {
        keeper = keeper;
    }

    function touchTwice() external {
        address kept = keeper;
        keeper = kept;
    }

    function close() external {
        require(msg.sender == keeper, "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// So it is after a comparison.
contract SameByComparisonRight is SameBase {
    address public keeper = msg.sender;

    constructor(address router) Consumer(router) {}

    event Confirmed(address keeper);

    function confirm(address who) external {
        require(who == keeper, "somebody else");
        keeper = who;
        emit Confirmed(who);
    }

    function confirmOrNot(address who) external {
        if (keeper != who) revert("somebody else");
        keeper = who;
    }

    function close() external {
        require(msg.sender == keeper, "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// It is not where the comparison finds them different.
contract SameNotWrong is SameBase {
    address public keeper = msg.sender;

    constructor(address router) Consumer(router) {}

    function change(address who) external {
        require(who != keeper, "no change");
        keeper = who;
    }

    function close() external {
        require(msg.sender == keeper, "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Nor where nothing hangs on the comparison.
contract SamePerhapsWrong is SameBase {
    address public keeper = msg.sender;

    constructor(address router) Consumer(router) {}

    uint256 public changes;

    function change(address who) external {
        if (who != keeper) changes++;
        keeper = who;
    }

    function close() external {
        require(msg.sender == keeper, "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// Another entry of the same table is another value.
contract SameTableWrong is SameBase {
    mapping(uint256 => address) public keepers;

    constructor(address router) Consumer(router) {}

    function fill(uint256 place) external {
        require(place != 0, "the first is the keeper's");
        keepers[place] = msg.sender;
    }

    function move(uint256 from, uint256 to) external {
        keepers[to] = keepers[from];
    }

    function close() external {
        require(msg.sender == keepers[0], "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
