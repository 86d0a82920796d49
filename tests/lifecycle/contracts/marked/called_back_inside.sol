// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

/// Who is called back may be called back once more: the third call closes, and keeps the ID.
contract ClosesThreeDeep is Desk {
    uint256 private sessionId;
    uint256 private depth;

    constructor(address router) Desk(router) {
        sessionId = _paid();
    }

    function poke() external {
        depth += 1;
        if (depth == 3) ai.closeUserSession(sessionId); //! NCT=v
        (bool ok, ) = msg.sender.call("");
        require(ok, "refused");
        depth -= 1;
    }
}

contract ClosesTwoDeepAndNoDeeper is Desk {
    uint256 private sessionId;
    uint256 private depth;

    constructor(address router) Desk(router) {
        sessionId = _paid();
    }

    function poke() external {
        require(depth < 2, "too deep");
        depth += 1;
        if (depth == 2 && sessionId != 0) {
            uint256 id = sessionId;
            sessionId = 0;
            ai.closeUserSession(id); //! VAL=p NCT=p
        }
        (bool ok, ) = msg.sender.call("");
        require(ok, "refused");
        depth -= 1;
    }
}

/// Code that runs as this contract may call it, while the ID of what is closed is still there.
contract LendsItselfBeforeItForgets is Desk {
    uint256 private sessionId;

    constructor(address router) Desk(router) {
        sessionId = _paid();
    }

    function end(address code) external {
        ai.closeUserSession(sessionId);
        (bool ok, ) = code.delegatecall("");
        require(ok, "failed");
        sessionId = 0;
    }

    function stop() external {
        require(sessionId != 0, "ended");
        ai.closeUserSession(sessionId); //! NCT=u
        sessionId = 0;
    }
}
