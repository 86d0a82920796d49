// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper that asks is called twice, for one user or for two, or in one of two branches.
contract HelperAsksTwiceWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function askBoth(string calldata first, string calldata second) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _askFor(sessionId, first, msg.sender, 0);
        _askFor(sessionId, second, msg.sender, 0); //~ dtn-colliding-requests
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperAsksTwiceRight is Consumer {
    uint256 public sessionId;
    uint256 public number;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function askBoth(string calldata first, string calldata second) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _askFor(sessionId, first, msg.sender, 0);
        _askFor(sessionId, second, address(uint160(++number)), 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperAsksEither is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata first, string calldata second, bool which) external payable {
        _charge();
        require(sessionId != 0, "no session");
        if (which) _askFor(sessionId, first, msg.sender, 0);
        else _askFor(sessionId, second, msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperAsksInLoopWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function askAll(string[] calldata prompts) external payable {
        _charge();
        require(sessionId != 0, "no session");
        for (uint256 i = 0; i < prompts.length; ++i) {
            _askFor(sessionId, prompts[i], msg.sender, 0); //~ dtn-colliding-requests
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperAsksForEach is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function askAll(string[] calldata prompts, address[] calldata users) external payable onlyOwner {
        require(sessionId != 0, "no session");
        for (uint256 i = 0; i < prompts.length; ++i) {
            _askFor(sessionId, prompts[i], users[i], 0);
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
