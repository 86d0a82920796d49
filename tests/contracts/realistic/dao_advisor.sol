// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title A DAO's advisor: members have their proposals looked at before they vote.
/// @notice Two sessions: one for summaries and one, better funded, for legal opinions. The treasurer
/// opens, renews and closes them; a renewal that fails leaves the advisor without that session, and
/// says so.
contract DaoAdvisor is WithDtnAi, AccessControl, Pausable {
    using SafeERC20 for IERC20;

    enum Kind {
        Summary,
        Opinion
    }

    enum Status {
        None,
        Open,
        Accepted,
        Rejected
    }

    struct Proposal {
        address author;
        Status status;
        uint64 closesAt;
        uint128 yes;
        uint128 no;
        string text;
        string summary;
        string opinion;
    }

    struct Advice {
        uint256 proposal;
        Kind kind;
    }

    bytes32 public constant TREASURER = keccak256("TREASURER");
    bytes32 public constant MEMBER = keccak256("MEMBER");
    uint64 public constant VOTING = 3 days;

    mapping(Kind => uint256) public sessions;
    mapping(Kind => bytes32) public models;
    mapping(Kind => uint256) public renewalFailures;
    mapping(uint256 => Proposal) public proposals;
    mapping(uint256 => mapping(address => bool)) public voted;
    mapping(bytes32 => Advice) public adviceOf;
    uint256 public proposalCount;
    uint256 public feeCap = 1_500_000;

    event SessionChanged(Kind indexed kind, uint256 oldId, uint256 newId);
    event RenewalFailed(Kind indexed kind, uint256 amount);
    event Proposed(uint256 indexed proposal, address indexed author);
    event AdviceAsked(uint256 indexed proposal, Kind kind, bytes32 requestId);
    event AdviceGiven(uint256 indexed proposal, Kind kind);
    event AdviceMissing(uint256 indexed proposal, Kind kind, string reason);
    event Voted(uint256 indexed proposal, address indexed member, bool yes);

    error OnlyItself();
    error AlreadyOpen(Kind kind);
    error NotOpen(Kind kind);
    error VotingClosed(uint256 proposal);

    constructor(address router, address treasurer) {
        setAi(router);
        models[Kind.Summary] = ai.modelId("model.system.summary");
        models[Kind.Opinion] = ai.modelId("model.system.law");
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
        _grantRole(TREASURER, treasurer);
    }

    // --- the treasurer -------------------------------------------------------

    function open(Kind kind, uint256 amount) external onlyRole(TREASURER) {
        if (sessions[kind] != 0) revert AlreadyOpen(kind);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), amount);
        sessions[kind] = _start(amount);
        emit SessionChanged(kind, 0, sessions[kind]);
    }

    /// @notice Close a session and try to open another on `amount` out of what is here.
    function renew(Kind kind, uint256 amount) external onlyRole(TREASURER) {
        uint256 old = sessions[kind];
        if (old == 0) revert NotOpen(kind);
        sessions[kind] = 0;
        ai.closeUserSession(old);
        try this.startFor(amount) returns (uint256 id) {
            sessions[kind] = id;
            emit SessionChanged(kind, old, id);
        } catch {
            renewalFailures[kind]++;
            emit RenewalFailed(kind, amount);
        }
    }

    /// @dev Called by this contract alone, so that a start that fails takes its deposit back.
    function startFor(uint256 amount) external returns (uint256) {
        if (msg.sender != address(this)) revert OnlyItself();
        return _start(amount);
    }

    function closeAll() external onlyRole(TREASURER) {
        _close(Kind.Summary);
        _close(Kind.Opinion);
    }

    function close(Kind kind) external onlyRole(TREASURER) {
        if (!_close(kind)) revert NotOpen(kind);
    }

    function spend(address to, uint256 amount) external onlyRole(TREASURER) {
        IERC20(ai.feeToken()).safeTransfer(to, amount);
    }

    function _start(uint256 amount) private returns (uint256) {
        require(amount > 0, "no deposit");
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);
        return ai.startUserSession();
    }

    function _close(Kind kind) private returns (bool) {
        uint256 id = sessions[kind];
        if (id == 0) return false;
        delete sessions[kind];
        ai.closeUserSession(id);
        emit SessionChanged(kind, id, 0);
        return true;
    }

    // --- members -------------------------------------------------------------

    function propose(string calldata text) external payable onlyRole(MEMBER) whenNotPaused returns (uint256 id) {
        id = ++proposalCount;
        Proposal storage p = proposals[id];
        p.author = msg.sender;
        p.text = text;
        p.status = Status.Open;
        p.closesAt = uint64(block.timestamp) + VOTING;
        emit Proposed(id, msg.sender);
        if (sessions[Kind.Summary] != 0) {
            _ask(id, Kind.Summary, sessions[Kind.Summary], msg.value);
        }
    }

    function askOpinion(uint256 id, uint256 gasForAnswer) external payable onlyRole(MEMBER) whenNotPaused {
        if (proposals[id].status != Status.Open) revert VotingClosed(id);
        uint256 sessionId = sessions[Kind.Opinion];
        if (sessionId == 0) revert NotOpen(Kind.Opinion);
        require(gasForAnswer <= msg.value, "the answer needs gas");
        _ask(id, Kind.Opinion, sessionId, gasForAnswer);
    }

    function vote(uint256 id, bool yes) external onlyRole(MEMBER) {
        Proposal storage p = proposals[id];
        if (p.status != Status.Open || block.timestamp >= p.closesAt) revert VotingClosed(id);
        require(!voted[id][msg.sender], "voted");
        voted[id][msg.sender] = true;
        if (yes) p.yes++;
        else p.no++;
        emit Voted(id, msg.sender, yes);
    }

    function count(uint256 id) external {
        Proposal storage p = proposals[id];
        require(p.status == Status.Open && block.timestamp >= p.closesAt, "not yet");
        p.status = p.yes > p.no ? Status.Accepted : Status.Rejected;
    }

    function _ask(uint256 id, Kind kind, uint256 sessionId, uint256 gasForAnswer) private {
        bytes32 requestId = ai.request{value: gasForAnswer}(
            sessionId,
            models[kind],
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest({
                call: abi.encode(DtnDefaults.singleArray(proposals[id].text)),
                extraParams: "",
                calltype: kind == Kind.Summary ? IDtnAi.CallType.DIRECT : IDtnAi.CallType.IPFS,
                feePerByteReq: 30,
                feePerByteRes: 30,
                totalFeePerRes: feeCap
            }),
            IDtnAi.CallBack(this.advised.selector, this.notAdvised.selector, address(this)),
            msg.sender,
            gasForAnswer
        );
        adviceOf[requestId] = Advice(id, kind);
        emit AdviceAsked(id, kind, requestId);
    }

    function advised(bytes32 requestId) external onlyDtn {
        Advice memory advice = adviceOf[requestId];
        require(advice.proposal != 0, "not our request");
        string memory text = _textOf(requestId);
        if (advice.kind == Kind.Summary) proposals[advice.proposal].summary = text;
        else proposals[advice.proposal].opinion = text;
        emit AdviceGiven(advice.proposal, advice.kind);
    }

    function notAdvised(bytes32 requestId) external onlyDtn {
        Advice memory advice = adviceOf[requestId];
        (, string memory reason,) = ai.fetchResponse(requestId);
        emit AdviceMissing(advice.proposal, advice.kind, reason);
    }

    function _textOf(bytes32 requestId) private view returns (string memory) {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status != IDtnAi.ResponseStatus.SUCCESS) return "";
        return abi.decode(response, (string));
    }

    // --- the admin -----------------------------------------------------------

    function setFeeCap(uint256 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        require(cap > 0, "nobody answers for nothing");
        feeCap = cap;
    }

    function setModel(Kind kind, string calldata name) external onlyRole(DEFAULT_ADMIN_ROLE) {
        models[kind] = ai.modelId(name);
    }

    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }
}
