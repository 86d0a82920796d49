// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// An ID that another contract was told, or that an event carries, is not lost.
interface IPassedOnWrongRegistry {
    function keep(uint256 id) external;
}

contract PassedOnWrong is Consumer {
    IPassedOnWrongRegistry public immutable registry;

    event Opened(uint256 id);

    constructor(address router, IPassedOnWrongRegistry keeper) Consumer(router) {
        registry = keeper;
    }

    function open(uint256 amount) external onlyOwner {
        _deposit(amount);
        uint256 id = ai.startUserSession(); //~ dtn-discarded-session
        registry.keep(amount);
        require(id != 0);
    }

    function openAloud(uint256 amount) external onlyOwner {
        _deposit(amount);
        emit Opened(ai.startUserSession());
    }

    function probe(uint256 amount) external onlyOwner {
        ai.closeUserSession(_start(amount));
    }
}

interface IPassedOnRightRegistry {
    function keep(uint256 id) external;
}

contract PassedOnRight is Consumer {
    IPassedOnRightRegistry public immutable registry;

    event Opened(uint256 id);

    constructor(address router, IPassedOnRightRegistry keeper) Consumer(router) {
        registry = keeper;
    }

    function open(uint256 amount) external onlyOwner {
        _deposit(amount);
        uint256 id = ai.startUserSession();
        registry.keep(id);
        require(id != 0);
    }

    function openAloud(uint256 amount) external onlyOwner {
        _deposit(amount);
        emit Opened(ai.startUserSession());
    }

    function probe(uint256 amount) external onlyOwner {
        ai.closeUserSession(_start(amount));
    }
}
