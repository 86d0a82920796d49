// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two requests in one transaction, on one session or on two.
contract CollidingTwiceWrong is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        mainId = _start(amount);
        spareId = _start(amount);
    }

    function askBoth(string calldata first, string calldata second) external {
        _charge();
        require(mainId != 0 && spareId != 0, "no session");
        ai.request(mainId, MODEL, _routing(), _payload(first), _callBack(), msg.sender, 0);
        ai.request(mainId, MODEL, _routing(), _payload(second), _callBack(), msg.sender, 0); //~ dtn-colliding-requests
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (mainId, spareId);
        require(first != 0 && second != 0, "not open");
        (mainId, spareId) = (0, 0);
        ai.closeUserSession(first);
        ai.closeUserSession(second);
    }
}

contract CollidingTwiceRight is Consumer {
    uint256 public mainId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(mainId == 0 && spareId == 0, "already open");
        mainId = _start(amount);
        spareId = _start(amount);
    }

    function askBoth(string calldata first, string calldata second) external {
        _charge();
        require(mainId != 0 && spareId != 0, "no session");
        ai.request(mainId, MODEL, _routing(), _payload(first), _callBack(), msg.sender, 0);
        ai.request(spareId, MODEL, _routing(), _payload(second), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (mainId, spareId);
        require(first != 0 && second != 0, "not open");
        (mainId, spareId) = (0, 0);
        ai.closeUserSession(first);
        ai.closeUserSession(second);
    }
}
