// SPDX-License-Identifier: MIT
pragma solidity >=0.8.0;

import "./idtn-ai.sol";

library DtnDefaults {
    function defaultRoutingSystemValidatedAny() internal pure returns (IDtnAi.DtnRouting memory) {
        return defaultCustomNodesValidatedAny(new bytes32[](0));
    }

    function defaultCustomNodesValidatedAny(bytes32[] memory nodes)
        internal
        pure
        returns (IDtnAi.DtnRouting memory)
    {
        return IDtnAi.DtnRouting({
            trustNamespaceIds: new bytes32[](0),
            trustedNodeIds: nodes,
            redundancy: 1,
            confidenceLevel: 8,
            aggregationType: IDtnAi.AggregationType.ANY
        });
    }

    function singleArray(bytes32 item) internal pure returns (bytes32[] memory items) {
        items = new bytes32[](1);
        items[0] = item;
    }

    function singleArray(string memory item) internal pure returns (string[] memory items) {
        items = new string[](1);
        items[0] = item;
    }
}
