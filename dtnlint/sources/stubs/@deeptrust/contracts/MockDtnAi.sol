// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import {IDtnAi} from "./idtn-ai.sol";

// As the package calls it since version 1.0.5; before, it is MockDtnAi.
contract LocalMockDtnAi is IDtnAi {
    address public override feeToken;
    address public override feeTarget;
    mapping(uint256 => bool) public activeSessions;
    mapping(bytes32 => DtnRequest) public requests;
    mapping(bytes32 => CallBack) public callbacks;
    mapping(bytes32 => Response) public responses;
    mapping(string => bytes32) public modelIds;
    uint256 private _sessions;
    uint256 private _requests;

    event RequestRecorded(bytes32 indexed requestId, uint256 sessionId, bytes32 modelId);
    event ResponseSuccess(bytes32 indexed requestId, bytes response);
    event ResponseFailure(bytes32 indexed requestId, string message);
    event CallbackExecuted(bytes32 indexed requestId, bool success);

    constructor(address _feeToken, address _feeTarget) {
        feeToken = _feeToken;
        feeTarget = _feeTarget;
    }

    function modelId(string memory modelName) external view override returns (bytes32) {
        return modelIds[modelName];
    }

    function setModelId(string memory modelName, bytes32 id) external {
        modelIds[modelName] = id;
    }

    function startUserSession() external override returns (uint256 sessionId) {
        sessionId = ++_sessions;
        activeSessions[sessionId] = true;
    }

    function closeUserSession(uint256 sessionId) external override {
        require(activeSessions[sessionId], "Session not active");
        activeSessions[sessionId] = false;
    }

    function request(
        uint256 sessionId,
        bytes32 model,
        DtnRouting memory,
        DtnRequest memory dtnRequest,
        CallBack memory callback,
        address,
        uint256
    ) external payable override returns (bytes32 requestId) {
        require(activeSessions[sessionId], "Session not active");
        requestId = bytes32(++_requests);
        requests[requestId] = dtnRequest;
        callbacks[requestId] = callback;
        emit RequestRecorded(requestId, sessionId, model);
    }

    function fetchResponse(bytes32 requestId)
        external
        view
        override
        returns (ResponseStatus status, string memory message, bytes memory response)
    {
        Response storage stored = responses[requestId];
        return (stored.status, stored.message, stored.response);
    }

    function respondToRequest(
        bytes32 requestId,
        ResponseStatus status,
        string memory message,
        bytes memory response,
        bytes32 nodeId,
        uint256,
        uint256
    ) external override {
        _store(requestId, status, message, response, nodeId);
    }

    function respondSuccess(bytes32 requestId, bytes memory value, uint256) external {
        require(requests[requestId].call.length > 0, "Request not found");
        _store(requestId, ResponseStatus.SUCCESS, "Success", value, bytes32(0));
        emit ResponseSuccess(requestId, value);
        _callBack(requestId, callbacks[requestId].success);
    }

    function respondFailure(bytes32 requestId, string memory message) external {
        require(requests[requestId].call.length > 0, "Request not found");
        _store(requestId, ResponseStatus.FAILURE, message, "", bytes32(0));
        emit ResponseFailure(requestId, message);
        _callBack(requestId, callbacks[requestId].failure);
    }

    function getRequest(bytes32 requestId) external view returns (DtnRequest memory) {
        return requests[requestId];
    }

    function getCallback(bytes32 requestId) external view returns (CallBack memory) {
        return callbacks[requestId];
    }

    function getResponse(bytes32 requestId) external view returns (Response memory) {
        return responses[requestId];
    }

    function isSessionActive(uint256 sessionId) external view returns (bool) {
        return activeSessions[sessionId];
    }

    function reset() external {
        _sessions = 0;
        _requests = 0;
    }

    function _store(
        bytes32 requestId,
        ResponseStatus status,
        string memory message,
        bytes memory response,
        bytes32 nodeId
    ) private {
        responses[requestId] = Response({
            status: status,
            message: message,
            response: response,
            nodeId: nodeId,
            timestamp: block.timestamp
        });
    }

    function _callBack(bytes32 requestId, bytes4 selector) private {
        address target = callbacks[requestId].target;
        if (target == address(0) || selector == bytes4(0)) {
            return;
        }
        (bool success, ) = target.call(abi.encodeWithSelector(selector, requestId));
        emit CallbackExecuted(requestId, success);
    }
}

contract MockDtnAi is LocalMockDtnAi {
    constructor(address _feeToken, address _feeTarget) LocalMockDtnAi(_feeToken, _feeTarget) {}
}
