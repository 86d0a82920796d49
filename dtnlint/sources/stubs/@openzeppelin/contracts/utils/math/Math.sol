// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

library Math {
    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function average(uint256 a, uint256 b) internal pure returns (uint256) {
        return (a & b) + (a ^ b) / 2;
    }

    function ceilDiv(uint256 a, uint256 b) internal pure returns (uint256) {
        require(b != 0, "Math: division by zero");
        return a == 0 ? 0 : (a - 1) / b + 1;
    }

    // Reverts where the product does not fit, which OpenZeppelin's does not.
    function mulDiv(uint256 x, uint256 y, uint256 denominator) internal pure returns (uint256) {
        return (x * y) / denominator;
    }

    function sqrt(uint256 a) internal pure returns (uint256 root) {
        root = a;
        for (uint256 next = a / 2 + 1; next < root; next = (root + a / root) / 2) {
            root = next;
        }
    }
}
