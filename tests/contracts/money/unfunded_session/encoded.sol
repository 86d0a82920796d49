// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

// The transfer is encoded, and a library makes the call: to whom, the encoding says.
contract EncodedElsewhereWrong is Consumer {
    using Address for address;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        ai.feeToken().functionCall(abi.encodeCall(IERC20.transfer, (owner, amount)));
        sessionId = ai.startUserSession(); //~ dtn-unfunded-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract EncodedDepositRight is Consumer {
    using Address for address;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        ai.feeToken().functionCall(abi.encodeCall(IERC20.transfer, (ai.feeTarget(), amount)));
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
