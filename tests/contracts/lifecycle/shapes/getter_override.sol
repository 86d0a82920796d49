// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The base asks for the ID; the derived contract answers with a cell that it keeps, or with none.
abstract contract GetterOverrideWrongBase is Consumer {
    function _session() internal view virtual returns (uint256);

    function ask(string calldata prompt) external payable {
        require(_session() != 0, "no session");
        _ask(_session(), prompt); //~ dtn-use-after-close
    }
}

contract GetterOverrideWrong is GetterOverrideWrongBase {
    uint256 public sessionId;
    bool public closed = true;

    constructor(address router) Consumer(router) {}

    function _session() internal view override returns (uint256) {
        return sessionId;
    }

    function open(uint256 amount) external onlyOwner {
        require(closed, "already open");
        closed = false;
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(!closed, "no session");
        closed = true;
        ai.closeUserSession(sessionId);
    }
}

abstract contract GetterOverrideRightBase is Consumer {
    function _session() internal view virtual returns (uint256);

    function ask(string calldata prompt) external payable {
        require(_session() != 0, "no session");
        _ask(_session(), prompt);
    }
}

contract GetterOverrideRight is GetterOverrideRightBase {
    uint256 public sessionId;
    bool public closed = true;

    constructor(address router) Consumer(router) {}

    function _session() internal view override returns (uint256) {
        return closed ? 0 : sessionId;
    }

    function open(uint256 amount) external onlyOwner {
        require(closed, "already open");
        closed = false;
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(!closed, "no session");
        closed = true;
        ai.closeUserSession(sessionId);
    }
}
