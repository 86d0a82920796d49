// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

import "@deeptrust/contracts/with-dtn-ai.sol";

interface IERC20 {
    function transfer(address to, uint256 amount) external returns (bool);

    function transferFrom(address from, address to, uint256 amount) external returns (bool);

    function approve(address spender, uint256 amount) external returns (bool);

    function balanceOf(address account) external view returns (uint256);
}

/// What the generated consumers share, so that they hold nothing but the lifecycle.
abstract contract Lab is WithDtnAi {
    address internal owner = msg.sender;
    address internal treasury = address(7);
    uint256 internal counter;
    uint256 internal constant NONE = 0;
    uint256 internal constant GAS = 100_000;

    modifier onlyOwner() {
        require(msg.sender == owner, "Not the owner");
        _;
    }

    function _deposit() internal {
        require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), 1), "Deposit failed");
    }

    function _paid(uint256 least) internal view returns (uint256) {
        require(msg.value >= least, "Too little for the callback");
        return msg.value;
    }

    function _routing() internal pure returns (IDtnAi.DtnRouting memory routing) {
        routing.trustedNodeIds = new bytes32[](1);
        routing.redundancy = 1;
    }

    function _query() internal pure returns (IDtnAi.DtnRequest memory query) {}
}
