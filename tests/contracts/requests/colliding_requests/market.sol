// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The one sender that is let in is another contract, which asks for many; or may be a person.
interface IMarketOfBets {
    function settle(uint256 bet) external;
}

contract MarketWrong is Consumer {
    IMarketOfBets public immutable market;
    uint256 public sessionId;

    constructor(address router, IMarketOfBets where) Consumer(router) {
        market = where;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(msg.sender == address(market), "not the market");
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), msg.value); //~ dtn-colliding-requests
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract MarketRight is Consumer {
    IMarketOfBets public immutable market;
    uint256 public sessionId;

    constructor(address router, IMarketOfBets where) Consumer(router) {
        market = where;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(msg.sender == address(market), "not the market");
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract MarketCalledWrong is Consumer {
    address public immutable market;
    uint256 public sessionId;

    constructor(address router, address where) Consumer(router) {
        market = where;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(msg.sender == market, "not the market");
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), msg.value); //~ dtn-colliding-requests
    }

    function settle(uint256 bet) external {
        IMarketOfBets(market).settle(bet);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract MarketOrPerson is Consumer {
    address public immutable market;
    uint256 public sessionId;

    constructor(address router, address where) Consumer(router) {
        market = where;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(msg.sender == market, "not the market");
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
