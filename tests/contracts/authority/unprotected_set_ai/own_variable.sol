// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// The same for a router in a variable of one's own, behind a check of the wrong thing.
contract OwnVariableForAllWrong is Asker {
    IDtnAi public network;
    uint256 public sessionId;

    constructor(IDtnAi router) {
        setAi(address(router));
        network = router;
    }

    function connect(IDtnAi router) external {
        require(address(router) != address(0), "refused");
        require(sessionId == 0, "in use");
        network = router; //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        network.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }
}

contract OwnVariableForAllRight is Asker {
    IDtnAi public network;
    uint256 public sessionId;

    constructor(IDtnAi router) {
        setAi(address(router));
        network = router;
    }

    function connect(IDtnAi router) external {
        require(msg.sender == owner, "refused");
        require(sessionId == 0, "in use");
        network = router;
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        network.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }
}
