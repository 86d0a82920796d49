// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

library Strings {
    bytes16 private constant DIGITS = "0123456789abcdef";

    function toString(uint256 value) internal pure returns (string memory) {
        uint256 length = 1;
        for (uint256 rest = value / 10; rest != 0; rest /= 10) {
            length++;
        }
        bytes memory text = new bytes(length);
        while (length != 0) {
            length--;
            text[length] = DIGITS[value % 10];
            value /= 10;
        }
        return string(text);
    }

    function toHexString(uint256 value) internal pure returns (string memory) {
        uint256 length = 1;
        for (uint256 rest = value >> 8; rest != 0; rest >>= 8) {
            length++;
        }
        return toHexString(value, length);
    }

    function toHexString(uint256 value, uint256 length) internal pure returns (string memory) {
        bytes memory text = new bytes(2 * length + 2);
        text[0] = "0";
        text[1] = "x";
        for (uint256 i = 2 * length + 1; i > 1; --i) {
            text[i] = DIGITS[value & 0xf];
            value >>= 4;
        }
        require(value == 0, "Strings: hex length insufficient");
        return string(text);
    }

    function toHexString(address account) internal pure returns (string memory) {
        return toHexString(uint256(uint160(account)), 20);
    }

    function equal(string memory a, string memory b) internal pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
