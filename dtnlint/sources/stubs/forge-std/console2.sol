// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; a library of its own, since older compilers do not import a renamed one.

library console2 {
    function log() internal pure {}

    function log(uint256) internal pure {}

    function log(string memory) internal pure {}

    function log(bool) internal pure {}

    function log(address) internal pure {}

    function log(uint256, uint256) internal pure {}

    function log(uint256, string memory) internal pure {}

    function log(uint256, bool) internal pure {}

    function log(uint256, address) internal pure {}

    function log(string memory, uint256) internal pure {}

    function log(string memory, string memory) internal pure {}

    function log(string memory, bool) internal pure {}

    function log(string memory, address) internal pure {}

    function log(bool, uint256) internal pure {}

    function log(bool, string memory) internal pure {}

    function log(bool, bool) internal pure {}

    function log(bool, address) internal pure {}

    function log(address, uint256) internal pure {}

    function log(address, string memory) internal pure {}

    function log(address, bool) internal pure {}

    function log(address, address) internal pure {}

    function log(uint256, uint256, uint256) internal pure {}

    function log(uint256, uint256, string memory) internal pure {}

    function log(uint256, uint256, bool) internal pure {}

    function log(uint256, uint256, address) internal pure {}

    function log(uint256, string memory, uint256) internal pure {}

    function log(uint256, string memory, string memory) internal pure {}

    function log(uint256, string memory, bool) internal pure {}

    function log(uint256, string memory, address) internal pure {}

    function log(uint256, bool, uint256) internal pure {}

    function log(uint256, bool, string memory) internal pure {}

    function log(uint256, bool, bool) internal pure {}

    function log(uint256, bool, address) internal pure {}

    function log(uint256, address, uint256) internal pure {}

    function log(uint256, address, string memory) internal pure {}

    function log(uint256, address, bool) internal pure {}

    function log(uint256, address, address) internal pure {}

    function log(string memory, uint256, uint256) internal pure {}

    function log(string memory, uint256, string memory) internal pure {}

    function log(string memory, uint256, bool) internal pure {}

    function log(string memory, uint256, address) internal pure {}

    function log(string memory, string memory, uint256) internal pure {}

    function log(string memory, string memory, string memory) internal pure {}

    function log(string memory, string memory, bool) internal pure {}

    function log(string memory, string memory, address) internal pure {}

    function log(string memory, bool, uint256) internal pure {}

    function log(string memory, bool, string memory) internal pure {}

    function log(string memory, bool, bool) internal pure {}

    function log(string memory, bool, address) internal pure {}

    function log(string memory, address, uint256) internal pure {}

    function log(string memory, address, string memory) internal pure {}

    function log(string memory, address, bool) internal pure {}

    function log(string memory, address, address) internal pure {}

    function log(bool, uint256, uint256) internal pure {}

    function log(bool, uint256, string memory) internal pure {}

    function log(bool, uint256, bool) internal pure {}

    function log(bool, uint256, address) internal pure {}

    function log(bool, string memory, uint256) internal pure {}

    function log(bool, string memory, string memory) internal pure {}

    function log(bool, string memory, bool) internal pure {}

    function log(bool, string memory, address) internal pure {}

    function log(bool, bool, uint256) internal pure {}

    function log(bool, bool, string memory) internal pure {}

    function log(bool, bool, bool) internal pure {}

    function log(bool, bool, address) internal pure {}

    function log(bool, address, uint256) internal pure {}

    function log(bool, address, string memory) internal pure {}

    function log(bool, address, bool) internal pure {}

    function log(bool, address, address) internal pure {}

    function log(address, uint256, uint256) internal pure {}

    function log(address, uint256, string memory) internal pure {}

    function log(address, uint256, bool) internal pure {}

    function log(address, uint256, address) internal pure {}

    function log(address, string memory, uint256) internal pure {}

    function log(address, string memory, string memory) internal pure {}

    function log(address, string memory, bool) internal pure {}

    function log(address, string memory, address) internal pure {}

    function log(address, bool, uint256) internal pure {}

    function log(address, bool, string memory) internal pure {}

    function log(address, bool, bool) internal pure {}

    function log(address, bool, address) internal pure {}

    function log(address, address, uint256) internal pure {}

    function log(address, address, string memory) internal pure {}

    function log(address, address, bool) internal pure {}

    function log(address, address, address) internal pure {}

    function log(uint256, uint256, uint256, uint256) internal pure {}

    function log(uint256, uint256, uint256, string memory) internal pure {}

    function log(uint256, uint256, uint256, bool) internal pure {}

    function log(uint256, uint256, uint256, address) internal pure {}

    function log(uint256, uint256, string memory, uint256) internal pure {}

    function log(uint256, uint256, string memory, string memory) internal pure {}

    function log(uint256, uint256, string memory, bool) internal pure {}

    function log(uint256, uint256, string memory, address) internal pure {}

    function log(uint256, uint256, bool, uint256) internal pure {}

    function log(uint256, uint256, bool, string memory) internal pure {}

    function log(uint256, uint256, bool, bool) internal pure {}

    function log(uint256, uint256, bool, address) internal pure {}

    function log(uint256, uint256, address, uint256) internal pure {}

    function log(uint256, uint256, address, string memory) internal pure {}

    function log(uint256, uint256, address, bool) internal pure {}

    function log(uint256, uint256, address, address) internal pure {}

    function log(uint256, string memory, uint256, uint256) internal pure {}

    function log(uint256, string memory, uint256, string memory) internal pure {}

    function log(uint256, string memory, uint256, bool) internal pure {}

    function log(uint256, string memory, uint256, address) internal pure {}

    function log(uint256, string memory, string memory, uint256) internal pure {}

    function log(uint256, string memory, string memory, string memory) internal pure {}

    function log(uint256, string memory, string memory, bool) internal pure {}

    function log(uint256, string memory, string memory, address) internal pure {}

    function log(uint256, string memory, bool, uint256) internal pure {}

    function log(uint256, string memory, bool, string memory) internal pure {}

    function log(uint256, string memory, bool, bool) internal pure {}

    function log(uint256, string memory, bool, address) internal pure {}

    function log(uint256, string memory, address, uint256) internal pure {}

    function log(uint256, string memory, address, string memory) internal pure {}

    function log(uint256, string memory, address, bool) internal pure {}

    function log(uint256, string memory, address, address) internal pure {}

    function log(uint256, bool, uint256, uint256) internal pure {}

    function log(uint256, bool, uint256, string memory) internal pure {}

    function log(uint256, bool, uint256, bool) internal pure {}

    function log(uint256, bool, uint256, address) internal pure {}

    function log(uint256, bool, string memory, uint256) internal pure {}

    function log(uint256, bool, string memory, string memory) internal pure {}

    function log(uint256, bool, string memory, bool) internal pure {}

    function log(uint256, bool, string memory, address) internal pure {}

    function log(uint256, bool, bool, uint256) internal pure {}

    function log(uint256, bool, bool, string memory) internal pure {}

    function log(uint256, bool, bool, bool) internal pure {}

    function log(uint256, bool, bool, address) internal pure {}

    function log(uint256, bool, address, uint256) internal pure {}

    function log(uint256, bool, address, string memory) internal pure {}

    function log(uint256, bool, address, bool) internal pure {}

    function log(uint256, bool, address, address) internal pure {}

    function log(uint256, address, uint256, uint256) internal pure {}

    function log(uint256, address, uint256, string memory) internal pure {}

    function log(uint256, address, uint256, bool) internal pure {}

    function log(uint256, address, uint256, address) internal pure {}

    function log(uint256, address, string memory, uint256) internal pure {}

    function log(uint256, address, string memory, string memory) internal pure {}

    function log(uint256, address, string memory, bool) internal pure {}

    function log(uint256, address, string memory, address) internal pure {}

    function log(uint256, address, bool, uint256) internal pure {}

    function log(uint256, address, bool, string memory) internal pure {}

    function log(uint256, address, bool, bool) internal pure {}

    function log(uint256, address, bool, address) internal pure {}

    function log(uint256, address, address, uint256) internal pure {}

    function log(uint256, address, address, string memory) internal pure {}

    function log(uint256, address, address, bool) internal pure {}

    function log(uint256, address, address, address) internal pure {}

    function log(string memory, uint256, uint256, uint256) internal pure {}

    function log(string memory, uint256, uint256, string memory) internal pure {}

    function log(string memory, uint256, uint256, bool) internal pure {}

    function log(string memory, uint256, uint256, address) internal pure {}

    function log(string memory, uint256, string memory, uint256) internal pure {}

    function log(string memory, uint256, string memory, string memory) internal pure {}

    function log(string memory, uint256, string memory, bool) internal pure {}

    function log(string memory, uint256, string memory, address) internal pure {}

    function log(string memory, uint256, bool, uint256) internal pure {}

    function log(string memory, uint256, bool, string memory) internal pure {}

    function log(string memory, uint256, bool, bool) internal pure {}

    function log(string memory, uint256, bool, address) internal pure {}

    function log(string memory, uint256, address, uint256) internal pure {}

    function log(string memory, uint256, address, string memory) internal pure {}

    function log(string memory, uint256, address, bool) internal pure {}

    function log(string memory, uint256, address, address) internal pure {}

    function log(string memory, string memory, uint256, uint256) internal pure {}

    function log(string memory, string memory, uint256, string memory) internal pure {}

    function log(string memory, string memory, uint256, bool) internal pure {}

    function log(string memory, string memory, uint256, address) internal pure {}

    function log(string memory, string memory, string memory, uint256) internal pure {}

    function log(string memory, string memory, string memory, string memory) internal pure {}

    function log(string memory, string memory, string memory, bool) internal pure {}

    function log(string memory, string memory, string memory, address) internal pure {}

    function log(string memory, string memory, bool, uint256) internal pure {}

    function log(string memory, string memory, bool, string memory) internal pure {}

    function log(string memory, string memory, bool, bool) internal pure {}

    function log(string memory, string memory, bool, address) internal pure {}

    function log(string memory, string memory, address, uint256) internal pure {}

    function log(string memory, string memory, address, string memory) internal pure {}

    function log(string memory, string memory, address, bool) internal pure {}

    function log(string memory, string memory, address, address) internal pure {}

    function log(string memory, bool, uint256, uint256) internal pure {}

    function log(string memory, bool, uint256, string memory) internal pure {}

    function log(string memory, bool, uint256, bool) internal pure {}

    function log(string memory, bool, uint256, address) internal pure {}

    function log(string memory, bool, string memory, uint256) internal pure {}

    function log(string memory, bool, string memory, string memory) internal pure {}

    function log(string memory, bool, string memory, bool) internal pure {}

    function log(string memory, bool, string memory, address) internal pure {}

    function log(string memory, bool, bool, uint256) internal pure {}

    function log(string memory, bool, bool, string memory) internal pure {}

    function log(string memory, bool, bool, bool) internal pure {}

    function log(string memory, bool, bool, address) internal pure {}

    function log(string memory, bool, address, uint256) internal pure {}

    function log(string memory, bool, address, string memory) internal pure {}

    function log(string memory, bool, address, bool) internal pure {}

    function log(string memory, bool, address, address) internal pure {}

    function log(string memory, address, uint256, uint256) internal pure {}

    function log(string memory, address, uint256, string memory) internal pure {}

    function log(string memory, address, uint256, bool) internal pure {}

    function log(string memory, address, uint256, address) internal pure {}

    function log(string memory, address, string memory, uint256) internal pure {}

    function log(string memory, address, string memory, string memory) internal pure {}

    function log(string memory, address, string memory, bool) internal pure {}

    function log(string memory, address, string memory, address) internal pure {}

    function log(string memory, address, bool, uint256) internal pure {}

    function log(string memory, address, bool, string memory) internal pure {}

    function log(string memory, address, bool, bool) internal pure {}

    function log(string memory, address, bool, address) internal pure {}

    function log(string memory, address, address, uint256) internal pure {}

    function log(string memory, address, address, string memory) internal pure {}

    function log(string memory, address, address, bool) internal pure {}

    function log(string memory, address, address, address) internal pure {}

    function log(bool, uint256, uint256, uint256) internal pure {}

    function log(bool, uint256, uint256, string memory) internal pure {}

    function log(bool, uint256, uint256, bool) internal pure {}

    function log(bool, uint256, uint256, address) internal pure {}

    function log(bool, uint256, string memory, uint256) internal pure {}

    function log(bool, uint256, string memory, string memory) internal pure {}

    function log(bool, uint256, string memory, bool) internal pure {}

    function log(bool, uint256, string memory, address) internal pure {}

    function log(bool, uint256, bool, uint256) internal pure {}

    function log(bool, uint256, bool, string memory) internal pure {}

    function log(bool, uint256, bool, bool) internal pure {}

    function log(bool, uint256, bool, address) internal pure {}

    function log(bool, uint256, address, uint256) internal pure {}

    function log(bool, uint256, address, string memory) internal pure {}

    function log(bool, uint256, address, bool) internal pure {}

    function log(bool, uint256, address, address) internal pure {}

    function log(bool, string memory, uint256, uint256) internal pure {}

    function log(bool, string memory, uint256, string memory) internal pure {}

    function log(bool, string memory, uint256, bool) internal pure {}

    function log(bool, string memory, uint256, address) internal pure {}

    function log(bool, string memory, string memory, uint256) internal pure {}

    function log(bool, string memory, string memory, string memory) internal pure {}

    function log(bool, string memory, string memory, bool) internal pure {}

    function log(bool, string memory, string memory, address) internal pure {}

    function log(bool, string memory, bool, uint256) internal pure {}

    function log(bool, string memory, bool, string memory) internal pure {}

    function log(bool, string memory, bool, bool) internal pure {}

    function log(bool, string memory, bool, address) internal pure {}

    function log(bool, string memory, address, uint256) internal pure {}

    function log(bool, string memory, address, string memory) internal pure {}

    function log(bool, string memory, address, bool) internal pure {}

    function log(bool, string memory, address, address) internal pure {}

    function log(bool, bool, uint256, uint256) internal pure {}

    function log(bool, bool, uint256, string memory) internal pure {}

    function log(bool, bool, uint256, bool) internal pure {}

    function log(bool, bool, uint256, address) internal pure {}

    function log(bool, bool, string memory, uint256) internal pure {}

    function log(bool, bool, string memory, string memory) internal pure {}

    function log(bool, bool, string memory, bool) internal pure {}

    function log(bool, bool, string memory, address) internal pure {}

    function log(bool, bool, bool, uint256) internal pure {}

    function log(bool, bool, bool, string memory) internal pure {}

    function log(bool, bool, bool, bool) internal pure {}

    function log(bool, bool, bool, address) internal pure {}

    function log(bool, bool, address, uint256) internal pure {}

    function log(bool, bool, address, string memory) internal pure {}

    function log(bool, bool, address, bool) internal pure {}

    function log(bool, bool, address, address) internal pure {}

    function log(bool, address, uint256, uint256) internal pure {}

    function log(bool, address, uint256, string memory) internal pure {}

    function log(bool, address, uint256, bool) internal pure {}

    function log(bool, address, uint256, address) internal pure {}

    function log(bool, address, string memory, uint256) internal pure {}

    function log(bool, address, string memory, string memory) internal pure {}

    function log(bool, address, string memory, bool) internal pure {}

    function log(bool, address, string memory, address) internal pure {}

    function log(bool, address, bool, uint256) internal pure {}

    function log(bool, address, bool, string memory) internal pure {}

    function log(bool, address, bool, bool) internal pure {}

    function log(bool, address, bool, address) internal pure {}

    function log(bool, address, address, uint256) internal pure {}

    function log(bool, address, address, string memory) internal pure {}

    function log(bool, address, address, bool) internal pure {}

    function log(bool, address, address, address) internal pure {}

    function log(address, uint256, uint256, uint256) internal pure {}

    function log(address, uint256, uint256, string memory) internal pure {}

    function log(address, uint256, uint256, bool) internal pure {}

    function log(address, uint256, uint256, address) internal pure {}

    function log(address, uint256, string memory, uint256) internal pure {}

    function log(address, uint256, string memory, string memory) internal pure {}

    function log(address, uint256, string memory, bool) internal pure {}

    function log(address, uint256, string memory, address) internal pure {}

    function log(address, uint256, bool, uint256) internal pure {}

    function log(address, uint256, bool, string memory) internal pure {}

    function log(address, uint256, bool, bool) internal pure {}

    function log(address, uint256, bool, address) internal pure {}

    function log(address, uint256, address, uint256) internal pure {}

    function log(address, uint256, address, string memory) internal pure {}

    function log(address, uint256, address, bool) internal pure {}

    function log(address, uint256, address, address) internal pure {}

    function log(address, string memory, uint256, uint256) internal pure {}

    function log(address, string memory, uint256, string memory) internal pure {}

    function log(address, string memory, uint256, bool) internal pure {}

    function log(address, string memory, uint256, address) internal pure {}

    function log(address, string memory, string memory, uint256) internal pure {}

    function log(address, string memory, string memory, string memory) internal pure {}

    function log(address, string memory, string memory, bool) internal pure {}

    function log(address, string memory, string memory, address) internal pure {}

    function log(address, string memory, bool, uint256) internal pure {}

    function log(address, string memory, bool, string memory) internal pure {}

    function log(address, string memory, bool, bool) internal pure {}

    function log(address, string memory, bool, address) internal pure {}

    function log(address, string memory, address, uint256) internal pure {}

    function log(address, string memory, address, string memory) internal pure {}

    function log(address, string memory, address, bool) internal pure {}

    function log(address, string memory, address, address) internal pure {}

    function log(address, bool, uint256, uint256) internal pure {}

    function log(address, bool, uint256, string memory) internal pure {}

    function log(address, bool, uint256, bool) internal pure {}

    function log(address, bool, uint256, address) internal pure {}

    function log(address, bool, string memory, uint256) internal pure {}

    function log(address, bool, string memory, string memory) internal pure {}

    function log(address, bool, string memory, bool) internal pure {}

    function log(address, bool, string memory, address) internal pure {}

    function log(address, bool, bool, uint256) internal pure {}

    function log(address, bool, bool, string memory) internal pure {}

    function log(address, bool, bool, bool) internal pure {}

    function log(address, bool, bool, address) internal pure {}

    function log(address, bool, address, uint256) internal pure {}

    function log(address, bool, address, string memory) internal pure {}

    function log(address, bool, address, bool) internal pure {}

    function log(address, bool, address, address) internal pure {}

    function log(address, address, uint256, uint256) internal pure {}

    function log(address, address, uint256, string memory) internal pure {}

    function log(address, address, uint256, bool) internal pure {}

    function log(address, address, uint256, address) internal pure {}

    function log(address, address, string memory, uint256) internal pure {}

    function log(address, address, string memory, string memory) internal pure {}

    function log(address, address, string memory, bool) internal pure {}

    function log(address, address, string memory, address) internal pure {}

    function log(address, address, bool, uint256) internal pure {}

    function log(address, address, bool, string memory) internal pure {}

    function log(address, address, bool, bool) internal pure {}

    function log(address, address, bool, address) internal pure {}

    function log(address, address, address, uint256) internal pure {}

    function log(address, address, address, string memory) internal pure {}

    function log(address, address, address, bool) internal pure {}

    function log(address, address, address, address) internal pure {}

    function logInt(int256) internal pure {}

    function logUint(uint256) internal pure {}

    function logString(string memory) internal pure {}

    function logBool(bool) internal pure {}

    function logAddress(address) internal pure {}

    function logBytes(bytes memory) internal pure {}

    function logBytes1(bytes1) internal pure {}

    function logBytes2(bytes2) internal pure {}

    function logBytes4(bytes4) internal pure {}

    function logBytes8(bytes8) internal pure {}

    function logBytes16(bytes16) internal pure {}

    function logBytes20(bytes20) internal pure {}

    function logBytes32(bytes32) internal pure {}
}
