// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// A helper that does nothing but pay may be called back in, too.

contract PaidByHelperWrong is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _tip(address payable whom) internal {
        (bool done, ) = whom.call{value: 1}("");
        require(done, "untipped");
    }

    function close() external {
        uint256 session = id;
        require(session != 0, "none");
        _tip(payable(msg.sender));
        id = 0;
        ai.closeUserSession(session); //! NCT=v
    }
}

contract PaidByHelperRight is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function _tip(address payable whom) internal {
        (bool done, ) = whom.call{value: 1}("");
        require(done, "untipped");
    }

    function close() external {
        uint256 session = id;
        require(session != 0, "none");
        id = 0;
        _tip(payable(msg.sender));
        ai.closeUserSession(session); //! NCT=p
    }
}
