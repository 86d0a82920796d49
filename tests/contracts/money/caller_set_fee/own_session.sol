// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Who pays may name the price: the user's own session, or the contract's.
contract CallerPaysOwnWrong is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(uint256 fee) external {
        _charge();
        address payer = owner;
        require(sessions[payer] != 0, "no session");
        ai.request(sessions[payer], MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, fee, fee, 900), _callBack(), msg.sender, 0); //~ dtn-caller-set-fee
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract CallerPaysOwnRight is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(uint256 fee) external {
        address payer = msg.sender;
        require(sessions[payer] != 0, "no session");
        ai.request(sessions[payer], MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.IPFS, fee, fee, 900), _callBack(), msg.sender, 0);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
