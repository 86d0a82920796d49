// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// The router that is set is not the one that is used.
contract UnsetVariableWrong is Asker { //~ dtn-unset-ai
    IDtnAi public network;
    uint256 public sessionId;

    constructor(IDtnAi router) {
        setAi(address(router));
        require(address(network) != address(router));
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        network.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }
}

contract UnsetVariableRight is Asker {
    IDtnAi public network;
    uint256 public sessionId;

    constructor(IDtnAi router) {
        setAi(address(router));
        network = router;
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        network.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }
}
