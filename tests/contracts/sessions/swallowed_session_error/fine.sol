// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Failures that are dealt with: by leaving, by a helper, by a flag.
contract LeavesOnFailure is Consumer {
    uint256 public sessionId;
    uint256 public asked;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external returns (bool) {
        _charge();
        require(sessionId != 0, "no session");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) returns (bytes32 id) {
            askers[id] = msg.sender;
        } catch {
            return false;
        }
        asked++;
        return true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RecordsInHelper is Consumer {
    uint256 public sessionId;
    bool public healthy = true;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        require(sessionId != 0 && healthy, "not now");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) {}
        catch {
            _broken();
        }
    }

    function _broken() internal {
        healthy = false;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RefusesInHelper is Consumer {
    uint256 public sessionId;

    error Refused(bytes reason);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) {}
        catch (bytes memory reason) {
            _refuse(reason);
        }
    }

    function _refuse(bytes memory reason) internal pure {
        revert Refused(reason);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
