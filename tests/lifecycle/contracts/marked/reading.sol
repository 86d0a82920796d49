// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// What is read when, and which way goes where.

contract TakenLateWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _forget() internal returns (bool) {
        id = 0;
        return true;
    }

    function _end(bool, uint256 session) internal {
        ai.closeUserSession(session);
    }

    function close() external onlyBoss {
        _end(_forget(), id); //! VAL=v
    }
}

contract TakenFirstRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _forget() internal returns (bool) {
        id = 0;
        return true;
    }

    function _end(uint256 session, bool) internal {
        ai.closeUserSession(session);
    }

    function close() external onlyBoss {
        require(id != 0, "none");
        _end(id, _forget()); //! VAL=p NCT=p
    }
}

contract EitherWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _forget() internal returns (bool) {
        id = 0;
        return true;
    }

    function close(bool keep) external onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! RESET=v NCT=v
        require(keep || _forget(), "kept");
    }
}

contract BothRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _forget() internal returns (bool) {
        id = 0;
        return true;
    }

    function close(bool really) external onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! RESET=p NCT=p
        require(really && _forget(), "kept");
    }
}

contract SkippedTurnWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function close(uint256 turns) external onlyBoss {
        require(id != 0, "none");
        uint256 turn = 0;
        do {
            if (turn == 1) continue;
            ai.closeUserSession(id); //! NCT=v
        } while (++turn < turns);
        id = 0;
    }
}

contract LastTurnRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function close(uint256 turns) external onlyBoss {
        require(id != 0, "none");
        for (uint256 turn = 0; turn < turns; turn++) {
            if (turn != 1) continue;
            ai.closeUserSession(id); //! NCT=p
            id = 0;
            break;
        }
    }
}

contract HoleWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _two() internal view returns (uint256 first, uint256 second) {
        return (0, id);
    }

    function close() external onlyBoss {
        (uint256 given, ) = _two();
        ai.closeUserSession(given); //! VAL=v
    }
}

contract HoleRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _two() internal view returns (uint256 first, uint256 second) {
        return (0, id);
    }

    function close() external onlyBoss {
        (, uint256 given) = _two();
        require(given != 0, "none");
        id = 0;
        ai.closeUserSession(given); //! VAL=p NCT=p
    }
}

contract InnerFailureWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function check(uint256 number) external pure {
        require(number != 3, "three");
    }

    function close(uint256 one, uint256 two) external onlyBoss {
        require(id != 0, "none");
        uint256 session = id;
        try this.check(one) {
            try this.check(two) {
                id = 0;
            } catch {}
        } catch {
            id = 0;
        }
        ai.closeUserSession(session); //! RESET=v
    }
}

contract InnerFailureRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function check(uint256 number) external pure {
        require(number != 3, "three");
    }

    function close(uint256 one, uint256 two) external onlyBoss {
        require(id != 0, "none");
        uint256 session = id;
        try this.check(one) {
            try this.check(two) {
                id = 0;
            } catch {
                id = 0;
            }
        } catch {
            id = 0;
        }
        ai.closeUserSession(session); //! RESET=p NCT=p
    }
}

contract WrappedTwiceWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    modifier ending(bool clears) {
        ai.closeUserSession(id); //! NCT=v
        if (clears) id = 0;
        _;
    }

    function close() external onlyBoss ending(false) ending(true) {}
}

contract WrappedTwiceRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    modifier ending(bool closes) {
        if (closes && id != 0) {
            ai.closeUserSession(id); //! NCT=p VAL=p
            id = 0;
        }
        _;
    }

    function close() external onlyBoss ending(false) ending(true) {}
}
