// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The same with a name from the caller.
contract PaddedParameterWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata model, string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        bytes memory name = abi.encode(model);
        ai.request(sessionId, keccak256(name), _routing(), _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-model-id-encoding
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PaddedParameterRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata model, string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        bytes memory name = bytes(model);
        ai.request(sessionId, keccak256(name), _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
