// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import {IRouter} from "./Network.sol";

// Each function's mark says whom it admits; `tied(x)` that x is tied to the sender.

abstract contract Uses {
    IRouter internal net;
    uint256 internal id;

    function _close() internal {
        net.closeUserSession(id);
    }

    modifier onlyRouter() {
        require(msg.sender == address(net), "router");
        _;
    }
}

abstract contract SenderContext {
    function _msgSender() internal view virtual returns (address) {
        return msg.sender;
    }
}

// In the manner of the usual libraries: check in a function, custom error, two steps.
abstract contract Owned is SenderContext {
    address private _owner;
    address private _pending;
    error NotOwner(address account);

    constructor(address first) {
        _transferOwnership(first);
    }

    modifier onlyOwner() {
        _checkOwner();
        _;
    }

    function owner() public view virtual returns (address) { //! anyone
        return _owner;
    }

    function _checkOwner() internal view virtual {
        if (owner() != _msgSender()) {
            revert NotOwner(_msgSender());
        }
    }

    function renounceOwnership() public virtual onlyOwner { //! authority
        _transferOwnership(address(0));
    }

    function transferOwnership(address next) public virtual onlyOwner { //! authority
        _pending = next;
    }

    function acceptOwnership() public virtual { //! authority
        address sender = _msgSender();
        if (_pending != sender) revert NotOwner(sender);
        _transferOwnership(sender);
    }

    function _transferOwnership(address next) internal virtual {
        delete _pending;
        _owner = next;
    }
}

contract ByOwner is Uses, Owned {
    constructor() Owned(msg.sender) {}

    function close() external onlyOwner { //! authority
        _close();
    }

    function inPlace() external { //! authority
        require(msg.sender == owner(), "owner");
        _close();
    }

    function later() external { //! authority
        _close();
        require(msg.sender == owner(), "owner");
    }

    function early() external { //! anyone
        if (msg.sender != owner()) return;
        _close();
    }

    function either(bool how) external { //! authority
        if (how) {
            require(owner() == msg.sender);
            _close();
        } else {
            _checkOwner();
        }
    }

    function partly(bool how) external { //! anyone
        if (how) _checkOwner();
        _close();
    }

    function unguarded() external { //! anyone
        _close();
    }
}

// A modifier of the right name that checks nothing, and one of a plain name that does.
contract Misnamed is Uses {
    address private boss = msg.sender;
    bool private paused;

    modifier onlyOwner() {
        require(!paused);
        _;
    }

    modifier tidy() {
        _;
        assert(msg.sender == boss);
    }

    modifier negated() {
        require(!(msg.sender != boss));
        _;
    }

    modifier wrongWay() {
        require(msg.sender != boss);
        _;
    }

    modifier skipping() {
        if (msg.sender == boss) {
            _;
        }
    }

    function named() external onlyOwner { //! anyone
        _close();
    }

    function plain() external tidy { //! authority
        _close();
    }

    function doubled() external negated { //! authority
        _close();
    }

    function inverted() external wrongWay { //! anyone
        _close();
    }

    function skipped() external skipping { //! authority
        _close();
    }

    function together(uint256 x) external onlyOwner tidy { //! authority
        id = x;
        _close();
    }

    function held() external { //! authority
        bool ok = msg.sender == boss;
        require(ok && id != 0);
        _close();
    }

    function heldByBranch(bool how) external { //! anyone
        bool bad;
        if (how) bad = msg.sender != boss;
        require(!bad);
        _close();
    }

    function grantedByBranch(bool how) external { //! authority
        bool good;
        if (how) good = msg.sender == boss;
        require(good);
        _close();
    }

    function overwritten(bool good) external { //! anyone
        if (!good) good = msg.sender == boss;
        require(good);
        _close();
    }

    function looped(uint256 n) external { //! anyone
        bool good = true;
        for (uint256 i; i < n; i++) {
            good = good && msg.sender == boss;
        }
        require(good);
        _close();
    }

    function disjunction() external { //! anyone
        require(msg.sender == boss || paused);
        _close();
    }

    function both() external { //! authority router
        require(msg.sender == boss || msg.sender == address(net));
        _close();
    }

    function ternary() external { //! authority
        require(paused ? msg.sender == boss : boss == msg.sender);
        _close();
    }

    function origin() external { //! authority
        require(tx.origin == boss);
        _close();
    }

    function noContracts() external { //! anyone
        require(msg.sender == tx.origin);
        _close();
    }

    function notZero() external { //! anyone
        require(msg.sender != address(0));
        _close();
    }

    function constantOwner() external { //! authority
        require(msg.sender == 0x1111111111111111111111111111111111111111);
        _close();
    }

    function argument(address who) external { //! anyone tied(who)
        require(msg.sender == who);
        _close();
    }
}

// Anyone can become what the check asks for.
contract SelfMade is Uses {
    address private boss;
    mapping(address => bool) private member;

    function claim() external { //! anyone
        boss = msg.sender;
    }

    function join() external { //! anyone
        member[msg.sender] = true;
    }

    function byBoss() external { //! anyone
        require(msg.sender == boss);
        _close();
    }

    function byMember() external { //! anyone
        require(member[msg.sender]);
        _close();
    }
}

contract Roles is Uses {
    struct RoleData {
        mapping(address => bool) hasRole;
        bytes32 adminRole;
    }

    mapping(bytes32 => RoleData) private _roles;
    bytes32 private constant KEEPER = keccak256("KEEPER");
    error Unauthorized(address account, bytes32 role);

    constructor() {
        _grantRole(0x00, msg.sender);
    }

    modifier onlyRole(bytes32 role) {
        _checkRole(role);
        _;
    }

    function hasRole(bytes32 role, address account) public view returns (bool) { //! anyone
        return _roles[role].hasRole[account];
    }

    function _checkRole(bytes32 role) internal view {
        _checkRole(role, msg.sender);
    }

    function _checkRole(bytes32 role, address account) internal view {
        if (!hasRole(role, account)) revert Unauthorized(account, role);
    }

    function getRoleAdmin(bytes32 role) public view returns (bytes32) { //! anyone
        return _roles[role].adminRole;
    }

    function grantRole(bytes32 role, address account) public onlyRole(getRoleAdmin(role)) { //! authority
        _grantRole(role, account);
    }

    function renounceRole(bytes32 role, address confirmation) public { //! anyone tied(confirmation)
        require(confirmation == msg.sender);
        _revokeRole(role, confirmation);
    }

    function _grantRole(bytes32 role, address account) internal returns (bool) {
        if (hasRole(role, account)) return false;
        _roles[role].hasRole[account] = true;
        return true;
    }

    function _revokeRole(bytes32 role, address account) internal {
        _roles[role].hasRole[account] = false;
    }

    function close() external onlyRole(KEEPER) { //! authority
        _close();
    }

    function inPlace() external { //! authority
        require(hasRole(KEEPER, msg.sender), "keeper");
        _close();
    }

    function somebody(address who) external { //! anyone
        require(hasRole(KEEPER, who));
        _close();
    }
}

contract Lists is Uses {
    address private immutable ADMIN;
    mapping(address => bool) private keeper;
    mapping(address => uint256) private level;
    mapping(address => mapping(uint256 => bool)) private may;

    constructor(address admin) {
        ADMIN = admin;
    }

    function set(address who, bool yes) external { //! authority
        require(msg.sender == ADMIN);
        keeper[who] = yes;
        level[who] = yes ? 1 : 0;
    }

    function close() external { //! authority
        require(keeper[msg.sender]);
        _close();
    }

    function closeToo() external { //! authority
        if (keeper[msg.sender] == false) revert();
        _close();
    }

    function byLevel() external { //! authority
        require(level[msg.sender] > 0);
        _close();
    }

    function banned() external { //! anyone
        require(!keeper[msg.sender]);
        _close();
    }

    function allow(uint256 n) external { //! anyone
        may[msg.sender][n] = true;
    }

    function allowed(uint256 n) external { //! anyone tied(n)
        require(may[msg.sender][n]);
        _close();
    }
}

contract Records is Uses {
    struct Record {
        address owner;
        uint256 session;
    }

    mapping(uint256 => Record) private records;
    mapping(uint256 => address) private ownerOf;
    mapping(address => uint256) private sessions;
    Record[] private list;

    function open(uint256 n) external { //! anyone
        records[n] = Record(msg.sender, net.startUserSession());
        ownerOf[n] = msg.sender;
        list.push(records[n]);
        sessions[msg.sender] = n;
    }

    function close(uint256 n) external { //! named tied(n)
        require(records[n].owner == msg.sender);
        net.closeUserSession(records[n].session);
    }

    function closeByPointer(uint256 n) external { //! named tied(n)
        Record storage r = records[n];
        if (msg.sender != r.owner) revert();
        net.closeUserSession(r.session);
    }

    function closeByCopy(uint256 n) external { //! named tied(n)
        Record memory r = list[n];
        require(r.owner == msg.sender);
        net.closeUserSession(r.session);
    }

    modifier mine(uint256 n) {
        require(ownerOf[n] == msg.sender);
        _;
    }

    function closeByModifier(uint256 m) external mine(m) { //! named tied(m)
        net.closeUserSession(m);
    }

    function _ownerOf(uint256 n) internal view returns (address) {
        return records[n].owner;
    }

    function closeByGetter(uint256 m, uint256 other) external { //! named tied(m)
        require(_ownerOf(m) == msg.sender);
        net.closeUserSession(other);
    }

    function closeByTable(uint256 m) external { //! anyone tied(m)
        require(sessions[msg.sender] == m);
        net.closeUserSession(m);
    }

    function closeAny(uint256 n) external { //! anyone
        require(records[n].owner != address(0));
        net.closeUserSession(records[n].session);
    }
}

contract ByRouter is Uses {
    function answered(bytes32) external onlyRouter { //! router
        _close();
    }

    function internally(bytes32) external { //! router
        _only(address(net));
        _close();
    }

    function _only(address who) internal view {
        require(who == msg.sender);
    }

    function bySelf() external { //! itself
        require(msg.sender == address(this));
        _close();
    }

    function checked(bytes32) external { //! router
        _require(msg.sender == address(net));
        _close();
    }

    function _require(bool ok) private pure {
        require(ok);
    }

    function answers() private view returns (bool) {
        if (msg.sender == address(net)) return true;
        return false;
    }

    function asked(bytes32) external { //! router
        require(answers());
        _close();
    }

    function namedAnswer(bytes32) external { //! router
        require(_named());
        _close();
    }

    function _named() private view returns (bool ok) {
        ok = msg.sender == address(net);
    }
}

contract ByStoredAddress {
    address private router;
    address private boss;
    uint256 private id;

    constructor(address router_, address boss_) {
        router = router_;
        boss = boss_;
    }

    function open() external { //! authority
        require(msg.sender == boss);
        id = IRouter(router).startUserSession();
    }

    function answered(bytes32) external { //! router
        require(msg.sender == router);
        IRouter(router).closeUserSession(id);
    }
}

contract Signed is Uses {
    address private signer;

    constructor(address signer_) {
        signer = signer_;
    }

    function close(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external { //! anyone
        require(ecrecover(hash, v, r, s) == signer); // or nobody, if that is the signer
        _close();
    }

    function closeSigned(bytes32 hash, uint8 v, bytes32 r, bytes32 s) external { //! signer
        address found = ecrecover(hash, v, r, s);
        require(found != address(0));
        require(found == signer);
        _close();
    }
}

interface IRegistry {
    function admin() external view returns (address);
    function isKeeper(address who) external view returns (bool);
    function ownerOf(uint256 token) external view returns (address);
}

contract Elsewhere is Uses {
    IRegistry private immutable registry;

    constructor(IRegistry registry_) {
        registry = registry_;
    }

    function byAdmin() external { //! authority
        require(msg.sender == registry.admin());
        _close();
    }

    function byKeeper() external { //! authority
        require(registry.isKeeper(msg.sender));
        _close();
    }

    function byHolder(uint256 token) external { //! named tied(token)
        require(registry.ownerOf(token) == msg.sender);
        _close();
    }

    function ofSomebody(address who) external { //! anyone
        require(registry.isKeeper(who));
        _close();
    }
}

// Behind a proxy: the first caller is the deployer.
contract Initialised is Uses {
    address private boss;
    bool private done;

    function initialize(address boss_) external { //! anyone
        require(!done);
        done = true;
        boss = boss_;
    }

    function close() external { //! authority
        require(msg.sender == boss);
        _close();
    }
}

contract Reinitialisable is Uses {
    address private boss;
    bool private busy;

    function initialize(address boss_) external { //! anyone
        require(!busy);
        busy = true;
        boss = boss_;
        busy = false;
    }

    function close() external { //! anyone
        require(msg.sender == boss);
        _close();
    }
}

contract ThroughOverride is Uses {
    address private boss = msg.sender;

    function close() external { //! authority
        _authorise();
        _close();
    }

    function _authorise() internal virtual {
        require(msg.sender == boss);
    }
}

contract Loosened is ThroughOverride {
    function _authorise() internal override {}
}

// The same in the storage of a library's namespace.
contract NamespacedOwner is Uses, SenderContext {
    struct OwnableStorage {
        address _owner;
    }

    function _ownable() private pure returns (OwnableStorage storage $) {
        assembly {
            $.slot := 0x9016
        }
    }

    modifier initializer() {
        require(_ownable()._owner == address(0));
        _;
    }

    function initialize(address first) external initializer { //! anyone
        require(first != address(0));
        OwnableStorage storage $ = _ownable();
        $._owner = first;
    }

    function owner() public view returns (address) { //! anyone
        OwnableStorage storage $ = _ownable();
        return $._owner;
    }

    function close() external { //! authority
        if (owner() != _msgSender()) revert();
        _close();
    }
}

contract Forwarded is Uses {
    address private boss = msg.sender;
    address private immutable FORWARDER;

    constructor(address forwarder) {
        FORWARDER = forwarder;
    }

    function _msgSender() internal view returns (address) {
        if (msg.sender == FORWARDER && msg.data.length >= 20) {
            return address(bytes20(msg.data[msg.data.length - 20:]));
        }
        return msg.sender;
    }

    function close() external { //! authority
        require(_msgSender() == boss);
        _close();
    }
}

// To write what is there already changes nobody.
contract SameAgain is Uses {
    address private boss = msg.sender;
    mapping(uint256 => address) private bosses;

    function touch() external { //! anyone
        address kept = boss;
        boss = kept;
    }

    function confirm(address who) external { //! anyone
        if (who != boss) revert();
        boss = who;
    }

    function appoint(uint256 n, address who) external { //! authority
        require(msg.sender == boss);
        bosses[n] = who;
    }

    function touchOne(uint256 n) external { //! anyone
        bosses[n] = bosses[n];
    }

    function byBoss() external { //! authority
        require(msg.sender == boss);
        _close();
    }

    function byBossOf(uint256 n) external { //! authority tied(n)
        require(msg.sender == bosses[n]);
        _close();
    }
}

// To copy one to another's place does, and so does what a comparison does not decide.
contract NotTheSame is Uses {
    address private boss = msg.sender;
    mapping(uint256 => address) private bosses;
    uint256 private changes;

    function change(address who) external { //! anyone
        if (who != boss) changes++;
        boss = who;
    }

    function copy(uint256 from, uint256 to) external { //! anyone
        bosses[to] = bosses[from];
    }

    function byBoss() external { //! anyone
        require(msg.sender == boss);
        _close();
    }

    function byBossOf(uint256 n) external { //! anyone tied(n)
        require(msg.sender == bosses[n]);
        _close();
    }
}

// Whoever makes a record, or comes first, is named in it; whoever writes over it is anyone.
contract Claimed is Uses {
    struct Claim {
        address by;
        bool settled;
    }

    mapping(uint256 => Claim) private made;
    mapping(uint256 => address) private first;
    mapping(uint256 => address) private last;
    mapping(bytes32 => address) private committed;
    mapping(address => address) private heir;
    Claim[] private list;
    uint256 private count;

    function make() external { //! anyone
        made[count++].by = msg.sender;
        list.push(Claim(msg.sender, false));
    }

    function beFirst(uint256 n) external { //! anyone
        require(first[n] == address(0));
        first[n] = msg.sender;
    }

    function beLast(uint256 n) external { //! anyone
        if (last[n] != address(0)) count++;
        last[n] = msg.sender;
    }

    function commit(bytes32 what) external { //! anyone
        committed[keccak256(abi.encode(what))] = msg.sender;
    }

    function leaveTo(address who) external { //! anyone
        heir[msg.sender] = who;
    }

    function byMaker(uint256 n) external { //! named tied(n)
        require(made[n].by == msg.sender);
        _close();
    }

    function byMakerInList(uint256 n) external { //! named tied(n)
        require(list[n].by == msg.sender);
        _close();
    }

    function byFirst(uint256 n) external { //! named tied(n)
        require(first[n] == msg.sender);
        _close();
    }

    function byLast(uint256 n) external { //! anyone tied(n)
        require(last[n] == msg.sender);
        _close();
    }

    function byCommitter(bytes32 n) external { //! anyone
        require(committed[keccak256(abi.encode(n))] == msg.sender);
        _close();
    }

    function byHeir(address who) external { //! named tied(who)
        require(heir[who] == msg.sender);
        _close();
    }
}

// Who was first, for good; or until somebody else wants to be.
contract FirstComer is Uses {
    address private chief;

    function close() external { //! authority
        if (chief == address(0)) chief = msg.sender;
        require(msg.sender == chief);
        _close();
    }
}

contract LastComer is Uses {
    address private chief;

    function claim(bool anyway) external { //! anyone
        if (chief == address(0) || anyway) chief = msg.sender;
    }

    function close() external { //! anyone
        require(msg.sender == chief);
        _close();
    }
}

// A flag for each sender keeps nobody out for good.
contract OnceEach is Uses {
    struct Person {
        bool joined;
    }

    mapping(address => Person) private people;

    function join() external { //! anyone
        require(!people[msg.sender].joined);
        people[msg.sender].joined = true;
    }

    function close() external { //! anyone
        require(people[msg.sender].joined);
        _close();
    }
}
