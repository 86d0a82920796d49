// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "@deeptrust/contracts/with-dtn-ai.sol";
import "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// What the marked contracts share: an owner, a paid start, a request.
abstract contract Desk is WithDtnAi {
    address internal immutable boss = msg.sender;

    modifier onlyBoss() {
        require(msg.sender == boss, "not the boss");
        _;
    }

    constructor(address router) {
        setAi(router);
    }

    function _paid() internal returns (uint256) {
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 5), "unpaid");
        return ai.startUserSession();
    }

    /// Asks on a session; the answer is left with the network.
    function _put(uint256 id) internal returns (bytes32) {
        return _put(id, bytes4(0));
    }

    /// Asks on a session, to be called back.
    function _put(uint256 id, bytes4 callback) internal returns (bytes32) {
        IDtnAi.DtnRouting memory routing;
        routing.trustedNodeIds = new bytes32[](1);
        routing.redundancy = 1;
        IDtnAi.DtnRequest memory query;
        IDtnAi.CallBack memory back = IDtnAi.CallBack(callback, callback, address(this));
        return ai.request(id, keccak256("model"), routing, query, back, msg.sender, 0);
    }
}
