// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// The router's call may fail whatever it is asked for, and what comes back then may be a text, a
// panic, anything else, or nothing. That the close of a live session fails is possible, and a guess.

abstract contract Till is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _taken() internal view returns (uint256 taken) {
        taken = id;
        require(taken != 0, "none");
    }
}

contract PanicsAloneWrong is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        uint256 taken = _taken();
        try ai.closeUserSession(taken) {} catch Panic(uint256) {
            revert("panicked");
        } catch {}
        id = 0; //! LOST=u
    }
}

contract AllThreeWrong is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        uint256 taken = _taken();
        try ai.closeUserSession(taken) {} catch Error(string memory) {
            return;
        } catch Panic(uint256) {
            return;
        } catch (bytes memory why) {
            if (why.length != 0) return;
        }
        id = 0; //! LOST=u
    }
}

contract AllThreeRight is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        uint256 taken = _taken();
        try ai.closeUserSession(taken) {} catch Error(string memory) {
            return;
        } catch Panic(uint256) {
            return;
        } catch (bytes memory why) {
            if (why.length >= 0) return;
        }
        id = 0; //! LOST=p
    }
}

contract NoClauseForItRight is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        uint256 taken = _taken();
        try ai.closeUserSession(taken) {} catch Error(string memory) {
            return;
        }
        id = 0; //! LOST=p
    }
}

contract OneClauseWrong is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        uint256 taken = _taken();
        try ai.closeUserSession(taken) {} catch Error(string memory) {}
        id = 0; //! LOST=u
    }
}

contract SilentWrong is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        (bool done, bytes memory why) = address(ai).call(abi.encodeCall(IDtnAi.closeUserSession, (_taken())));
        require(done || why.length == 0, "refused");
        id = 0; //! LOST=u
    }
}

contract SilentRight is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        (bool done, bytes memory why) = address(ai).call(abi.encodeCall(IDtnAi.closeUserSession, (_taken())));
        require(done && why.length == 0, "refused");
        id = 0; //! LOST=p
    }
}

contract LoudWrong is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        (bool done, bytes memory why) = address(ai).call(abi.encodeCall(IDtnAi.closeUserSession, (_taken())));
        if (!done && why.length == 0) revert("out of gas");
        id = 0; //! LOST=u
    }
}

contract KeptForAnotherTryRight is Till {
    constructor(address router) Till(router) {}

    function end() external onlyBoss {
        try ai.closeUserSession(_taken()) { //! NCT=p VAL=p RESET=p
            id = 0; //! LOST=p
        } catch (bytes memory why) {
            if (why.length == 0) return;
            revert("refused");
        }
    }
}

contract InsideWrong is Till {
    constructor(address router) Till(router) {}

    function inner(uint256 taken) external {
        require(msg.sender == address(this), "not for you");
        ai.closeUserSession(taken);
    }

    function end() external onlyBoss {
        try this.inner(_taken()) {} catch Error(string memory) {
            return;
        } catch (bytes memory why) {
            if (why.length > 3) return;
        }
        id = 0; //! LOST=v
    }
}

contract OpenedOrNotWrong is Desk {
    uint256 private id;
    bool private isOpen;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(!isOpen, "open");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        try ai.startUserSession() returns (uint256 started) {
            id = started;
        } catch Error(string memory why) {
            revert(why);
        } catch (bytes memory why) {
            require(why.length == 0, "refused");
        }
        isOpen = true;
    }

    function ask() external onlyBoss {
        require(isOpen, "none");
        _put(id); //! VAL=v
    }
}

contract OpenedOrUndoneRight is Desk {
    uint256 private id;
    bool private isOpen;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(!isOpen, "open");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        try ai.startUserSession() returns (uint256 started) {
            id = started;
        } catch Error(string memory why) {
            revert(why);
        }
        isOpen = true;
    }

    function ask() external onlyBoss {
        require(isOpen, "none");
        _put(id); //! VAL=p
    }
}
