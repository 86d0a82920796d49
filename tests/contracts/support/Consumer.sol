// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "@deeptrust/contracts/dtn-defaults.sol";
import "@deeptrust/contracts/idtn-ai.sol";
import "@deeptrust/contracts/with-dtn-ai.sol";
import "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// What every contract of the corpus needs and few of them are about: an owner,
/// a deposit that is paid for and checked, and a request whose answer is kept for
/// whoever asked. It does nothing wrong by itself.
abstract contract Asker is WithDtnAi {
    using SafeERC20 for IERC20;

    bytes32 internal constant MODEL = keccak256(abi.encodePacked("model.system.example"));

    address public immutable owner;
    mapping(bytes32 => address) internal askers;
    mapping(bytes32 => string) public answers;
    mapping(bytes32 => bool) public failures;

    error NotOwner();
    error NotAsked();

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    /// The router calls back for requests of others, too, that name a function of this contract.
    modifier onlyAsked(bytes32 requestId) {
        if (askers[requestId] == address(0)) revert NotAsked();
        _;
    }

    constructor() {
        owner = msg.sender;
    }

    receive() external payable {}

    /// Pays for a session that is about to start, out of the caller's pocket.
    function _deposit(uint256 amount) internal {
        require(amount > 0, "nothing to deposit");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
    }

    /// Opens a session with `amount` to spend. The caller must keep the ID.
    function _start(uint256 amount) internal returns (uint256) {
        _deposit(amount);
        return ai.startUserSession();
    }

    /// What an answer costs whoever asks.
    function _charge() internal {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), 50_000);
    }

    /// Asks in the name of the sender, who pays for the answer and for the callback.
    function _ask(uint256 id, string memory prompt) internal returns (bytes32) {
        _charge();
        return _askFor(id, prompt, msg.sender, msg.value);
    }

    function _askFor(uint256 id, string memory prompt, address user, uint256 gasForCallback)
        internal
        returns (bytes32 requestId)
    {
        requestId = ai.request{value: gasForCallback}(
            id,
            MODEL,
            _routing(),
            _payload(prompt),
            _callBack(),
            user,
            gasForCallback
        );
        askers[requestId] = user;
    }

    function _routing() internal pure returns (IDtnAi.DtnRouting memory) {
        return DtnDefaults.defaultRoutingSystemValidatedAny();
    }

    function _payload(string memory prompt) internal pure returns (IDtnAi.DtnRequest memory) {
        return IDtnAi.DtnRequest({
            call: abi.encode(DtnDefaults.singleArray(prompt)),
            extraParams: "",
            calltype: IDtnAi.CallType.DIRECT,
            feePerByteReq: 100,
            feePerByteRes: 100,
            totalFeePerRes: 50_000
        });
    }

    function _callBack() internal view returns (IDtnAi.CallBack memory) {
        return IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this));
    }

    function onAnswer(bytes32 requestId) external virtual onlyDtn {
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external virtual onlyDtn {
        failures[requestId] = true;
    }

    /// Fills in an answer that could not be read when it came.
    function correct(bytes32 requestId, string calldata answer) external onlyOwner {
        answers[requestId] = answer;
    }

    function _answer(bytes32 requestId) internal {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status == IDtnAi.ResponseStatus.SUCCESS) answers[requestId] = abi.decode(response, (string));
    }
}

/// An asker that knows its router from the start, and has a way out for refunds.
abstract contract Consumer is Asker {
    using SafeERC20 for IERC20;

    constructor(address router) {
        setAi(router);
    }

    function sweep(address to) external onlyOwner {
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(to, token.balanceOf(address(this)));
    }
}
