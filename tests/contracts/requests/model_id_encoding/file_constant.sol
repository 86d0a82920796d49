// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A constant of the file is hashed here.
string constant MODEL_OF_THE_FILE = "model.system.example";
bytes32 constant PADDED_OF_THE_FILE = keccak256(abi.encode(MODEL_OF_THE_FILE));
bytes32 constant PACKED_OF_THE_FILE = keccak256(bytes(MODEL_OF_THE_FILE));

contract FileModelWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, PADDED_OF_THE_FILE, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value); //~ dtn-model-id-encoding
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FileModelRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, PACKED_OF_THE_FILE, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
