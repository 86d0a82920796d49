// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Prices of things, as a model sees them.
/// @notice Bad, in how it treats failures and strangers.
contract Oracle is WithDtnAi {
    using SafeERC20 for IERC20;

    address public immutable keeper;
    uint256 public sessionId;
    mapping(bytes32 => uint256) public prices;

    event RenewalFailed();

    constructor(address router) {
        keeper = msg.sender;
        setAi(router);
    }

    function renew(uint256 amount) external {
        require(msg.sender == keeper && amount > 0, "keeper only");
        uint256 old = sessionId;
        if (old != 0) {
            // dtn-double-close, dtn-unreset-session: the ID stays when the start below fails
            ai.closeUserSession(old);
        }
        // dtn-unclaimed-deposit: when the start fails, whoever starts next owns this
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        // dtn-swallowed-session-error: an event is all that is left of the failure
        try ai.startUserSession() returns (uint256 id) {
            sessionId = id;
        } catch {
            emit RenewalFailed();
        }
    }

    function ask(string calldata thing) external payable returns (bytes32) {
        require(sessionId != 0, "no session");
        // dtn-open-spending: whoever likes asks, and the deposit of the oracle pays for the answer
        return ai.request{value: msg.value}(
            // dtn-use-after-close: the ID of a session that renew() closed and could not replace
            sessionId,
            keccak256(abi.encodePacked("model.system.openai-gpt-4o")),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest({
                call: abi.encode(DtnDefaults.singleArray(thing)),
                extraParams: "",
                calltype: IDtnAi.CallType.DIRECT,
                feePerByteReq: 100,
                feePerByteRes: 100,
                totalFeePerRes: 1_000_000
            }),
            // dtn-missing-failure-callback: nobody learns that there is no price
            IDtnAi.CallBack({success: this.price.selector, failure: bytes4(0), target: address(this)}),
            msg.sender,
            msg.value
        );
    }

    // dtn-unprotected-callback: anyone can call it, at a moment of their own choice
    // dtn-reverting-callback: a node that answers anything but a number makes it revert, and nothing else takes the answer up
    function price(bytes32 requestId) external {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no price");
        prices[requestId] = abi.decode(response, (uint256));
    }

    function withdraw(address to, uint256 amount) external {
        require(msg.sender == keeper, "keeper only");
        IERC20(ai.feeToken()).safeTransfer(to, amount);
    }
}
