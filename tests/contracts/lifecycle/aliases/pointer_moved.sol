// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The pointer is aimed elsewhere before the cell behind it is cleared.
contract PointerMovedWrong is Consumer {
    struct Session {
        uint256 id;
    }

    Session public main;
    Session public spare;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 more) external onlyOwner {
        require(main.id == 0 && spare.id == 0, "already open");
        main.id = _start(amount);
        spare.id = _start(more);
    }

    function close() external onlyOwner {
        Session storage session = spare;
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id); //~ dtn-double-close dtn-unreset-session
        session = main;
        session.id = 0; //~ dtn-session-overwrite
    }

    function closeMain() external onlyOwner {
        Session storage session = main;
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id);
        session.id = 0;
    }
}

contract PointerMovedRight is Consumer {
    struct Session {
        uint256 id;
    }

    Session public main;
    Session public spare;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 more) external onlyOwner {
        require(main.id == 0 && spare.id == 0, "already open");
        main.id = _start(amount);
        spare.id = _start(more);
    }

    function close() external onlyOwner {
        Session storage session = spare;
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id);
        session.id = 0;
    }

    function closeMain() external onlyOwner {
        Session storage session = main;
        require(session.id != 0, "no session");
        ai.closeUserSession(session.id);
        session.id = 0;
    }
}
