// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A library works on the caller's storage.
library LibraryStructWrongSessions {
    struct Session {
        uint256 id;
    }

    function close(Session storage self, IDtnAi ai) internal {
        require(self.id != 0, "no session");
        ai.closeUserSession(self.id); //~ dtn-double-close dtn-unreset-session
    }
}

contract LibraryStructWrong is Consumer {
    using LibraryStructWrongSessions for LibraryStructWrongSessions.Session;

    LibraryStructWrongSessions.Session public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(session.id == 0, "already open");
        session.id = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(session.id != 0, "no session");
        _ask(session.id, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        session.close(ai);
    }
}

library LibraryStructRightSessions {
    struct Session {
        uint256 id;
    }

    function close(Session storage self, IDtnAi ai) internal {
        require(self.id != 0, "no session");
        ai.closeUserSession(self.id);
        self.id = 0;
    }
}

contract LibraryStructRight is Consumer {
    using LibraryStructRightSessions for LibraryStructRightSessions.Session;

    LibraryStructRightSessions.Session public session;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(session.id == 0, "already open");
        session.id = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(session.id != 0, "no session");
        _ask(session.id, prompt);
    }

    function close() external onlyOwner {
        session.close(ai);
    }
}
