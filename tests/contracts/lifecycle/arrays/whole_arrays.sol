// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Arrays of sessions that are written whole.
contract BatchRight is Consumer {
    uint256[] internal pool;

    constructor(address router) Consumer(router) {}

    function open(uint256 n, uint256 amount) external onlyOwner {
        require(pool.length == 0, "already open");
        uint256[] memory ids = new uint256[](n);
        for (uint256 i; i < n; i++) ids[i] = _start(amount);
        pool = ids;
    }

    function closeAll() external onlyOwner {
        for (uint256 i; i < pool.length; i++) ai.closeUserSession(pool[i]);
        delete pool;
    }
}

// As long from the start as it ever gets.
abstract contract Seats is Consumer {
    uint256[] internal seats = new uint256[](4);

    function open(uint256 i, uint256 amount) external onlyOwner {
        require(seats[i] == 0, "taken");
        seats[i] = _start(amount);
    }
}

contract SeatsRight is Seats {
    constructor(address router) Consumer(router) {}

    function close(uint256 i) external onlyOwner {
        require(seats[i] != 0, "free");
        ai.closeUserSession(seats[i]);
        seats[i] = 0;
    }
}

contract SeatsWrong is Seats {
    constructor(address router) Consumer(router) {}

    function close(uint256 i) external onlyOwner {
        require(seats[i] != 0, "free");
        ai.closeUserSession(seats[i]); //~ dtn-double-close dtn-unreset-session
    }
}

contract SwappedOutWrong is Seats {
    constructor(address router) Consumer(router) {}

    function close(uint256 i) external onlyOwner {
        require(seats[i] != 0, "free");
        ai.closeUserSession(seats[i]);
        seats[i] = 0;
    }

    function reset() external onlyOwner {
        seats = new uint256[](4); //~ dtn-session-overwrite
    }
}

// Three at once, of which the first tells whether there are any.
contract TrioWrong is Consumer {
    uint256[3] internal trio;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(trio[0] == 0, "already open");
        trio = [_start(amount), _start(amount), _start(amount)];
    }

    function closeAll() external onlyOwner {
        for (uint256 i; i < 3; i++) ai.closeUserSession(trio[i]); //~ dtn-unvalidated-session
        delete trio;
    }
}
