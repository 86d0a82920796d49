// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Which half of the diamond comes first is decided by the order of the bases.
abstract contract DiamondWrongBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _end();
    }

    function _end() internal virtual {}
}

abstract contract DiamondWrongClears is DiamondWrongBase {
    function _end() internal virtual override {
        sessionId = 0;
        super._end();
    }
}

abstract contract DiamondWrongCloses is DiamondWrongBase {
    function _end() internal virtual override {
        ai.closeUserSession(sessionId); //~ dtn-unvalidated-session
        super._end();
    }
}

contract DiamondWrong is DiamondWrongCloses, DiamondWrongClears {
    constructor(address router) Consumer(router) {}

    function _end() internal override(DiamondWrongCloses, DiamondWrongClears) {
        super._end();
    }
}

abstract contract DiamondRightBase is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _end();
    }

    function _end() internal virtual {}
}

abstract contract DiamondRightClears is DiamondRightBase {
    function _end() internal virtual override {
        sessionId = 0;
        super._end();
    }
}

abstract contract DiamondRightCloses is DiamondRightBase {
    function _end() internal virtual override {
        ai.closeUserSession(sessionId);
        super._end();
    }
}

contract DiamondRight is DiamondRightClears, DiamondRightCloses {
    constructor(address router) Consumer(router) {}

    function _end() internal override(DiamondRightClears, DiamondRightCloses) {
        super._end();
    }
}
