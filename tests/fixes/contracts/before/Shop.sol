// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/* Everything at once:   odd   spacing stays – é, 漢字 and all. */
contract Shop is WithDtnAi   {
    bytes32 constant MODEL = keccak256( abi.encode("model.system.example") ); // padded
    uint256 public sessionId;
    mapping(bytes32 => string) public answers;
    address immutable owner = msg.sender;

    event Closed(uint256 id);
    error NoSession();

    modifier onlyOwner() { require(msg.sender == owner); _; }

    constructor(address router) { setAi(router); }

    /// Opens a session.
    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).transferFrom(
            msg.sender, ai.feeTarget(), amount   // no look at the result
        );
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable returns (bytes32 id)
    {
        // The sender pays.
        id = ai.request{value: msg.value}(
            sessionId,
            MODEL,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(DtnDefaults.singleArray(prompt)), "", IDtnAi.CallType.DIRECT, 1, 1, 1),
            IDtnAi.CallBack(this.done.selector, this.failed.selector, address(this)),
            msg.sender,
            msg.value
        );
    }

    function done(bytes32 id) external {
        (, , bytes memory response) = ai.fetchResponse(id);
        answers[id] = abi.decode(response, (string));
    }

    function failed(bytes32 id) external onlyDtn { delete answers[id]; }

    function close() external onlyOwner {
        if (sessionId == 0) revert NoSession();
        ai.closeUserSession(sessionId); // and that is that
        emit Closed(sessionId);
    }

    function withdraw(uint256 amount) external onlyOwner {
        require(IERC20(ai.feeToken()).transfer(owner, amount), "not paid");
    }
}
