// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// Whoever holds one certain token may; or whoever holds any.
interface ITokenOfPower {
    function ownerOf(uint256 id) external view returns (address);
}

contract AnyTokenWrong is Asker {
    ITokenOfPower public immutable power;
    uint256 public sessionId;

    constructor(address router, ITokenOfPower where) {
        setAi(router);
        power = where;
    }

    function setRouter(address router, uint256 id) external {
        require(power.ownerOf(id) == msg.sender, "not yours");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract OneTokenRight is Asker {
    ITokenOfPower public immutable power;
    uint256 public sessionId;

    constructor(address router, ITokenOfPower where) {
        setAi(router);
        power = where;
    }

    function setRouter(address router) external {
        require(power.ownerOf(1) == msg.sender, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
