// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "../../support/Consumer.sol";

/// Leaving ends the renewals, which no session operation looks at: `renews` lets somebody set
/// `paidUntil`, and `paidUntil` decides only whether the ID is cleared.
abstract contract RenewedBeside is Consumer {
    mapping(address => uint256) internal sessionOf;
    mapping(address => uint256) internal paidUntil;
    mapping(address => bool) internal renews;

    function renew(address member) external {
        require(renews[member], "no renewal");
        _charge();
        paidUntil[member] = block.timestamp + 30 days;
    }
}

contract GuardOfSomethingElseWrong is RenewedBeside {
    constructor(address router) Consumer(router) {}

    function join(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "open");
        sessionOf[msg.sender] = _start(amount);
        renews[msg.sender] = true;
    }

    function leave() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "closed");
        ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
        if (paidUntil[msg.sender] > block.timestamp) {
            renews[msg.sender] = false;
            return;
        }
        delete sessionOf[msg.sender];
    }
}

/// Here leaving and joining look at it, through a helper that says yes or no.
contract GuardOfSomethingElseRight is RenewedBeside {
    constructor(address router) Consumer(router) {}

    function join(uint256 amount) external {
        require(!_isMember(msg.sender), "open");
        sessionOf[msg.sender] = _start(amount);
        renews[msg.sender] = true;
    }

    function leave() external {
        require(_isMember(msg.sender), "closed");
        uint256 id = sessionOf[msg.sender];
        ai.closeUserSession(id);
        renews[msg.sender] = false;
        if (paidUntil[msg.sender] > block.timestamp) return;
        delete sessionOf[msg.sender];
    }

    function _isMember(address member) private view returns (bool) {
        if (sessionOf[member] == 0) return false;
        if (renews[member]) return true;
        return false;
    }
}
