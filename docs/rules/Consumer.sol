// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// What the examples of the rules build on: a router, an owner, a way to pay, to ask, to
/// hear and to withdraw. By itself it does nothing wrong.
abstract contract Consumer is WithDtnAi {
    using SafeERC20 for IERC20;

    bytes32 internal constant MODEL = keccak256(abi.encodePacked("model.system.example"));

    address public immutable owner = msg.sender;
    mapping(bytes32 => string) public answers;
    mapping(bytes32 => bool) public failed;

    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }

    constructor() {
        setAi(address(0xA11));
    }

    receive() external payable {}

    /// Pays for a session that starts next, out of the caller's purse.
    function _deposit(uint256 amount) internal {
        require(amount > 0, "nothing to deposit");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
    }

    /// What a question costs its asker.
    function _charge() internal {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), 50_000);
    }

    /// Asks in the sender's name, who pays for the answer; the value sent pays for the callback.
    function _ask(uint256 id, string memory prompt) internal returns (bytes32 requestId) {
        _charge();
        return ai.request{value: msg.value}(
            id, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function _routing() internal pure returns (IDtnAi.DtnRouting memory) {
        return DtnDefaults.defaultRoutingSystemValidatedAny();
    }

    function _prompt(string memory prompt) internal pure returns (IDtnAi.DtnRequest memory) {
        bytes memory call = abi.encode(DtnDefaults.singleArray(prompt));
        return IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 100, 100, 50_000);
    }

    function _callBack() internal view returns (IDtnAi.CallBack memory) {
        return IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this));
    }

    function onAnswer(bytes32 requestId) external virtual onlyDtn {
        _keepAnswer(requestId);
    }

    function onFailure(bytes32 requestId) external virtual onlyDtn {
        failed[requestId] = true;
    }

    function _keepAnswer(bytes32 requestId) internal {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = abi.decode(response, (string));
    }

    /// Fills in an answer that could not be read when it came.
    function correct(bytes32 requestId, string calldata answer) external onlyOwner {
        answers[requestId] = answer;
    }

    /// The way out for refunds.
    function withdraw(address to, uint256 amount) external onlyOwner {
        IERC20(ai.feeToken()).safeTransfer(to, amount);
    }
}
