// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Portraits that nobody drew.
/// @notice Minting asks one model for a description; its answer asks another for a picture; the
/// answer to that completes the token. One session pays for everybody, and is opened again by the
/// next mint after the owner has closed it.
contract PortraitMinter is WithDtnAi, Ownable {
    using SafeERC20 for IERC20;

    enum Stage {
        None,
        Describing,
        Drawing,
        Stalled,
        Done
    }

    struct Portrait {
        address holder;
        address minter;
        Stage stage;
        string subject;
        string description;
        string image;
    }

    uint256 public constant MINIMUM_DEPOSIT = 5_000_000;
    uint256 public constant DRAWING_GAS = 400_000;

    bytes32 public immutable writer;
    bytes32 public immutable painter;

    uint256 public sessionId;
    uint256 public minted;
    uint256 public feePerByte = 100;
    uint256 public feeCap = 2_000_000;
    mapping(uint256 => Portrait) public portraits;
    mapping(bytes32 => uint256) public tokenOf;
    mapping(address => uint256) public balanceOf;

    event SessionOpened(uint256 indexed sessionId, uint256 amount);
    event SessionClosed(uint256 indexed sessionId);
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Described(uint256 indexed tokenId, string description);
    event Drawn(uint256 indexed tokenId, string image);
    event Stalled(uint256 indexed tokenId, string reason);

    error NothingToDeposit(uint256 balance);
    error CallbacksCost(uint256 wanted);
    error NotYours(uint256 tokenId);
    error NotStalled(uint256 tokenId);

    constructor(address router, string memory writerName, string memory painterName) Ownable(msg.sender) {
        setAi(router);
        writer = keccak256(abi.encodePacked(writerName));
        painter = ai.modelId(painterName);
    }

    receive() external payable {}

    // --- minting -------------------------------------------------------------

    /// @notice Mint a portrait. The value sent pays for both callbacks.
    function mint(string calldata subject, uint256 callbackGas) external payable returns (uint256 tokenId) {
        if (msg.value < callbackGas + DRAWING_GAS) revert CallbacksCost(callbackGas + DRAWING_GAS);
        if (sessionId == 0) _openSession();
        tokenId = ++minted;
        Portrait storage portrait = portraits[tokenId];
        portrait.holder = msg.sender;
        portrait.minter = msg.sender;
        portrait.subject = subject;
        balanceOf[msg.sender]++;
        emit Transfer(address(0), msg.sender, tokenId);
        _describe(tokenId, callbackGas);
    }

    /// @notice Go on with a portrait that got stuck.
    function resume(uint256 tokenId, uint256 callbackGas) external payable {
        Portrait storage portrait = portraits[tokenId];
        if (portrait.holder != msg.sender) revert NotYours(tokenId);
        if (portrait.stage != Stage.Stalled) revert NotStalled(tokenId);
        require(msg.value >= callbackGas + DRAWING_GAS, "callbacks cost more");
        if (sessionId == 0) _openSession();
        portrait.minter = msg.sender;
        _describe(tokenId, callbackGas);
    }

    function transfer(address to, uint256 tokenId) external {
        Portrait storage portrait = portraits[tokenId];
        if (portrait.holder != msg.sender) revert NotYours(tokenId);
        require(to != address(0), "to nobody");
        portrait.holder = to;
        balanceOf[msg.sender]--;
        balanceOf[to]++;
        emit Transfer(msg.sender, to, tokenId);
    }

    function _describe(uint256 tokenId, uint256 callbackGas) internal {
        Portrait storage portrait = portraits[tokenId];
        portrait.stage = Stage.Describing;
        string[] memory call = new string[](2);
        call[0] = "Describe a portrait of the following in two sentences.";
        call[1] = portrait.subject;
        bytes32 requestId = ai.request{value: callbackGas}(
            sessionId,
            writer,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            _order(abi.encode(call), IDtnAi.CallType.DIRECT),
            IDtnAi.CallBack(this.onDescription.selector, this.onFailure.selector, address(this)),
            msg.sender,
            callbackGas
        );
        tokenOf[requestId] = tokenId;
    }

    function _order(bytes memory call, IDtnAi.CallType callType) internal view returns (IDtnAi.DtnRequest memory) {
        return IDtnAi.DtnRequest({
            call: call,
            extraParams: "",
            calltype: callType,
            feePerByteReq: feePerByte,
            feePerByteRes: feePerByte,
            totalFeePerRes: feeCap
        });
    }

    /// @notice No answer came: the holder may try again.
    function giveUp(uint256 tokenId) external {
        Portrait storage portrait = portraits[tokenId];
        if (portrait.holder != msg.sender) revert NotYours(tokenId);
        portrait.stage = Stage.Stalled;
    }

    // --- answers -------------------------------------------------------------

    function onDescription(bytes32 requestId) external onlyDtn {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        uint256 tokenId = _take(requestId);
        Portrait storage portrait = portraits[tokenId];
        portrait.description = abi.decode(response, (string));
        emit Described(tokenId, portrait.description);

        // The owner may have closed the session since the request was made.
        if (sessionId == 0) {
            portrait.stage = Stage.Stalled;
            emit Stalled(tokenId, "no session");
            return;
        }
        portrait.stage = Stage.Drawing;
        bytes32 drawing = ai.request{value: DRAWING_GAS}(
            sessionId,
            painter,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            _order(abi.encode(DtnDefaults.singleArray(portrait.description)), IDtnAi.CallType.IPFS),
            IDtnAi.CallBack(this.onDrawing.selector, this.onFailure.selector, address(this)),
            portrait.minter,
            DRAWING_GAS
        );
        tokenOf[drawing] = tokenId;
    }

    /// Answers to other people's requests are not ours to keep.
    function _take(bytes32 requestId) internal returns (uint256 tokenId) {
        tokenId = tokenOf[requestId];
        require(tokenId != 0, "not our request");
        delete tokenOf[requestId];
    }

    function onDrawing(bytes32 requestId) external onlyDtn {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no picture");
        uint256 tokenId = _take(requestId);
        Portrait storage portrait = portraits[tokenId];
        portrait.image = abi.decode(response, (string));
        portrait.stage = Stage.Done;
        emit Drawn(tokenId, portrait.image);
    }

    function onFailure(bytes32 requestId) external onlyDtn {
        (, string memory reason,) = ai.fetchResponse(requestId);
        uint256 tokenId = _take(requestId);
        portraits[tokenId].stage = Stage.Stalled;
        emit Stalled(tokenId, reason);
    }

    // --- the session ---------------------------------------------------------

    /// @notice Close the session, and start another on everything that is here.
    function restartSession() external onlyOwner {
        _closeSession();
        _openSession();
    }

    function closeSession() external onlyOwner {
        _closeSession();
    }

    function _closeSession() internal {
        if (sessionId == 0) return;
        uint256 id = sessionId;
        delete sessionId;
        ai.closeUserSession(id);
        emit SessionClosed(id);
    }

    function _openSession() internal {
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        if (amount < MINIMUM_DEPOSIT) revert NothingToDeposit(amount);
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
        emit SessionOpened(sessionId, amount);
    }

    // --- housekeeping --------------------------------------------------------

    function setFees(uint256 perByte, uint256 cap) external onlyOwner {
        require(perByte > 0 && cap > 0, "nobody works for nothing");
        feePerByte = perByte;
        feeCap = cap;
    }

    function withdraw(address payable to, uint256 amount, uint256 tokens) external onlyOwner {
        IERC20(ai.feeToken()).safeTransfer(to, tokens);
        (bool sent,) = to.call{value: amount}("");
        require(sent, "not sent");
    }
}
