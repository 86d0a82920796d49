// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A hotel's concierge: guests ask, the hotel pays.
/// @notice Good. The session is opened when there is none, checked before it is used, and its cell
/// is cleared before it is closed; refunds pay for the next session or go back to the owner.
contract Concierge is WithDtnAi, Ownable {
    using SafeERC20 for IERC20;

    struct Question {
        address guest;
        string answer;
        bool done;
    }

    bytes32 public immutable model;
    uint256 public sessionId;
    mapping(address => bool) public isGuest;
    mapping(bytes32 => Question) public questions;

    event Opened(uint256 indexed sessionId, uint256 amount);
    event Closed(uint256 indexed sessionId);
    event Answered(bytes32 indexed requestId, address indexed guest, string answer);
    event Unanswered(bytes32 indexed requestId, address indexed guest);

    error AlreadyOpen();
    error NothingToDeposit();
    error NoSession();
    error NotAGuest();

    constructor(address router) Ownable(msg.sender) {
        setAi(router);
        model = ai.modelId("model.system.openai-gpt-4o");
    }

    /// @notice Open a session on all fee tokens that the hotel has put here.
    function open() external onlyOwner {
        if (sessionId != 0) revert AlreadyOpen();
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        if (amount == 0) revert NothingToDeposit();
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
        emit Opened(sessionId, amount);
    }

    /// @notice Let somebody ask at the hotel's expense, or no longer.
    function welcome(address guest, bool stays) external onlyOwner {
        isGuest[guest] = stays;
    }

    /// @notice Ask something, as a guest. The value sent pays for the gas of the answer.
    function ask(string calldata question) external payable returns (bytes32 requestId) {
        if (!isGuest[msg.sender]) revert NotAGuest();
        if (sessionId == 0) revert NoSession();
        string[] memory call = DtnDefaults.singleArray(question);
        requestId = ai.request{value: msg.value}(
            sessionId,
            model,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest({
                call: abi.encode(call),
                extraParams: "",
                calltype: IDtnAi.CallType.DIRECT,
                feePerByteReq: 100,
                feePerByteRes: 100,
                totalFeePerRes: 1_000_000
            }),
            IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this)),
            msg.sender,
            msg.value
        );
        questions[requestId].guest = msg.sender;
    }

    function onAnswer(bytes32 requestId) external onlyDtn {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        Question storage question = questions[requestId];
        question.answer = abi.decode(response, (string));
        question.done = true;
        emit Answered(requestId, question.guest, question.answer);
    }

    function onFailure(bytes32 requestId) external onlyDtn {
        questions[requestId].done = true;
        emit Unanswered(requestId, questions[requestId].guest);
    }

    /// @notice Answer by hand where no answer came, or none that is text.
    function answer(bytes32 requestId, string calldata text) external onlyOwner {
        Question storage question = questions[requestId];
        if (question.guest == address(0)) revert NotAGuest();
        question.answer = text;
        question.done = true;
        emit Answered(requestId, question.guest, text);
    }

    /// @notice Close the session. What it did not spend comes back to this contract.
    function close() external onlyOwner {
        uint256 id = sessionId;
        if (id == 0) revert NoSession();
        sessionId = 0;
        ai.closeUserSession(id);
        emit Closed(id);
    }

    /// @notice Take out what refunds have left here.
    function withdraw(address to) external onlyOwner {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }
}
