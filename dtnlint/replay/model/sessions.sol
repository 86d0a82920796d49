// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0 <0.9.0;

// The session manager, which is also the fee target, and the record of what is misused.

interface IModelToken {
    function balanceOf(address account) external view returns (uint256);

    function moves(address by, address to) external view returns (uint256 count, uint256 lastBlock);
}

/// Burns exactly the gas that a call gives it.
contract ModelBurner {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

/// Tells an observer outside the machine what was misused.
///
/// Every misuse is an event. But most misuses revert, and a revert undoes events
/// as it undoes storage; the one thing that no revert gives back is gas. So,
/// where an observer wants it, a misuse also burns an amount of gas that no
/// honest code uses, with its code in the digits of that amount: whatever the
/// consumer does next, catch it or revert, the gas that its transaction used
/// says what happened and at which operation.
abstract contract ModelRecord {
    enum Misuse {
        NONE,
        CLOSE_EMPTY,
        CLOSE_CLOSED,
        CLOSE_FOREIGN,
        REQUEST_EMPTY,
        REQUEST_CLOSED,
        REQUEST_FOREIGN,
        START_UNFUNDED,
        REQUEST_UNDERPAID,
        REQUEST_UNANSWERABLE
    }

    /// More than there are kinds of misuse: a code is an operation's number times this, and a kind.
    uint256 public constant KINDS = 16;

    ModelBurner private immutable burner = new ModelBurner();

    /// A misuse burns this many units of gas and as many more as its code says; 0: none.
    uint256 public unit;
    uint256 public count;
    /// If not 0, only a misuse with this code burns gas, or of this kind wherever it happens, and
    /// no more than `count` units.
    uint256 public only;

    event Misused(Misuse indexed kind, address indexed consumer, uint256 indexed id, uint256 site);

    function record(uint256 unit_, uint256 only_, uint256 count_) external {
        unit = unit_;
        only = only_;
        count = count_;
    }

    function _misused(Misuse kind, address consumer, uint256 id, uint256 site) internal {
        emit Misused(kind, consumer, id, site);
        uint256 code = site * KINDS + uint256(kind);
        if (unit != 0 && (only == 0 || only == code || only == uint256(kind))) {
            address target = address(burner);
            uint256 gasToBurn = unit * (only == 0 ? count + code : count);
            assembly {
                pop(call(gasToBurn, target, 0, 0, 0, 0, 0))
            }
        }
    }
}

/// Keeps sessions as the network does: whatever arrived since the last look is
/// credited to the next session that is started, whoever sent it.
contract ModelSessions is ModelRecord {
    enum Status {
        NONE,
        LIVE,
        CLOSED
    }

    struct Session {
        address owner;
        Status status;
        bool automatic;
        uint256 credit;
    }

    address public immutable router;
    address public immutable token;

    mapping(uint256 => Session) public sessions;
    uint256 public next;
    uint256 public counted;
    /// How many of its deposits a consumer has used for starts.
    mapping(address => uint256) public spent;

    /// Anyone may send tokens here at any time; with this switch it is as if someone had,
    /// just before each start, so that no start fails for want of a deposit.
    bool public generous;
    /// Starts fail, as they may for reasons that no consumer controls; with a reason or without.
    bool public refusing;
    bool public silently;

    event Started(address indexed consumer, uint256 indexed id, uint256 credit, uint256 site);
    event Closed(address indexed consumer, uint256 indexed id, uint256 refund, uint256 site);
    event Claimed(address indexed consumer, uint256 indexed id, uint256 credit);

    modifier onlyRouter() {
        require(msg.sender == router, "Only the router may call this");
        _;
    }

    constructor(address router_, address token_, uint256 first) {
        router = router_;
        token = token_;
        next = first;
    }

    function arrange(bool generous_, bool refusing_, bool silently_) external {
        generous = generous_;
        refusing = refusing_;
        silently = silently_;
    }

    /// A consumer starts a session.
    function start(address consumer, uint256 site) external onlyRouter returns (uint256) {
        if (refusing && silently) revert();
        require(!refusing, "Sessions are paused");
        uint256 credit = _arrived();
        (uint256 deposits, uint256 lastBlock) = IModelToken(token).moves(consumer, address(this));
        bool paid = deposits > spent[consumer] && lastBlock == block.number;
        spent[consumer] = deposits;
        if (!paid || (credit == 0 && !generous)) {
            _misused(Misuse.START_UNFUNDED, consumer, 0, site);
            require(credit != 0 || generous, "No fee tokens arrived");
            // Someone else paid for it.
            emit Claimed(consumer, next, credit);
        }
        return _open(consumer, credit, false, site);
    }

    /// The router opens a session of its own accord, for a request that names none.
    function automatic(address consumer, uint256 site) external onlyRouter returns (uint256) {
        return _open(consumer, _arrived(), true, site);
    }

    function close(address consumer, uint256 id, uint256 site) external onlyRouter {
        Session storage session = sessions[id];
        if (id == 0) {
            _misused(Misuse.CLOSE_EMPTY, consumer, id, site);
            revert("Session not found");
        }
        if (session.owner != consumer) {
            _misused(Misuse.CLOSE_FOREIGN, consumer, id, site);
            revert("Session not related to the user");
        }
        if (session.status != Status.LIVE) {
            _misused(Misuse.CLOSE_CLOSED, consumer, id, site);
            revert("Session already closed");
        }
        session.status = Status.CLOSED;
        uint256 refund = session.credit;
        session.credit = 0;
        counted -= refund;
        // A fee token may return nothing; its revert is passed on.
        (bool done, bytes memory answer) =
            token.call(abi.encodeWithSignature("transfer(address,uint256)", consumer, refund));
        require(done && (answer.length == 0 || abi.decode(answer, (bool))), "Refund failed");
        emit Closed(consumer, id, refund, site);
    }

    /// Whether `consumer` may use `id` in a request; a misuse is recorded.
    function use(address consumer, uint256 id, uint256 site) external onlyRouter returns (bool) {
        Session storage session = sessions[id];
        if (session.owner == consumer && session.status == Status.LIVE) return true;
        _misused(
            session.owner == consumer ? Misuse.REQUEST_CLOSED : Misuse.REQUEST_FOREIGN, consumer, id, site
        );
        return false;
    }

    /// What is wrong with a request beside its session; recorded, and then for the router to judge.
    function misused(Misuse kind, address consumer, uint256 id, uint256 site) external onlyRouter {
        _misused(kind, consumer, id, site);
    }

    /// Takes the fee of an answer, as far as the session's credit reaches.
    function charge(uint256 id, uint256 fee) external onlyRouter {
        Session storage session = sessions[id];
        uint256 taken = fee < session.credit ? fee : session.credit;
        session.credit -= taken;
    }

    function statusOf(uint256 id) external view returns (Status) {
        return sessions[id].status;
    }

    function _open(address consumer, uint256 credit, bool automatic_, uint256 site)
        private
        returns (uint256 id)
    {
        id = next++;
        sessions[id] = Session(consumer, Status.LIVE, automatic_, credit);
        counted += credit;
        emit Started(automatic_ ? router : consumer, id, credit, site);
    }

    function _arrived() private view returns (uint256) {
        return IModelToken(token).balanceOf(address(this)) - counted;
    }
}
