// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A shop that answers its customers' questions.
/// @notice Bad. It never learns that it closed its session.
contract Shop is WithDtnAi, Ownable {
    uint256 public sessionId;
    mapping(bytes32 => string) public answers;
    mapping(bytes32 => bool) public failures;

    constructor(address router) Ownable(msg.sender) {
        setAi(router);
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open already");
        require(amount > 0, "nothing to deposit");
        // dtn-unchecked-fee-transfer: a token that returns false lets the shop start without a deposit
        IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata question) external payable returns (bytes32) {
        require(sessionId != 0, "the shop is closed");
        // dtn-open-spending: whoever likes asks, and the deposit of the shop pays for the answer
        return ai.request{value: msg.value}(
            // dtn-use-after-close: after close() the ID is still there
            sessionId,
            keccak256(abi.encodePacked("model.system.openai-gpt-4o")),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(
                abi.encode(DtnDefaults.singleArray(question)),
                "",
                IDtnAi.CallType.DIRECT,
                100,
                100,
                1_000_000
            ),
            IDtnAi.CallBack(this.answer.selector, this.fail.selector, address(this)),
            msg.sender,
            msg.value
        );
    }

    // dtn-reverting-callback: a node that answers anything but text makes it revert, and nothing else takes the answer up
    function answer(bytes32 requestId) external onlyDtn {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = abi.decode(response, (string));
    }

    function fail(bytes32 requestId) external onlyDtn {
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "the shop is closed");
        // dtn-double-close, dtn-unreset-session: nothing remembers that the session is over
        ai.closeUserSession(sessionId);
    }

    function withdraw(address to, uint256 amount) external onlyOwner {
        require(IERC20(ai.feeToken()).transfer(to, amount), "not paid");
    }
}
