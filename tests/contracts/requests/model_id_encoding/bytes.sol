// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The bytes of a name are padded as the name is.
contract BytesOfNameWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata name, string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        bytes32 model = keccak256(abi.encode(bytes(name)));
        ai.request{value: msg.value}(sessionId, model, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value); //~ dtn-model-id-encoding
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract BytesOfNameRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata name, string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        bytes32 model = keccak256(abi.encodePacked(bytes(name)));
        ai.request{value: msg.value}(sessionId, model, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
