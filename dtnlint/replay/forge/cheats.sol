// SPDX-License-Identifier: MIT-0
pragma solidity >=0.8.4;

/// Foundry's cheat codes, as far as they are needed here.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function prank(address sender) external;
    function prank(address sender, address origin) external;
    function deal(address account, uint256 wei_) external;
    function roll(uint256 block_) external;
    function warp(uint256 timestamp) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function record() external;
    function accesses(address account)
        external
        returns (bytes32[] memory reads, bytes32[] memory writes);
    function startMappingRecording() external;
    function getMappingKeyAndParentOf(address target, bytes32 slot)
        external
        returns (bool found, bytes32 key, bytes32 parent);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function getNonce(address account) external view returns (uint64);
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function expectRevert() external;
    function expectRevert(bytes calldata reason) external;
}
