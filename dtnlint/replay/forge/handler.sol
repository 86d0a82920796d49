// SPDX-License-Identifier: MIT-0
pragma solidity >=0.8.4;

import "./cheats.sol";
import "../model/fee-tokens.sol";
import "../model/router.sol";
import "../model/stand-in.sol";

/// Draws transactions and looks at what each does: what was given to the network that should not
/// be, and where the IDs of the consumer's sessions are then.
abstract contract ModelHandler {
    /// What can go wrong in a transaction. The first are the network's own record, `Misuse`.
    enum Break {
        NONE,
        CLOSE_EMPTY,
        CLOSE_CLOSED,
        CLOSE_FOREIGN,
        REQUEST_EMPTY,
        REQUEST_CLOSED,
        REQUEST_FOREIGN,
        START_UNFUNDED,
        REQUEST_UNDERPAID,
        REQUEST_UNANSWERABLE,
        LOST,
        DISCARDED,
        UNCLAIMED,
        STALE,
        STRANDED,
        BY_STRANGER,
        REROUTED
    }

    /// Who called, and with which keys and IDs.
    struct Act {
        address by;
        uint256[] chosen;
    }

    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    /// So many arguments are remembered.
    uint256 private constant USED = 6;
    /// How far from an element's slot its members may lie.
    uint256 private constant MEMBERS = 12;
    bytes32 private constant MISUSED = keccak256("Misused(uint8,address,uint256,uint256)");
    address internal constant OWNER = 0x0A0A0a0a0a0a0a0A0a0a0A0a0A0A0A0a0a0a0a0a;
    address internal constant STRANGER = 0x0E0e0e0E0e0E0E0e0E0e0e0E0e0e0e0e0e0e0e0E;
    address private constant USER = 0x0C0c0C0c0c0c0c0c0c0c0C0C0C0c0c0C0c0c0c0c;
    address private constant NODE = 0x0D0D0D0D0D0D0D0d0d0d0d0D0d0D0D0D0D0d0d0d;

    ModelFeeToken internal immutable token;
    ModelRouter internal immutable router;
    ModelSessions internal immutable sessions;
    ModelStandIn internal immutable other;
    /// Sessions are counted from here, so that no other number looks like one.
    uint256 private immutable first;
    address internal consumer;

    /// What the draws choose from, beside small numbers and what there is by then.
    uint256[] internal numbers;
    uint256[] internal waits;
    bytes32[] internal words;
    string[] internal texts;
    bytes4[] internal callbacks;
    /// The consumer's views without parameters: roles, owners, limits.
    bytes4[] internal views;
    address[] internal accounts;
    mapping(bytes4 => uint256) internal bitOf;
    uint256 internal bitOfOthers;

    /// Keys and IDs that are drawn for the call under way, and those of the last that succeeded.
    uint256[] private chosen;
    uint256[] private used;
    uint256 private uses;
    /// The last call of each entry point that succeeded, and of which there is one.
    mapping(uint256 => Act) private actOf;
    uint256[] private acted;
    /// What is given again now, and how much of it was.
    uint256[] private repeated;
    uint256 private repeats;
    /// Who last succeeded, at all and with each entry point.
    address private last;
    mapping(uint256 => address) private lastOf;

    uint256 private state;
    uint256 private steps;
    uint256 private time = 1_700_000_000;
    uint256 private height = 100;
    bool private over;

    bytes32[] private slots;
    mapping(bytes32 => bool) private listed;
    mapping(bytes32 => bytes32) private was;
    bytes32[] private routerSlots;

    uint256 private stamp;
    uint256 private nextSession;
    uint256 private nextRequest;
    uint256[] private live;
    bytes32[] private waiting;
    mapping(uint256 => uint256) private heldAt;
    mapping(uint256 => uint256) private toldAt;
    mapping(uint256 => bool) private fixedInCode;
    /// Sessions under whose ID, as a key, something was written.
    mapping(uint256 => bool) private keyed;
    mapping(uint256 => bool) private gone;
    /// The last live session that was found nowhere; 0: each was held, or told to somebody.
    uint256 public lost;

    mapping(Break => uint256[]) private masks;
    mapping(Break => mapping(uint256 => bool)) private known;

    constructor(
        ModelFeeToken token_,
        ModelRouter router_,
        ModelSessions sessions_,
        ModelStandIn other_
    ) {
        token = token_;
        router = router_;
        sessions = sessions_;
        other = other_;
        first = nextSession = sessions_.next();
        accounts = [
            OWNER,
            STRANGER,
            USER,
            address(other_),
            address(token_),
            address(router_),
            address(sessions_),
            address(0)
        ];
    }

    /// After the construction, which was recorded: `entries` were called in it.
    function begin(address consumer_, uint256 entries) external {
        consumer = consumer_;
        accounts.push(consumer_);
        bytes memory code = consumer_.code;
        uint256 next = sessions.next();
        for (uint256 i = 32; i <= code.length; ++i) {
            uint256 word;
            assembly {
                word := mload(add(code, i))
            }
            if (word >= first && word < next) fixedInCode[word] = true;
        }
        _look(entries, false, "", "");
        for (uint256 i = 0; i < slots.length; ++i) {
            if (_holdsRouter(slots[i])) routerSlots.push(slots[i]);
        }
        for (uint256 i = 0; i < views.length; ++i) {
            (bool done, bytes memory answer) = consumer.staticcall(abi.encodePacked(views[i]));
            if (done) _remember(answer);
        }
    }

    /// Whether a transaction broke something whose calls were all of entry points in `proved`, or
    /// of such (`silent`) as have nothing to do with it.
    function broke(Break what, uint256 proved, uint256 silent) external view returns (bool) {
        uint256[] storage seen = masks[what];
        for (uint256 i = 0; i < seen.length; ++i) {
            if (seen[i] & proved != 0 && seen[i] & ~(proved | silent) == 0) return true;
        }
        return false;
    }

    // Transactions

    /// A node answers a request of the consumer's.
    function succeed(uint256 seed) external {
        if (_ready(seed)) _answer(ModelRouter.ResponseStatus.SUCCESS);
    }

    function fail(uint256 seed) external {
        if (_ready(seed)) _answer(ModelRouter.ResponseStatus.FAILURE);
    }

    /// A node answers a request of somebody else's that names a function of the consumer's.
    function succeedForStranger(uint256 seed) external {
        if (!_ready(seed)) return;
        // Seldom another than a callback: then the caller is the router, who may have a part in it.
        bool proper = callbacks.length != 0 && _draw(8) != 0;
        bytes4 named = proper ? callbacks[_draw(callbacks.length)] : _any4();
        address asking = _draw(2) == 0 ? STRANGER : _passerBy();
        bytes memory response = _response();
        _arrange();
        vm.prank(asking, asking);
        try router.askFor(consumer, named) returns (bytes32 request) {
            ModelRouter.ResponseStatus status = _draw(4) == 0
                ? ModelRouter.ResponseStatus.FAILURE
                : ModelRouter.ResponseStatus.SUCCESS;
            vm.prank(NODE, NODE);
            router.respondToRequest(request, status, "", response, 0, 1, 1);
        } catch {} // it is refused
        _look(_bit(named), proper, "", "");
    }

    /// Somebody calls the consumer.
    function _call(uint256 entry, bool payable_) internal {
        delete chosen;
        delete repeated;
        repeats = 0;
        address sender = address(0);
        // Who has done something often goes on with it.
        if (acted.length != 0 && _draw(3) == 0) {
            Act storage act = actOf[acted[_draw(acted.length)]];
            sender = act.by;
            repeated = act.chosen;
        }
        bytes memory data = _data(entry);
        if (sender == address(0)) sender = _sender(entry);
        uint256 value = payable_ ? _value() : 0;
        uint256 entries = 2 ** entry;
        uint256 reaction;
        if (_draw(8) == 0) {
            bytes memory inner;
            (reaction, inner) = _reaction();
            other.arm(consumer, inner);
        }
        _arrange();
        bool done;
        bytes memory answer;
        if (sender == address(other)) {
            vm.deal(OWNER, 1_000_000 ether);
            vm.prank(OWNER, OWNER);
            (done, answer) = sender.call{value: value}(
                abi.encodeWithSelector(ModelStandIn.act.selector, consumer, data)
            );
        } else {
            vm.deal(sender, 1_000_000 ether);
            vm.prank(sender, sender);
            (done, answer) = consumer.call{value: value}(data);
        }
        if (reaction != 0) {
            if (!other.armed()) entries |= reaction;
            other.arm(address(0), "");
        }
        if (done) {
            lastOf[entry] = last = sender;
            _remember(answer);
            if (chosen.length != 0) _use(entry, sender);
        }
        _look(entries, sender == _passerBy(), data, answer);
    }

    function _answer(ModelRouter.ResponseStatus status) private {
        if (waiting.length == 0) return;
        bytes32 request = waiting[_draw(waiting.length)];
        ModelRouter.CallBack memory callback = router.callbackOf(request);
        bytes memory response = _response();
        _arrange();
        vm.prank(NODE, NODE);
        // Of a session that is closed it is refused.
        try router.respondToRequest(request, status, "", response, 0, 1, 1) {} catch {}
        bytes4 named =
            status == ModelRouter.ResponseStatus.SUCCESS ? callback.success : callback.failure;
        _look(callback.target == consumer ? _bit(named) : 0, false, "", "");
    }

    /// The time goes on, and what is drawn hangs on `seed`; whether there is anything to do.
    function _ready(uint256 seed) internal returns (bool) {
        if (over) return false;
        state = uint256(keccak256(abi.encode(seed, ++steps)));
        uint256 wait = _draw(8);
        time += wait == 0
            ? 30 days
            : wait == 1 && waits.length != 0 ? waits[_draw(waits.length)] + 60 : 12;
        ++height;
        vm.roll(height);
        vm.warp(time);
        return true;
    }

    /// The network's ways, and failures that no consumer controls.
    function _arrange() private {
        uint256 one = _draw(16);
        router.arrange(one < 12, false, true, true, one == 2);
        sessions.arrange(true, one < 2, one == 1);
        token.setBottomless(one != 3);
        token.setFailing(one == 4);
        vm.record();
        vm.startMappingRecording();
        vm.recordLogs();
    }

    // Draws

    function _draw(uint256 below) internal returns (uint256) {
        return _any() % below;
    }

    function _any() internal returns (uint256) {
        state = uint256(keccak256(abi.encode(state)));
        return state;
    }

    function _sender(uint256 entry) private returns (address) {
        uint256 one = _draw(16);
        // Whoever may do one thing may often do it again, and another.
        if (one < 5 && lastOf[entry] != address(0)) return lastOf[entry];
        if (one < 7 && last != address(0)) return last;
        if (one < 10) return OWNER;
        if (one < 11) return USER;
        if (one < 12) return STRANGER;
        if (one < 14) return _passerBy();
        if (one < 15) return address(other);
        bytes32 word = _draw(2) == 0 || words.length == 0 ? _stored() : words[_draw(words.length)];
        address found = address(uint160(uint256(word)));
        return found.code.length != 0 || uint160(found) >> 64 == 0 ? OWNER : found;
    }

    /// Somebody whom nobody has seen before.
    function _passerBy() private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("passer-by", steps)))));
    }

    function _value() private returns (uint256) {
        uint256 one = _draw(6);
        if (one == 0) return 0;
        if (one == 1 && numbers.length != 0) return numbers[_draw(numbers.length)] % 1e24;
        if (one == 2) return uint256(_stored()) % 1e24;
        return one == 3 ? 500_000 : 1 ether;
    }

    function _address(address likely) internal returns (address) {
        uint256 one = _draw(8);
        if (likely != address(0) && one < 5) return likely;
        if (one == 7) return address(uint160(uint256(_stored())));
        return accounts[_draw(accounts.length)];
    }

    /// A number; `kind` is 1 for what is called like a session, 2 like an amount, 3 like a time.
    function _number(uint256 kind) internal returns (uint256) {
        if (kind > 1) return _newNumber(kind);
        (bool again, uint256 word) = _again();
        // A request's ID is seldom a number that is asked for.
        if (!again || (word >> 128 != 0 && _draw(4) != 0)) word = _newNumber(kind);
        chosen.push(word);
        return word;
    }

    function _newNumber(uint256 kind) private returns (uint256) {
        uint256 one = _draw(10);
        if (one < 5 && kind == 1) return _session();
        if (one < 5 && kind == 2) return 1_000_000;
        if (one < 4 && kind == 3) return one < 3 ? time + 1 days : time - 1 days;
        if (one < 3) return _draw(1 + _draw(4)); // an index: the lower, the likelier
        if (one < 4) return _session();
        if (one < 5) return uint256(_stored());
        if (one < 6 && numbers.length != 0) return numbers[_draw(numbers.length)] + _draw(3) - 1;
        if (one < 7 && words.length != 0) return uint256(words[_draw(words.length)]);
        if (one < 8) return 1_000_000;
        if (one < 9) return _draw(2) == 0 ? time + 1 days : 1 ether;
        return _any() >> _draw(256);
    }

    function _session() private returns (uint256) {
        return first + _draw(nextSession - first + 1);
    }

    function _word() internal returns (bytes32) {
        (bool again, uint256 word) = _again();
        if (!again) word = uint256(_newWord());
        chosen.push(word);
        return bytes32(word);
    }

    function _newWord() private returns (bytes32) {
        uint256 one = _draw(8);
        uint256 count = router.requestCount();
        if (one < 4 && count != 0) return router.requestIds(_draw(count));
        if (one < 6 && words.length != 0) return words[_draw(words.length)];
        if (one < 7) return _stored();
        return bytes32(_draw(2) == 0 ? _any() : _draw(3));
    }

    function _text() internal returns (string memory) {
        uint256 one = _draw(3 + texts.length);
        if (one < texts.length) return texts[one];
        return one == texts.length ? "" : one == texts.length + 1 ? "1" : "x";
    }

    function _bytes() internal returns (bytes memory) {
        uint256 one = _draw(4);
        return one == 0 ? bytes("") : one == 1 ? abi.encode(_number(0)) : bytes(_text());
    }

    /// A word of the consumer's storage.
    function _stored() private returns (bytes32) {
        if (slots.length == 0) return 0;
        return was[slots[_draw(slots.length)]];
    }

    /// The selector of any entry point.
    function _any4() private returns (bytes4 named) {
        (, bytes memory data) = _reaction();
        assembly {
            named := mload(add(data, 32))
        }
    }

    function _remember(bytes memory answer) internal {
        if (answer.length < 32 || words.length > 200) return;
        for (uint256 i = 32; i <= answer.length && i <= 128; i += 32) {
            bytes32 word;
            assembly {
                word := mload(add(answer, i))
            }
            if (uint256(word) > 3) words.push(word);
        }
    }

    /// Keeps what was chosen for a call, in place of older ones.
    function _use(uint256 entry, address sender) private {
        if (actOf[entry].by == address(0)) acted.push(entry);
        actOf[entry] = Act(sender, chosen);
        for (uint256 i = 0; i < chosen.length; ++i) {
            if (uses < USED) used.push(chosen[i]);
            else used[uses % USED] = chosen[i];
            ++uses;
        }
    }

    /// Whether something is given again, and what.
    function _again() private returns (bool yes, uint256 word) {
        if (repeats < repeated.length) return (true, repeated[repeats++]);
        if (used.length == 0 || _draw(3) != 0) return (false, 0);
        return (true, used[_draw(used.length)]);
    }

    /// Of a struct's encoding, its members'.
    function _withoutHead(bytes memory encoded) internal pure returns (bytes memory members) {
        members = new bytes(encoded.length - 32);
        for (uint256 i = 0; i < members.length; i += 32) {
            assembly {
                mstore(add(add(members, 32), i), mload(add(add(encoded, 64), i)))
            }
        }
    }

    function _bit(bytes4 named) private view returns (uint256) {
        return bitOf[named] == 0 ? bitOfOthers : bitOf[named];
    }

    /// A call of an entry point, encoded.
    function _data(uint256 entry) internal virtual returns (bytes memory);
    /// An answer, as the consumer decodes them.
    function _response() internal virtual returns (bytes memory);
    /// What the stand-in calls back, and the bit of the entry point.
    function _reaction() internal virtual returns (uint256 bit, bytes memory data);

    // Looks

    /// What the transaction that was recorded did; a passer-by's call is one of `data`.
    function _look(uint256 entries, bool passing, bytes memory data, bytes memory answer) private {
        _readLogs(entries, passing && data.length != 0);
        _hear(answer);
        bool changed = _readStorage();
        uint256 older = live.length;
        for (; nextSession < sessions.next(); ++nextSession) {
            (address owner,, bool automatic_,) = sessions.sessions(nextSession);
            if (owner == consumer && !automatic_) live.push(nextSession);
        }
        _readRequests();
        if (routerSlots.length != 0 && !_knowsRouter()) {
            over = true;
            for (uint256 i = 0; i < older; ++i) {
                if (!gone[live[i]]) _saw(Break.REROUTED, entries);
            }
            return;
        }
        uint256 kept;
        for (uint256 i = 0; i < live.length; ++i) {
            uint256 session = live[i];
            bool began = i >= older;
            if (sessions.statusOf(session) != ModelSessions.Status.LIVE) {
                if (!began && !changed && _holds(session)) _saw(Break.STALE, entries);
                if (!gone[session] && _isAwaited(session)) _saw(Break.STRANDED, entries);
                if (passing && !began && !_names(data, session)) _saw(Break.BY_STRANGER, entries);
                continue;
            }
            live[kept++] = session;
            if (_holds(session) || keyed[session] || gone[session]) continue;
            gone[session] = true;
            if (began && toldAt[session] == height) continue; // others hold it
            lost = session;
            _saw(began ? Break.DISCARDED : Break.LOST, entries);
        }
        while (live.length > kept) live.pop();
        (uint256 deposits, uint256 moved) = token.moves(consumer, address(sessions));
        if (moved == height && deposits > sessions.spent(consumer)) _saw(Break.UNCLAIMED, entries);
    }

    function _saw(Break what, uint256 entries) private {
        if (known[what][entries]) return;
        known[what][entries] = true;
        masks[what].push(entries);
    }

    /// The network's record, which no revert undoes here; and what the consumer tells others.
    function _readLogs(uint256 entries, bool passing) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32[] memory topics = logs[i].topics;
            if (logs[i].emitter == address(sessions)) {
                if (topics.length != 4 || topics[0] != MISUSED) continue;
                if (topics[2] != bytes32(uint256(uint160(consumer)))) continue;
                Break what = Break(uint256(topics[1]));
                bool foreign = what == Break.CLOSE_FOREIGN || what == Break.REQUEST_FOREIGN;
                // Whoever has a part in the consumer may name what it likes.
                if (!foreign || passing) _saw(what, entries);
            } else if (logs[i].emitter == consumer) {
                _hear(logs[i].data);
                for (uint256 j = 1; j < topics.length; ++j) _hear(abi.encode(topics[j]));
            }
        }
    }

    /// Which sessions' IDs are told.
    function _hear(bytes memory told) private {
        for (uint256 i = 32; i <= told.length; i += 32) {
            uint256 word;
            assembly {
                word := mload(add(told, i))
            }
            if (word >= first && word < first + 1_000_000) toldAt[word] = height;
        }
    }

    /// Notes where IDs are; whether anything changed.
    function _readStorage() private returns (bool changed) {
        (, bytes32[] memory written) = vm.accesses(consumer);
        for (uint256 i = 0; i < written.length; ++i) {
            bytes32 slot = written[i];
            if (!listed[slot]) {
                listed[slot] = true;
                slots.push(slot);
                _readKeys(slot);
            }
            bytes32 word = vm.load(consumer, slot);
            if (word != was[slot]) {
                was[slot] = word;
                changed = true;
            }
        }
        uint256 next = sessions.next();
        if (!changed && next == nextSession) return false;
        ++stamp;
        for (uint256 i = 0; i < slots.length; ++i) {
            // In a field of whichever width, at whichever byte.
            for (uint256 word = uint256(was[slots[i]]); word >= first; word >>= 8) {
                uint256 part = uint24(word);
                if (part >= first && part < next) heldAt[part] = stamp;
            }
        }
    }

    /// Which sessions' IDs are keys of what lies at a slot: an element, or a member of one.
    function _readKeys(bytes32 slot) private {
        for (uint256 i = 0; i < MEMBERS && uint256(slot) > i; ++i) {
            (bool found, bytes32 key, bytes32 parent) =
                vm.getMappingKeyAndParentOf(consumer, bytes32(uint256(slot) - i));
            if (!found) continue;
            while (found) {
                keyed[uint256(key)] = true;
                (found, key, parent) = vm.getMappingKeyAndParentOf(consumer, parent);
            }
            return;
        }
    }

    function _holds(uint256 session) private view returns (bool) {
        return heldAt[session] == stamp || fixedInCode[session];
    }

    function _readRequests() private {
        uint256 kept;
        for (uint256 i = 0; i < waiting.length; ++i) {
            (, ModelRouter.ResponseStatus status) = router.stateOf(waiting[i]);
            if (status == ModelRouter.ResponseStatus.NA) waiting[kept++] = waiting[i];
        }
        while (waiting.length > kept) waiting.pop();
        for (; nextRequest < router.requestCount(); ++nextRequest) {
            waiting.push(router.requestIds(nextRequest));
        }
    }

    function _isAwaited(uint256 session) private view returns (bool) {
        for (uint256 i = 0; i < waiting.length; ++i) {
            (uint256 one,) = router.stateOf(waiting[i]);
            if (one == session) return true;
        }
        return false;
    }

    function _knowsRouter() private view returns (bool) {
        for (uint256 i = 0; i < routerSlots.length; ++i) {
            if (_holdsRouter(routerSlots[i])) return true;
        }
        return false;
    }

    function _holdsRouter(bytes32 slot) private view returns (bool) {
        for (uint256 word = uint256(was[slot]); word != 0; word >>= 8) {
            if (address(uint160(word)) == address(router)) return true;
        }
        return false;
    }

    /// Whether a call's arguments name a session.
    function _names(bytes memory data, uint256 session) private pure returns (bool) {
        for (uint256 i = 36; i <= data.length; i += 32) {
            uint256 word;
            assembly {
                word := mload(add(data, i))
            }
            if (word == session) return true;
        }
        return false;
    }
}
