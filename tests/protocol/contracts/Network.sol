// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

// The interfaces that the other files need: the router in several versions, tokens, and
// what imitates them. tests/protocol/marks.py explains the marks at the ends of lines.

struct CallBack {
    bytes4 success;
    bytes4 failure;
    address target;
}

interface IRouter {
    enum CallType { IPFS, DIRECT }
    struct Routing {
        bytes32[] trustNamespaceIds;
        bytes32[] trustedNodeIds;
        uint32 redundancy;
        uint8 confidenceLevel;
        CallType aggregationType;
    }
    struct Ask {
        bytes call;
        bytes extraParams;
        CallType calltype;
        uint256 feePerByteReq;
        uint256 feePerByteRes;
        uint256 totalFeePerRes;
    }

    function modelId(string memory name) external view returns (bytes32);
    function startUserSession() external returns (uint256 sessionId);
    function closeUserSession(uint256 sessionId) external;
    function request(
        uint256 sessionId,
        bytes32 model,
        Routing memory routing,
        Ask memory ask,
        CallBack memory callback,
        address user,
        uint256 callbackGas
    ) external payable returns (bytes32 requestId);
    function fetchResponse(bytes32 requestId)
        external
        view
        returns (CallType status, string memory message, bytes memory response);
    function feeToken() external view returns (address);
    function feeTarget() external view returns (address);
}

// Older: the target first, no extra parameters, no routing.
interface IOldRouter {
    struct OldCallBack {
        address target;
        bytes4 success;
        bytes4 failure;
    }
    struct OldAsk {
        bytes call;
        uint256 totalFeePerRes;
    }

    function startUserSession() external returns (uint256);
    function closeUserSession(uint256) external;
    function request(uint256 id, bytes32 model, OldAsk memory ask, OldCallBack memory callback, address user, uint256 callbackGas)
        external
        payable
        returns (bytes32);
    function feeToken() external view returns (address);
    function feeTarget() external view returns (address);
}

// Near misses: one signature each is not the router's.
interface ICloseTakesAddress {
    function startUserSession() external returns (uint256);
    function closeUserSession(address user) external;
    function request(uint256 id, bytes32 model, CallBack memory callback) external returns (bytes32);
}

interface IStartTakesUser {
    function startUserSession(address user) external returns (uint256);
    function closeUserSession(uint256 id) external;
    function request(uint256 id, bytes32 model, CallBack memory callback) external returns (bytes32);
}

interface IRequestStartsWithModel {
    function startUserSession() external returns (uint256);
    function closeUserSession(uint256 id) external;
    function request(bytes32 model, uint256 id, CallBack memory callback) external returns (bytes32);
}

interface INoRequest {
    function startUserSession() external returns (uint256);
    function closeUserSession(uint256 id) external;
}

interface IFees {
    function feeToken() external view returns (address);
    function feeTarget() external view returns (address);
}

interface IToken {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function decimals() external view returns (uint8);
}

interface ISilentToken {
    function transfer(address to, uint256 amount) external;
    function transferFrom(address from, address to, uint256 amount) external;
}

library SafeToken {
    error Failed(address token);

    function safeTransfer(IToken token, address to, uint256 amount) internal {
        _call(token, abi.encodeCall(token.transfer, (to, amount)));
    }

    function safeTransferFrom(IToken token, address from, address to, uint256 amount) internal {
        _call(token, abi.encodeWithSelector(token.transferFrom.selector, from, to, amount));
    }

    function _call(IToken token, bytes memory data) private {
        (bool ok, bytes memory answer) = address(token).call(data);
        if (!ok || (answer.length != 0 && !abi.decode(answer, (bool)))) revert Failed(address(token));
    }
}

// In the manner of libraries that take plain addresses and work in assembly.
library LeanToken {
    function safeTransfer(address token, address to, uint256 amount) internal {
        assembly {
            mstore(0x14, to)
            mstore(0x34, amount)
            mstore(0x00, 0xa9059cbb000000000000000000000000)
            if iszero(call(gas(), token, 0, 0x10, 0x44, 0x00, 0x20)) { revert(0, 0) }
            mstore(0x34, 0)
        }
    }
}

// Safe in name only: followed, so that what it drops is seen.
library CarelessToken {
    function safeTransfer(IToken token, address to, uint256 amount) internal {
        token.transfer(to, amount); //~ Deposit(transfer)
    }

    function safeTransferFrom(IToken token, address from, address to, uint256 amount) internal {
        address(token).call(abi.encodeCall(token.transferFrom, (from, to, amount))); //~ Deposit(low-level call)
    }
}
