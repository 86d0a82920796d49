// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAiUpgradeable} from "@deeptrust/contracts/with-dtn-ai-upgradeable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title What everybody reads who uses the oracle.
interface IFeeds {
    function read(bytes32 feed) external view returns (int256 value, uint64 updatedAt);
}

/// @title The oracle's session: opened, renewed and closed by one hand.
abstract contract OracleSession is WithDtnAiUpgradeable, OwnableUpgradeable {
    using SafeERC20 for IERC20;

    struct SessionState {
        uint256 id;
        uint64 openedAt;
        uint64 renewals;
        bool drained;
    }

    SessionState internal session;
    uint256[20] private __gap;

    event SessionOpened(uint256 indexed id, uint256 amount);
    event SessionClosed(uint256 indexed id);

    error SessionIsOpen();
    error SessionIsNotOpen();
    error NoMoney();

    modifier whenOpen() {
        _requireOpen();
        _;
    }

    function _requireOpen() internal view {
        if (!_isOpen()) revert SessionIsNotOpen();
    }

    function _isOpen() internal view returns (bool) {
        return session.openedAt != 0 && !session.drained;
    }

    function sessionId() public view returns (uint256) {
        return _isOpen() ? session.id : 0;
    }

    function openSession(uint256 amount) external onlyOwner {
        if (_isOpen()) revert SessionIsOpen();
        _fund(amount);
        _begin();
    }

    /// @notice Replace the session by one on `amount` and what the old one gives back.
    function renewSession(uint256 amount) external virtual onlyOwner whenOpen {
        _fund(amount);
        ai().closeUserSession(session.id);
        _begin();
        session.renewals++;
    }

    function drainSession() external onlyOwner whenOpen {
        session.drained = true;
        ai().closeUserSession(session.id);
        emit SessionClosed(session.id);
    }

    function rescue(address token, address to, uint256 amount) external onlyOwner {
        IERC20(token).safeTransfer(to, amount);
    }

    function _fund(uint256 amount) private {
        IERC20(ai().feeToken()).safeTransferFrom(msg.sender, address(this), amount);
    }

    function _begin() private {
        IDtnAi router = ai();
        IERC20 token = IERC20(router.feeToken());
        uint256 amount = token.balanceOf(address(this));
        if (amount == 0) revert NoMoney();
        token.safeTransfer(router.feeTarget(), amount);
        session.id = router.startUserSession();
        session.openedAt = uint64(block.timestamp);
        session.drained = false;
        emit SessionOpened(session.id, amount);
    }
}

/// @title Numbers that a model finds out, behind a proxy.
contract UpgradeableOracle is OracleSession, IFeeds {
    struct Feed {
        string question;
        int256 value;
        uint64 updatedAt;
        uint64 heartbeat;
        uint32 failures;
        bool pending;
    }

    bytes32 public model;
    uint256 public answerGas;
    uint256 public feeCap;
    mapping(bytes32 => Feed) public feeds;
    mapping(bytes32 => bytes32) public feedOf;

    event FeedAdded(bytes32 indexed feed, string question);
    event UpdateRequested(bytes32 indexed feed, bytes32 indexed requestId);
    event Updated(bytes32 indexed feed, int256 value);
    event UpdateFailed(bytes32 indexed feed, string reason);

    error UnknownFeed(bytes32 feed);
    error AlreadyPending(bytes32 feed);
    error Fresh(bytes32 feed);
    error Stale(bytes32 feed);
    error RouterInUse();

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    function initialize(address router, address owner_, string calldata modelName) external initializer {
        require(router != address(0), "no router");
        __Ownable_init(owner_);
        __WithDtnAi_init(router);
        model = keccak256(abi.encodePacked(modelName));
        answerGas = 300_000;
        feeCap = 250_000;
    }

    // --- feeds ---------------------------------------------------------------

    function addFeed(string calldata question, uint64 heartbeat) external onlyOwner returns (bytes32 feed) {
        feed = keccak256(bytes(question));
        feeds[feed].question = question;
        feeds[feed].heartbeat = heartbeat;
        emit FeedAdded(feed, question);
    }

    /// @notice Ask for a new value. Anyone may, when the last one is old; the gas of the answer is
    /// theirs to pay.
    function update(bytes32 feed) external payable whenOpen returns (bytes32 requestId) {
        Feed storage f = feeds[feed];
        if (bytes(f.question).length == 0) revert UnknownFeed(feed);
        if (f.pending) revert AlreadyPending(feed);
        if (block.timestamp < f.updatedAt + f.heartbeat) revert Fresh(feed);
        uint256 gasForAnswer = answerGas;
        require(msg.value == gasForAnswer, "pay for the answer");
        f.pending = true;
        requestId = _request(f.question, gasForAnswer);
        feedOf[requestId] = feed;
        emit UpdateRequested(feed, requestId);
    }

    function _request(string memory question, uint256 gasForAnswer) private returns (bytes32) {
        string[] memory call = DtnDefaults.singleArray(question);
        IDtnAi.DtnRequest memory dtnRequest = IDtnAi.DtnRequest({
            call: abi.encode(call),
            extraParams: "",
            calltype: IDtnAi.CallType.DIRECT,
            feePerByteReq: 10,
            feePerByteRes: 10,
            totalFeePerRes: feeCap
        });
        IDtnAi.CallBack memory callBack;
        callBack.success = UpgradeableOracle.onValue.selector;
        callBack.failure = UpgradeableOracle.onError.selector;
        callBack.target = address(this);
        return ai().request{value: msg.value}(
            session.id,
            model,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            dtnRequest,
            callBack,
            msg.sender,
            gasForAnswer
        );
    }

    function onValue(bytes32 requestId) external onlyDtn {
        (,, bytes memory response) = ai().fetchResponse(requestId);
        Feed storage f = feeds[_feed(requestId)];
        f.value = abi.decode(response, (int256));
        f.updatedAt = uint64(block.timestamp);
        f.failures = 0;
        f.pending = false;
        emit Updated(feedOf[requestId], f.value);
    }

    function _feed(bytes32 requestId) private view returns (bytes32 feed) {
        feed = feedOf[requestId];
        require(feed != 0, "not our request");
    }

    function onError(bytes32 requestId) external onlyDtn {
        (, string memory reason,) = ai().fetchResponse(requestId);
        Feed storage f = feeds[_feed(requestId)];
        f.failures++;
        f.pending = false;
        emit UpdateFailed(feedOf[requestId], reason);
    }

    function read(bytes32 feed) external view returns (int256 value, uint64 updatedAt) {
        Feed storage f = feeds[feed];
        if (f.updatedAt == 0 || block.timestamp > f.updatedAt + 2 * f.heartbeat) revert Stale(feed);
        return (f.value, f.updatedAt);
    }

    // --- settings ------------------------------------------------------------

    function setModel(string calldata name) external onlyOwner {
        model = keccak256(abi.encodePacked(name));
    }

    function setCosts(uint256 answerGas_, uint256 feeCap_) external onlyOwner {
        require(feeCap_ != 0, "nobody answers for nothing");
        answerGas = answerGas_;
        feeCap = feeCap_;
    }

    /// @notice Another router can only come when no session is left at this one.
    function setRouter(address router) external onlyOwner {
        if (_isOpen()) revert RouterInUse();
        setAi(router);
    }

    /// @notice Give up on an answer that does not come.
    function unblock(bytes32 feed) external onlyOwner {
        feeds[feed].pending = false;
    }
}
