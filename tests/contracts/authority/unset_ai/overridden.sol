// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// The base sets the router in a hook that the derived contract replaces.
abstract contract OverriddenSetupWrongBase is Asker {
    uint256 public sessionId;
    address public treasury;

    constructor(address router) {
        _setUp(router);
    }

    function _setUp(address router) internal virtual {
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract OverriddenSetupWrong is OverriddenSetupWrongBase { //~ dtn-unset-ai
    constructor(address router) OverriddenSetupWrongBase(router) {}

    function _setUp(address router) internal override {
        treasury = router;
    }
}

abstract contract OverriddenSetupRightBase is Asker {
    uint256 public sessionId;
    address public treasury;

    constructor(address router) {
        _setUp(router);
    }

    function _setUp(address router) internal virtual {
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract OverriddenSetupRight is OverriddenSetupRightBase {
    constructor(address router) OverriddenSetupRightBase(router) {}

    function _setUp(address router) internal override {
        super._setUp(router);
        treasury = router;
    }
}
