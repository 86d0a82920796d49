// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// A manager of access is asked by a low-level call, and again for what was scheduled.
interface IManagerOfCalls {
    function canCall(address who, address what, bytes4 selector) external view returns (bool, uint32);
    function consumeScheduledOp(address who, bytes calldata data) external;
}

contract ManagedWrong is Asker {
    address public immutable manager;
    uint256 public sessionId;

    constructor(address router, address managedBy) {
        setAi(router);
        manager = managedBy;
    }

    function setRouter(address router) external {
        _checkCanCall(msg.sender, msg.data);
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function _checkCanCall(address caller, bytes calldata data) private {
        (bool immediate, uint32 delay) = _ask(caller, bytes4(data[0:4]));
        if (immediate) return;
        if (delay == 0) revert NotOwner();
        emit Late(caller);
    }

    function _ask(address caller, bytes4 selector) private view returns (bool immediate, uint32 delay) {
        (bool ok, bytes memory answer) = manager.staticcall(abi.encodeCall(IManagerOfCalls.canCall, (caller, address(this), selector)));
        if (ok && answer.length >= 64) (immediate, delay) = abi.decode(answer, (bool, uint32));
    }

    event Late(address caller);
}

contract ManagedRight is Asker {
    address public immutable manager;
    uint256 public sessionId;

    constructor(address router, address managedBy) {
        setAi(router);
        manager = managedBy;
    }

    function setRouter(address router) external {
        _checkCanCall(msg.sender, msg.data);
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function _checkCanCall(address caller, bytes calldata data) private {
        (bool immediate, uint32 delay) = _ask(caller, bytes4(data[0:4]));
        if (immediate) return;
        if (delay == 0) revert NotOwner();
        IManagerOfCalls(manager).consumeScheduledOp(caller, data);
    }

    function _ask(address caller, bytes4 selector) private view returns (bool immediate, uint32 delay) {
        (bool ok, bytes memory answer) = manager.staticcall(abi.encodeCall(IManagerOfCalls.canCall, (caller, address(this), selector)));
        if (ok && answer.length >= 64) (immediate, delay) = abi.decode(answer, (bool, uint32));
    }
}
