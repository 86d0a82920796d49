// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

library Clones {
    // The proxy of ERC-1167: its code with the implementation's address in the middle.
    function _code(address implementation) private pure returns (bytes memory) {
        return abi.encodePacked(
            hex"3d602d80600a3d3981f3363d3d373d3d3d363d73",
            implementation,
            hex"5af43d82803e903d91602b57fd5bf3"
        );
    }

    function clone(address implementation) internal returns (address instance) {
        bytes memory code = _code(implementation);
        assembly {
            instance := create(0, add(code, 0x20), mload(code))
        }
        require(instance != address(0), "ERC1167: create failed");
    }

    function cloneDeterministic(address implementation, bytes32 salt)
        internal
        returns (address instance)
    {
        bytes memory code = _code(implementation);
        assembly {
            instance := create2(0, add(code, 0x20), mload(code), salt)
        }
        require(instance != address(0), "ERC1167: create2 failed");
    }

    function predictDeterministicAddress(address implementation, bytes32 salt, address deployer)
        internal
        pure
        returns (address)
    {
        bytes32 digest = keccak256(_code(implementation));
        bytes32 whole = keccak256(abi.encodePacked(bytes1(0xff), deployer, salt, digest));
        return address(uint160(uint256(whole)));
    }

    function predictDeterministicAddress(address implementation, bytes32 salt)
        internal
        view
        returns (address)
    {
        return predictDeterministicAddress(implementation, salt, address(this));
    }
}
