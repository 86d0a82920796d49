// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// No call names the function that closes: it is kept as a value, or is not.
contract KeptAsValueWrong is Consumer {
    uint256 public sessionId;
    function(uint256) internal private _end;

    constructor(address router) Consumer(router) {
        _end = _keep;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession(); //~ dtn-unclosable-session
    }

    function end() external onlyOwner {
        _end(sessionId);
    }

    function _keep(uint256) private {}

    function _close(uint256 id) private {
        require(id != 0, "no session");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract KeptAsValueRight is Consumer {
    uint256 public sessionId;
    function(uint256) internal private _end;

    constructor(address router) Consumer(router) {
        _end = _keep;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function end() external onlyOwner {
        _end(sessionId);
    }

    function mayClose() external onlyOwner {
        _end = _close;
    }

    function _keep(uint256) private {}

    function _close(uint256 id) private {
        require(id != 0, "no session");
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
