// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// A network for whole contracts that are run twice: by the published rules, and without a word
// about gas, which the interpreter does not know.

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

contract BesideToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        return _move(from, to, value);
    }

    function _move(address from, address to, uint256 value) private returns (bool) {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
        return true;
    }
}

contract BesideRouter {
    struct Asked {
        uint256 session;
        address consumer;
        IDtnAi.CallBack callback;
        IDtnAi.ResponseStatus status;
        string message;
        bytes response;
    }

    BesideToken private immutable token;
    uint256 private counted;
    uint256 private seen;
    mapping(uint256 => address) public owners;
    mapping(uint256 => uint256) public credit;
    mapping(bytes32 => Asked) private asked;
    bytes32[] public requests;
    uint256[] public sessions;

    event Answered(bytes32 indexed requestId, bool delivered, bytes answer);

    constructor(BesideToken token_) {
        token = token_;
    }

    function feeToken() external view returns (address) {
        return address(token);
    }

    function feeTarget() external view returns (address) {
        return address(this);
    }

    function modelId(string memory modelName) external pure returns (bytes32) {
        return keccak256(abi.encodePacked(modelName));
    }

    function startUserSession() external returns (uint256 sessionId) {
        uint256 arrived = token.balanceOf(address(this)) - seen;
        require(arrived > 0, "No deposit");
        seen += arrived;
        sessionId = ++counted;
        owners[sessionId] = msg.sender;
        credit[sessionId] = arrived;
        sessions.push(sessionId);
    }

    function closeUserSession(uint256 sessionId) external {
        require(owners[sessionId] == msg.sender, "Session already closed");
        uint256 rest = credit[sessionId];
        delete owners[sessionId];
        delete credit[sessionId];
        seen -= rest;
        token.transfer(msg.sender, rest);
    }

    function request(
        uint256 sessionId,
        bytes32 model,
        IDtnAi.DtnRouting memory routing,
        IDtnAi.DtnRequest memory query,
        IDtnAi.CallBack memory callback,
        address user,
        uint256 callbackGas
    ) external payable returns (bytes32 requestId) {
        require(owners[sessionId] == msg.sender, "Session not related to the user");
        require(msg.value >= callbackGas, "Callback not paid");
        requestId = keccak256(
            abi.encode(sessionId, model, routing, query, user, requests.length)
        );
        Asked storage one = asked[requestId];
        one.session = sessionId;
        one.consumer = msg.sender;
        one.callback = callback;
        requests.push(requestId);
    }

    function fetchResponse(bytes32 requestId)
        external
        view
        returns (IDtnAi.ResponseStatus status, string memory message, bytes memory response)
    {
        Asked storage one = asked[requestId];
        return (one.status, one.message, one.response);
    }

    function respond(bytes32 requestId, bool success, bytes calldata response) external {
        Asked storage one = asked[requestId];
        require(owners[one.session] != address(0), "Session closed");
        one.status = success ? IDtnAi.ResponseStatus.SUCCESS : IDtnAi.ResponseStatus.FAILURE;
        one.response = response;
        bytes4 selector = success ? one.callback.success : one.callback.failure;
        (bool delivered, bytes memory answer) =
            one.callback.target.call(abi.encodeWithSelector(selector, requestId));
        emit Answered(requestId, delivered, answer);
    }
}
