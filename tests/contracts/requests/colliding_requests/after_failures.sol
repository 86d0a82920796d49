// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// What only a failed request changes keeps nothing apart while requests succeed.
abstract contract AfterFailures is Consumer {
    uint256 public sessionId;
    bool public ready;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
        ready = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AfterFailuresWrong is AfterFailures {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external {
        require(ready && sessionId != 0, "not ready");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), 0) { //~ dtn-colliding-requests
        } catch {
            ready = false;
        }
    }
}

contract AfterFailuresRight is AfterFailures {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external {
        require(ready && sessionId != 0, "not ready");
        try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), 0) {
            ready = false;
        } catch {
            revert("not asked");
        }
    }
}

// A try in a loop: it ends early only where nothing was asked.
contract TriedTurnsWrong is AfterFailures {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external onlyOwner {
        for (uint256 i; i < 2; i++) {
            if (!ready || sessionId == 0) break;
            try ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, 0) { //~ dtn-colliding-requests
            } catch {
                ready = false;
            }
        }
    }
}
