// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

// Routers that are set elsewhere than in a constructor, or need no setting.
contract SetByInitializer is Asker, Initializable {
    uint256 public sessionId;

    function initialize(address router) external initializer {
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract SetInTheSource is Asker {
    IDtnAi internal constant NETWORK = IDtnAi(0x00000000000000000000000000000000DeaDBeef);

    uint256 public sessionId;

    constructor() {
        setAi(address(NETWORK));
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        NETWORK.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }
}

contract SetAsImmutable is Asker {
    IDtnAi public immutable network;
    uint256 public sessionId;

    constructor(address router) {
        network = IDtnAi(router);
        ai = network;
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        network.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0);
    }
}
