// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "./Context.sol";

abstract contract Multicall is Context {
    function multicall(bytes[] calldata data) external virtual returns (bytes[] memory results) {
        // What ERC-2771 appends to a message goes on with each of the calls.
        bytes calldata suffix = msg.sender == _msgSender()
            ? msg.data[:0]
            : msg.data[msg.data.length - _contextSuffixLength():];
        results = new bytes[](data.length);
        for (uint256 i = 0; i < data.length; i++) {
            (bool success, bytes memory answer) =
                address(this).delegatecall(abi.encodePacked(data[i], suffix));
            require(success, "Multicall: call failed");
            results[i] = answer;
        }
    }
}
