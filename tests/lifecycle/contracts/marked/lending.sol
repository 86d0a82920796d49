// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Who may have other code run in a contract's place may name himself whom its checks let pass.

library Borrow {
    function run(address code, bytes memory message) internal {
        (bool done, ) = code.delegatecall(message);
        require(done, "failed");
    }
}

abstract contract KeptDesk is Desk {
    address internal keeper = msg.sender;
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _taken() internal returns (uint256 taken) {
        require(msg.sender == keeper, "not the keeper");
        taken = id;
        require(taken != 0, "none");
        id = 0;
    }
}

contract ForAnybodyWrong is KeptDesk {
    constructor(address router) KeptDesk(router) {}

    function extend(address code, bytes calldata message) external {
        Borrow.run(code, message);
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=u
    }
}

contract InAssemblyWrong is KeptDesk {
    constructor(address router) KeptDesk(router) {}

    function extend(address code) external {
        assembly {
            pop(delegatecall(gas(), code, 0, 0, 0, 0))
        }
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=u
    }
}

contract ForTheBossRight is KeptDesk {
    constructor(address router) KeptDesk(router) {}

    function extend(address code, bytes calldata message) external onlyBoss {
        Borrow.run(code, message);
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=p
    }
}

contract ItsOwnRight is KeptDesk {
    constructor(address router) KeptDesk(router) {}

    function extend(address code, bytes calldata message) external onlyBoss {
        Borrow.run(code, message);
    }

    function look() external view returns (uint256) {
        return id;
    }

    function pass() external {
        (bool done, ) = address(this).delegatecall(abi.encodeCall(this.look, ()));
        require(done, "failed");
    }

    function end() external {
        ai.closeUserSession(_taken()); //! CTRL=p
    }
}
