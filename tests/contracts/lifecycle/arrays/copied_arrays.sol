// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A pool of sessions is copied into memory, and closed from there.
abstract contract Pooled is Consumer {
    uint256[] internal pool;

    function open(uint256 amount) external onlyOwner {
        pool.push(_start(amount));
    }
}

contract EmptiedFirstRight is Pooled {
    constructor(address router) Consumer(router) {}

    function closeAll() external onlyOwner {
        uint256[] memory ids = pool;
        delete pool;
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]);
    }
}

contract EmptiedLastRight is Pooled {
    constructor(address router) Consumer(router) {}

    function closeAll() external onlyOwner {
        uint256[] memory ids = pool;
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]);
        delete pool;
    }
}

contract NeverEmptiedWrong is Pooled {
    constructor(address router) Consumer(router) {}

    function closeAll() external onlyOwner {
        uint256[] memory ids = pool;
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]); //~ dtn-double-close dtn-unreset-session
    }
}

contract ClosedTwiceWrong is Pooled {
    constructor(address router) Consumer(router) {}

    function closeAll() external onlyOwner {
        uint256[] memory ids = pool;
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]);
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]); //~ dtn-double-close
        delete pool;
    }
}

contract GivenToHelperRight is Pooled {
    constructor(address router) Consumer(router) {}

    function _closeAll(uint256[] memory ids) internal {
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]);
    }

    function closeAll() external onlyOwner {
        _closeAll(pool);
        delete pool;
    }
}

contract EmptiedOnlyWrong is Pooled {
    constructor(address router) Consumer(router) {}

    function closeAll() external onlyOwner {
        uint256[] memory ids = pool;
        delete pool; //~ dtn-session-overwrite
        for (uint256 i = 1; i < ids.length; i++) ai.closeUserSession(ids[i]);
    }
}

// Nothing shows that this array holds one ID twice, nor that it does not.
contract MadeInMemoryRight is Consumer {
    uint256 public first;
    uint256 public second;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(first == 0 && second == 0, "already open");
        first = _start(amount);
        second = _start(amount);
    }

    function closeAll() external onlyOwner {
        require(first != 0 && second != 0, "no sessions");
        uint256[] memory ids = new uint256[](2);
        ids[0] = first;
        ids[1] = second;
        first = second = 0;
        for (uint256 i; i < ids.length; i++) ai.closeUserSession(ids[i]);
    }
}
