// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The ID has a type of its own.
type ValueTypeWrongId is uint256;

contract ValueTypeWrong is Consumer {
    ValueTypeWrongId public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(ValueTypeWrongId.unwrap(session) == 0, "already open");
        session = ValueTypeWrongId.wrap(_start(amount));
    }

    function ask(string calldata prompt) external payable {
        _ask(ValueTypeWrongId.unwrap(session), prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        uint256 id = ValueTypeWrongId.unwrap(session);
        require(id != 0, "no session");
        session = ValueTypeWrongId.wrap(0);
        ai.closeUserSession(id);
    }
}

type ValueTypeRightId is uint256;

contract ValueTypeRight is Consumer {
    ValueTypeRightId public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(ValueTypeRightId.unwrap(session) == 0, "already open");
        session = ValueTypeRightId.wrap(_start(amount));
    }

    function ask(string calldata prompt) external payable {
        require(ValueTypeRightId.unwrap(session) != 0, "no session");
        _ask(ValueTypeRightId.unwrap(session), prompt);
    }

    function close() external onlyOwner {
        uint256 id = ValueTypeRightId.unwrap(session);
        require(id != 0, "no session");
        session = ValueTypeRightId.wrap(0);
        ai.closeUserSession(id);
    }
}
