// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A callback asks again on the session that was noted for its request. The router calls back for
// requests of others, too: under their IDs nothing was noted.
abstract contract Noted is Consumer {
    mapping(uint256 => uint256) internal sessionOf;
    mapping(bytes32 => uint256) internal roomOf;

    function open(uint256 room, uint256 amount) external onlyOwner {
        require(sessionOf[room] == 0, "already open");
        _deposit(amount);
        sessionOf[room] = ai.startUserSession(); //~ dtn-unclosable-session
    }

    function _next() internal view returns (IDtnAi.CallBack memory) {
        return IDtnAi.CallBack(this.onNext.selector, this.onLost.selector, address(this));
    }

    function onLost(bytes32 requestId) external onlyDtn {
        failures[requestId] = true;
    }

    function onNext(bytes32 requestId) external virtual;
}

contract NotedRight is Noted {
    constructor(address router) Consumer(router) {}

    function _askIn(uint256 room, address user) internal returns (bytes32) {
        return ai.request(sessionOf[room], MODEL, _routing(), _payload("next"), _next(), user, 0);
    }

    function ask(uint256 room) external {
        _charge();
        require(room != 0 && sessionOf[room] != 0, "no session");
        roomOf[_askIn(room, msg.sender)] = room;
    }

    function onNext(bytes32 requestId) external override onlyDtn {
        uint256 room = roomOf[requestId];
        require(room != 0, "not noted");
        roomOf[_askIn(room, address(uint160(uint256(requestId))))] = room;
    }
}

contract NotAlwaysNotedWrong is Noted {
    constructor(address router) Consumer(router) {}

    function _askIn(uint256 room, address user) internal returns (bytes32) {
        return ai.request(sessionOf[room], MODEL, _routing(), _payload("next"), _next(), user, 0); //~ dtn-unvalidated-session
    }

    function ask(uint256 room) external {
        _charge();
        require(sessionOf[room] != 0, "no session");
        roomOf[_askIn(room, msg.sender)] = room;
    }

    function test(uint256 room) external onlyOwner {
        require(sessionOf[room] != 0, "no session");
        _askIn(room, msg.sender);
    }

    function onNext(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        uint256 room = roomOf[requestId];
        roomOf[_askIn(room, address(uint160(uint256(requestId))))] = room;
    }
}

contract NotedUncheckedWrong is Noted {
    constructor(address router) Consumer(router) {}

    function _askIn(uint256 room, address user) internal returns (bytes32) {
        return ai.request(sessionOf[room], MODEL, _routing(), _payload("next"), _next(), user, 0); //~ dtn-unvalidated-session
    }

    function ask(uint256 room) external {
        _charge();
        roomOf[_askIn(room, msg.sender)] = room;
    }

    function onNext(bytes32 requestId) external override onlyDtn {
        failures[requestId] = true;
    }
}
