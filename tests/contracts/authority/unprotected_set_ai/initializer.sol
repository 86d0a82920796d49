// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

// An initializer runs once. A function of that name runs as often as anyone likes.
contract InitializerForAllWrong is Asker, Initializable {
    uint256 public sessionId;

    function initialize(address router) external {
        require(sessionId == 0, "in use");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract InitializerForAllRight is Asker, Initializable {
    uint256 public sessionId;

    function initialize(address router) external initializer {
        require(sessionId == 0, "in use");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
