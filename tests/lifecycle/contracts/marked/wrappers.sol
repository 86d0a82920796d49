// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// Entry points that run another one and nothing else that matters, and near misses.

abstract contract Opening is WithDtnAi {
    uint256 internal id;
    address internal boss = msg.sender;

    modifier onlyBoss() {
        require(msg.sender == boss, "boss");
        _;
    }

    constructor(address router) {
        setAi(router);
    }

    function open() external onlyBoss {
        require(id == 0, "open");
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "fee");
        id = ai.startUserSession();
    }
}

contract RunsAnother is Opening {
    constructor(address router) Opening(router) {}

    function shut(string memory why) public onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=p RESET=p
        id = 0;
        emit Shut(why);
    }

    function end() external {
        shut("ended");
        emit Shut("by its shorter name");
    }

    event Shut(string why);
}

contract RunsAnotherWithoutItsCheck is Opening {
    constructor(address router) Opening(router) {}

    function shut() public {
        require(msg.sender == boss || id == 0, "boss");
        _shut();
    }

    function end() external {
        _shut();
    }

    function _shut() internal {
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=p CTRL=v
        id = 0;
    }
}

contract BringsBackTheId is Opening {
    constructor(address router) Opening(router) {}

    function shut() public onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=v
        id = 0;
    }

    function end() external {
        uint256 old = id;
        shut();
        id = old;
    }
}

contract BringsValue is Opening {
    constructor(address router) Opening(router) {}

    function shut() public onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=v
        if (_value() == 0) id = 0;
    }

    function _value() internal view returns (uint256 value) {
        assembly {
            value := callvalue()
        }
    }

    function end() external payable {
        shut();
    }
}

contract BringsNoValue is Opening {
    constructor(address router) Opening(router) {}

    function shut() public onlyBoss {
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=p
        if (_value() == 0) id = 0;
    }

    function _value() internal view returns (uint256 value) {
        assembly {
            value := callvalue()
        }
    }

    function end() external {
        shut();
    }
}

contract RunsItTwice is Opening {
    bool internal closing;

    constructor(address router) Opening(router) {}

    function shut(bool last) public onlyBoss {
        require(id != 0 && closing == last, "none");
        closing = !last;
        if (!last) ai.closeUserSession(id); //! NCT=p
        else id = 0;
    }

    function end() external {
        shut(false);
        shut(true);
    }
}
