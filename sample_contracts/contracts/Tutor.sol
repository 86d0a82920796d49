// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A tutor with a session, and a purse, for each pupil.
/// @notice Good. A pupil opens, uses and closes only a session of their own, and gets back what
/// closing it refunded.
contract Tutor is WithDtnAi {
    using SafeERC20 for IERC20;

    struct Pupil {
        uint256 sessionId;
        uint256 asked;
        uint256 refund;
    }

    bytes32 public constant MODEL = keccak256(abi.encodePacked("model.system.openai-gpt-4o-mini"));

    mapping(address => Pupil) public pupils;
    mapping(bytes32 => address) public askedBy;
    mapping(address => string) public lastAnswer;

    event Failed(address indexed pupil, string reason);

    modifier enrolled() {
        require(pupils[msg.sender].sessionId != 0, "enrol first");
        _;
    }

    constructor(address router) {
        setAi(router);
    }

    function enrol(uint256 amount) external {
        Pupil storage pupil = pupils[msg.sender];
        require(pupil.sessionId == 0, "enrolled already");
        require(amount > 0, "lessons cost something");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        pupil.sessionId = ai.startUserSession();
    }

    function ask(string calldata question) external payable enrolled returns (bytes32 requestId) {
        Pupil storage pupil = pupils[msg.sender];
        pupil.asked++;
        requestId = ai.request{value: msg.value}(
            pupil.sessionId,
            MODEL,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(
                abi.encode(DtnDefaults.singleArray(question)),
                "",
                IDtnAi.CallType.DIRECT,
                100,
                100,
                500_000
            ),
            IDtnAi.CallBack(this.answered.selector, this.failed.selector, address(this)),
            msg.sender,
            msg.value
        );
        askedBy[requestId] = msg.sender;
    }

    function answered(bytes32 requestId) external onlyDtn {
        require(askedBy[requestId] != address(0), "not our question");
        (,, bytes memory response) = ai.fetchResponse(requestId);
        lastAnswer[askedBy[requestId]] = abi.decode(response, (string));
    }

    /// @notice An answer as it came, also where it is no text.
    function rawAnswer(bytes32 requestId) external view returns (bytes memory response) {
        (,, response) = ai.fetchResponse(requestId);
    }

    function failed(bytes32 requestId) external onlyDtn {
        (, string memory reason,) = ai.fetchResponse(requestId);
        emit Failed(askedBy[requestId], reason);
    }

    function leave() external enrolled {
        IERC20 token = IERC20(ai.feeToken());
        uint256 before = token.balanceOf(address(this));
        uint256 id = pupils[msg.sender].sessionId;
        delete pupils[msg.sender].sessionId;
        ai.closeUserSession(id);
        pupils[msg.sender].refund += token.balanceOf(address(this)) - before;
    }

    function collect() external {
        uint256 refund = pupils[msg.sender].refund;
        pupils[msg.sender].refund = 0;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, refund);
    }
}
