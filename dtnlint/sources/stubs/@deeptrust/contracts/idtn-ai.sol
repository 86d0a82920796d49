// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

interface IDtnAiModels {
    function modelId(string memory modelName) external view returns (bytes32);
}

interface IDtnAi is IDtnAiModels {
    enum CallType {
        IPFS,
        DIRECT
    }

    enum AggregationType {
        ANY,
        ALL,
        SELECT_BEST,
        VOTE,
        RANK
    }

    enum ResponseStatus {
        NA,
        SUCCESS,
        FAILURE
    }

    struct DtnRequest {
        bytes call;
        bytes extraParams;
        CallType calltype;
        uint256 feePerByteReq;
        uint256 feePerByteRes;
        uint256 totalFeePerRes;
    }

    struct DtnRouting {
        bytes32[] trustNamespaceIds;
        bytes32[] trustedNodeIds;
        uint32 redundancy;
        uint8 confidenceLevel;
        AggregationType aggregationType;
    }

    struct Response {
        ResponseStatus status;
        string message;
        bytes response;
        bytes32 nodeId;
        uint256 timestamp;
    }

    struct CallBack {
        bytes4 success;
        bytes4 failure;
        address target;
    }

    function startUserSession() external returns (uint256 sessionId);

    function closeUserSession(uint256 sessionId) external;

    function request(
        uint256 sessionId,
        bytes32 modelId,
        DtnRouting memory routingSystem,
        DtnRequest memory dtnRequest,
        CallBack memory callback,
        address user,
        uint256 callbackGas
    ) external payable returns (bytes32 requestId);

    function fetchResponse(bytes32 requestId)
        external
        view
        returns (ResponseStatus status, string memory message, bytes memory response);

    function respondToRequest(
        bytes32 requestId,
        ResponseStatus status,
        string memory message,
        bytes memory response,
        bytes32 nodeId,
        uint256 requestSize,
        uint256 responseSize
    ) external;

    function feeToken() external view returns (address);

    function feeTarget() external view returns (address);
}
