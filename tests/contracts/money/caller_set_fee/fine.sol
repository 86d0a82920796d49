// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Fees that come from the caller and are not the caller's to choose.
contract FeeByRole is Consumer {
    mapping(address => bool) public operators;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function appoint(address who, bool yes) external onlyOwner {
        operators[who] = yes;
    }

    function ask(uint256 fee) external {
        require(operators[msg.sender], "operators only");
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, fee, fee, 900), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract GasByCaller is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 gasForAnswer) external payable {
        _charge();
        require(sessionId != 0 && msg.value >= gasForAnswer, "not now");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, gasForAnswer); //~ dtn-excess-value
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
