// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0 <0.9.0;

import "./sessions.sol";

// The router: the only contract of the network that a consumer talks to.

contract ModelRouter {
    enum ResponseStatus {
        NA,
        SUCCESS,
        FAILURE
    }

    struct DtnRequest {
        bytes call;
        bytes extraParams;
        uint8 calltype;
        uint256 feePerByteReq;
        uint256 feePerByteRes;
        uint256 totalFeePerRes;
    }

    struct DtnRouting {
        bytes32[] trustNamespaceIds;
        bytes32[] trustedNodeIds;
        uint32 redundancy;
        uint8 confidenceLevel;
        uint8 aggregationType;
    }

    struct CallBack {
        bytes4 success;
        bytes4 failure;
        address target;
    }

    struct Asked {
        address consumer;
        uint256 session;
        CallBack callback;
        uint256 callbackGas;
        ResponseStatus status;
        string message;
        bytes response;
    }

    ModelSessions public sessions;
    mapping(bytes32 => Asked) internal asked;
    /// Every request, in the order in which they came.
    bytes32[] public requestIds;

    /// The page's reading: `request(0, ...)` opens a session. The contracts': it reverts.
    bool public automaticSessions;
    /// An answer after the close still reaches the callback. The contracts refuse it; the page
    /// does not say.
    bool public answersAfterClose;
    /// Callbacks get all the gas there is.
    bool public boundless;
    /// Requests pass that do not pay for their callback's gas; that they do not is recorded.
    bool public unpaid;
    /// Requests fail, as they may for reasons that no consumer controls.
    bool public refusing;
    /// Where the gas given to an operation tells which one it is: the amount that stands for
    /// number 0, the bits below the number, and the highest number.
    uint256 public siteBase;
    uint256 public siteShift;
    uint256 public siteMost;

    event Asking(
        address indexed consumer,
        uint256 indexed id,
        bytes32 indexed requestId,
        uint256 site,
        address user,
        uint256 callbackGas,
        uint256 paid
    );
    event AskedTwice(address indexed consumer, bytes32 indexed requestId);
    event Answered(bytes32 indexed requestId, ResponseStatus status, bool delivered);

    function install(ModelSessions sessions_) external {
        sessions = sessions_;
    }

    function arrange(
        bool automaticSessions_,
        bool answersAfterClose_,
        bool boundless_,
        bool unpaid_,
        bool refusing_
    ) external {
        automaticSessions = automaticSessions_;
        answersAfterClose = answersAfterClose_;
        boundless = boundless_;
        unpaid = unpaid_;
        refusing = refusing_;
    }

    function number(uint256 base, uint256 shift, uint256 most) external {
        siteBase = base;
        siteShift = shift;
        siteMost = most;
    }

    function feeToken() external view returns (address) {
        return sessions.token();
    }

    function feeTarget() external view returns (address) {
        return address(sessions);
    }

    function modelId(string memory modelName) external pure returns (bytes32) {
        return keccak256(abi.encodePacked(modelName));
    }

    function startUserSession() external returns (uint256 sessionId) {
        uint256 site = _site();
        return sessions.start(msg.sender, site);
    }

    function closeUserSession(uint256 sessionId) external {
        uint256 site = _site();
        sessions.close(msg.sender, sessionId, site);
    }

    function request(
        uint256 sessionId,
        bytes32,
        DtnRouting calldata routing,
        DtnRequest calldata,
        CallBack calldata callback,
        address user,
        uint256 callbackGas
    ) external payable returns (bytes32 requestId) {
        uint256 site = _site();
        requestId = _ask(site, sessionId, callback, user, callbackGas);
        if (!_completes(routing)) {
            sessions.misused(
                ModelRecord.Misuse.REQUEST_UNANSWERABLE, msg.sender, sessionId, site
            );
        }
    }

    /// Whoever calls asks something on a session of its own, and names a function of another
    /// contract to be told the answer.
    function askFor(address target, bytes4 callback) external returns (bytes32 requestId) {
        uint256 sessionId = sessions.automatic(msg.sender, 0);
        requestId = _ask(0, sessionId, CallBack(callback, callback, target), msg.sender, 0);
        asked[requestId].callbackGas = type(uint256).max; // others spare nothing
        requestIds.pop(); // that list is of the consumer's
    }

    /// `request` with the structs of older releases. What the heads hold is the same in all of
    /// them, except that the callback's target came first: a selector fills the high bytes of
    /// its word, an address the low ones.
    fallback() external payable {
        uint256 site = _site();
        require(msg.data.length >= 4 + 9 * 32, "The router has no such function");
        (uint256 sessionId,,,, bytes32 a, bytes32 b, bytes32 c, address user, uint256 callbackGas) = abi.decode(
            msg.data[4:], (uint256, bytes32, uint256, uint256, bytes32, bytes32, bytes32, address, uint256)
        );
        CallBack memory callback = uint256(a) >> 160 == 0 && uint256(a) != 0
            ? CallBack(bytes4(b), bytes4(c), address(uint160(uint256(a))))
            : CallBack(bytes4(a), bytes4(b), address(uint160(uint256(c))));
        bytes32 requestId = _ask(site, sessionId, callback, user, callbackGas);
        assembly {
            mstore(0, requestId)
            return(0, 32)
        }
    }

    receive() external payable {
        revert("The router takes no payments");
    }

    function fetchResponse(bytes32 requestId)
        external
        view
        returns (ResponseStatus status, string memory message, bytes memory response)
    {
        Asked storage one = asked[requestId];
        return (one.status, one.message, one.response);
    }

    function requestCount() external view returns (uint256) {
        return requestIds.length;
    }

    function stateOf(bytes32 requestId)
        external
        view
        returns (uint256 session, ResponseStatus status)
    {
        return (asked[requestId].session, asked[requestId].status);
    }

    function callbackOf(bytes32 requestId) external view returns (CallBack memory) {
        return asked[requestId].callback;
    }

    /// A node answers. The session is charged now; then the callback runs.
    function respondToRequest(
        bytes32 requestId,
        ResponseStatus status,
        string calldata message,
        bytes calldata response,
        bytes32,
        uint256 requestSize,
        uint256 responseSize
    ) external {
        Asked storage one = asked[requestId];
        require(one.consumer != address(0), "No such request");
        require(one.status == ResponseStatus.NA, "Already answered");
        bool live = sessions.statusOf(one.session) == ModelSessions.Status.LIVE;
        require(live || answersAfterClose, "Session not found");
        if (live) sessions.charge(one.session, requestSize + responseSize);
        one.status = status;
        one.message = message;
        one.response = response;
        emit Answered(requestId, status, _deliver(requestId, one));
    }

    /// Runs the callback; whether it ran to its end.
    function _deliver(bytes32 requestId, Asked storage one) private returns (bool delivered) {
        CallBack memory callback = one.callback;
        if (callback.target.code.length == 0) return false;
        bytes4 selector =
            one.status == ResponseStatus.SUCCESS ? callback.success : callback.failure;
        (delivered,) = callback.target.call{gas: boundless ? gasleft() : one.callbackGas}(
            abi.encodeWithSelector(selector, requestId)
        );
    }

    function _ask(
        uint256 site,
        uint256 sessionId,
        CallBack memory callback,
        address user,
        uint256 callbackGas
    ) private returns (bytes32 requestId) {
        require(!refusing, "Insufficient funds");
        if (sessionId == 0) {
            sessions.misused(ModelRecord.Misuse.REQUEST_EMPTY, msg.sender, 0, site);
            require(automaticSessions, "Session not related to the user");
            sessionId = sessions.automatic(msg.sender, site);
        } else {
            require(sessions.use(msg.sender, sessionId, site), "Session not related to the user");
        }
        if (msg.value < callbackGas) {
            sessions.misused(ModelRecord.Misuse.REQUEST_UNDERPAID, msg.sender, sessionId, site);
            require(unpaid, "The value does not cover the callback's gas");
        }
        requestId = keccak256(abi.encode(block.timestamp, sessionId, user, msg.sender));
        if (asked[requestId].consumer != address(0)) emit AskedTwice(msg.sender, requestId);
        asked[requestId] = Asked(
            msg.sender, sessionId, callback, callbackGas, ResponseStatus.NA, "", ""
        );
        requestIds.push(requestId);
        emit Asking(msg.sender, sessionId, requestId, site, user, callbackGas, msg.value);
    }

    /// Whether an answer can ever complete a request with this routing. One for which none can
    /// is taken all the same.
    function _completes(DtnRouting calldata routing) private pure returns (bool) {
        return routing.aggregationType == 0 && routing.redundancy <= 1
            && routing.trustNamespaceIds.length + routing.trustedNodeIds.length != 0;
    }

    /// Must be the first thing that an operation does: it reads the gas it was given.
    function _site() private view returns (uint256 site) {
        uint256 given = gasleft();
        if (siteBase == 0 || given + 65536 < siteBase) return 0;
        site = (given + 65536 - siteBase) >> siteShift;
        if (site > siteMost) site = 0;
    }
}
