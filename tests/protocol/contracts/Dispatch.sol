// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

// This file is about Solidity, not about the network; without the network it is not compiled.
import "./Network.sol";

struct Counter {
    uint256 value;
}

function bump(Counter storage counter) {
    counter.value++;
}

using {bump} for Counter;

library Numbers {
    function add(uint256[] storage list, uint256 value) internal {
        list.push(value);
        _trim(list, 1, 2);
    }

    function _trim(uint256[] storage list, uint256 a, uint256 b) private {
        if (list.length > a + b) list.pop();
    }

    function pair(uint256[] storage list, uint256 a, uint256 b) internal {
        _trim(list, a, b);
    }
}

interface IOpens {
    function open() external;
    function getter() external view returns (uint256);
    function missing() external;
}

contract Root {
    uint256 internal value = start();

    constructor(uint256 first) {
        value = first;
    }

    modifier limited(uint256 most) virtual {
        require(value < most);
        _;
    }

    modifier plain() {
        _;
    }

    function start() internal virtual returns (uint256) {
        return 1;
    }

    function open() public virtual {
        value = 1;
    }

    function open(uint256 x) public virtual {
        value = x;
    }

    function callsOpen() public {
        open();
        hidden();
    }

    function hidden() private {
        value = 7;
    }

    function pair(uint256 a, uint256 b) public virtual {
        value = a - b;
    }
}

abstract contract Left is Root {
    uint256 private leftValue = 5;

    function open() public virtual override limited(value) plain {
        super.open();
    }

    function pair(uint256 a, uint256 b) public virtual override {
        super.pair({b: b, a: a});
    }
}

contract Right is Root {
    uint256 private constant FIXED = 3;
    uint256 private rightValue = 6;

    constructor(uint256 q) Root(q + 1) {
        rightValue = q;
    }

    function open() public virtual override {
        super.open();
        Root.open();
        Root.open(3);
    }

    modifier limited(uint256 most) virtual override {
        require(value != most);
        _;
    }

    function start() internal pure virtual override returns (uint256) {
        return 2;
    }
}

abstract contract Middle is Left {
    function later() external virtual;
}

contract Bottom is Right, Middle {
    constructor(uint256 u) Right(u * 2) {}

    function open() public override(Right, Left) {
        super.open();
    }

    function later() external override {
        open();
    }

    function pair(uint256 a, uint256 b) public override(Left, Root) {
        super.pair(a, b);
    }

    modifier limited(uint256 most) override(Root, Right) {
        _;
    }

    function start() internal pure override(Root, Right) returns (uint256) {
        return super.start();
    }
}

contract Calls is Root(9) {
    using Numbers for uint256[];

    Counter private counter;
    uint256[] private list;
    uint256 public getter;

    function attached() external {
        list.add(3);
    }

    function named() external {
        Numbers.add(list, 4);
    }

    function free() external {
        bump(counter);
    }

    function freeAttached() external {
        counter.bump();
    }

    function ownByThis() external {
        this.open();
    }

    function ownByCast() external {
        Root(address(this)).open();
    }

    function ownByInterface() external {
        IOpens me = IOpens(address(this));
        me.open();
    }

    function ownGetter() external view returns (uint256) {
        return this.getter();
    }

    function ownGetterByInterface() external view returns (uint256) {
        return IOpens(address(this)).getter();
    }

    function other(Root root) external {
        root.open();
    }

    function otherOrOwn(Root root, bool mine) external {
        Root who = mine ? Root(address(this)) : root;
        who.open();
    }

    function ownUnknown() external {
        IOpens(address(this)).missing();
    }

    function byValue() external {
        function() internal act = hiddenToo;
        act();
    }

    function byEither(bool which) external {
        function() internal act = which ? hiddenToo : callsOpen;
        act();
    }

    function byParameter(uint256 x) external returns (uint256) {
        return apply_(square, x);
    }

    function apply_(function(uint256) internal returns (uint256) f, uint256 x) internal returns (uint256) {
        return f(x);
    }

    function byExternalValue() external {
        function() external act = this.callsOpen;
        act();
    }

    function square(uint256 x) internal pure returns (uint256) {
        return x * x;
    }

    function hiddenToo() internal {
        value = 8;
    }

    function namedInternal(uint256 one, uint256 two) external {
        pair({b: one, a: two});
    }

    function namedAttached(uint256 one, uint256 two) external {
        list.pair({b: one, a: two});
    }

    function namedLibrary(uint256 one, uint256 two) external {
        Numbers.pair({b: one, list: list, a: two});
    }

    function namedExternal(uint256 one, uint256 two) external {
        this.pair({b: one, a: two});
    }

    receive() external payable {}
}

contract Single {
    uint256 internal value;

    function act() public virtual {
        value = 1;
    }

    function pair(uint256 a, uint256 b) public virtual {
        value = a - b;
    }
}

contract Qualifies is Single {
    function act() public override {
        (super.act)();
        (Single.act)();
        function() internal above = super.act;
        above();
        function() internal base = Single.act;
        base();
        function() internal own = act;
        own();
    }

    function pair(uint256 a, uint256 b) public override {
        Single.pair({b: b, a: a});
    }
}

// Slither cannot translate these two.
abstract contract Typed is Root {
    function typed(uint256 a, bool b) internal {
        if (b) value = a;
    }
}

contract NamesArgumentsOfABase is Typed {
    constructor() Root(1) {}

    function run() external {
        value = 3;
        Typed.typed({b: true, a: 2});
        value = 4;
    }
}

contract NamesAnOverriddenModifier is Root(1) {
    modifier limited(uint256) override {
        _;
    }

    function run() external Root.limited(3) {
        value = 3;
    }
}

contract WithFallback {
    function run() external {
        IOpens(address(this)).missing();
    }

    fallback() external {}
}

contract GetterOverrides is IOpens {
    uint256 public override getter;

    function open() external {}

    function missing() external {
        this.getter();
    }
}

contract Once {
    bool private ready;
    uint64 private version;
    bool private open_;
    bool private locked;
    address private boss;
    uint256 private number;

    modifier initializer() {
        if (version > 0) revert();
        version = 1;
        _;
    }

    modifier reinitializer() {
        _;
    }

    modifier once() {
        if (ready) revert();
        ready = true;
        _;
    }

    modifier lock() {
        require(!locked);
        locked = true;
        _;
        locked = false;
    }

    function byName() external initializer {}

    function byNothingButName() external reinitializer {}

    function byModifier() external once {}

    function byBody() external {
        require(!ready, "ready");
        boss = msg.sender;
        ready = true;
    }

    modifier skipped() {
        if (!ready) {
            ready = true;
            _;
        }
    }

    modifier counted() {
        number += 1;
        _;
    }

    function byReturn() external {
        bool was = ready;
        if (was == true) return;
        boss = msg.sender;
        ready = true;
    }

    function bySkipping() external skipped {
        number = 1;
    }

    function bySkippingAfterOthers() external counted skipped {}

    function byRevertAfterOthers() external counted once {}

    function byLateRevert() external {
        number += 1;
        require(boss == address(0) && !ready);
        ready = true;
        boss = msg.sender;
    }

    function returnsLate() external {
        number += 1;
        if (ready) return;
        ready = true;
    }

    function takesFirst() external {
        if (boss == address(0)) boss = msg.sender;
        require(msg.sender == boss);
        number += 1;
    }

    function mayPass(bool force) external {
        require(force || !ready);
        ready = true;
        number += 1;
    }

    function computesItself(bool more) external {
        open_ = open_ || more;
        require(open_ && !ready);
        number += 1;
    }

    function maySet(bool last) external {
        require(!ready);
        if (last) ready = true;
        number += 1;
    }

    function lockedOnly() external lock {}

    function open() external {
        require(!open_);
        open_ = true;
    }

    function close() external {
        open_ = false;
    }

    function readsOnly() external view {
        require(ready);
    }
}
