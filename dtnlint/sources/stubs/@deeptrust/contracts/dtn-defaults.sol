// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "./idtn-ai.sol";

library DtnDefaults {
    uint256 public constant ROUTING_SYSTEM_VALIDATED_ANY_CONSTANT = 1;

    function defaultRoutingSystemValidatedAny() internal pure returns (IDtnAi.DtnRouting memory) {
        return _any(
            singleArray(keccak256(abi.encode("trust.system.authored"))),
            new bytes32[](0)
        );
    }

    function defaultCustomNodesValidatedAny(bytes32[] memory nodes)
        internal
        pure
        returns (IDtnAi.DtnRouting memory)
    {
        return _any(new bytes32[](0), nodes);
    }

    function singleArray(bytes32 value) internal pure returns (bytes32[] memory values) {
        values = new bytes32[](1);
        values[0] = value;
    }

    function singleArray(string memory value) internal pure returns (string[] memory values) {
        values = new string[](1);
        values[0] = value;
    }

    function _any(bytes32[] memory namespaces, bytes32[] memory nodes)
        private
        pure
        returns (IDtnAi.DtnRouting memory)
    {
        return IDtnAi.DtnRouting({
            trustNamespaceIds: namespaces,
            trustedNodeIds: nodes,
            redundancy: 1,
            confidenceLevel: 8,
            aggregationType: IDtnAi.AggregationType.ANY
        });
    }
}
