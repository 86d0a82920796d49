// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import {IRouter, IToken, ISilentToken, SafeToken, LeanToken, CarelessToken} from "./Network.sol";

abstract contract Pays {
    IRouter internal net;
    uint256 internal id;

    constructor(IRouter net_) {
        net = net_;
    }

    function _open() internal {
        id = net.startUserSession(); //~ Start
    }
}

contract Plain is Pays {
    constructor(IRouter net_) Pays(net_) {}

    function own(uint256 amount) external {
        require(IToken(net.feeToken()).transfer(net.feeTarget(), amount)); //~ Deposit(transfer)
        _open();
    }

    function callers(uint256 amount) external {
        require(IToken(net.feeToken()).transferFrom(msg.sender, net.feeTarget(), amount)); //~ Deposit(transferFrom)
        _open();
    }

    function silent(uint256 amount) external {
        ISilentToken(net.feeToken()).transfer(net.feeTarget(), amount); //~ Deposit(transfer)
        _open();
    }

    function pull(uint256 amount) external {
        require(IToken(net.feeToken()).transferFrom(msg.sender, address(this), amount)); //~ TokenTransfer(transferFrom)
    }

    function allow(uint256 amount) external {
        IToken(net.feeToken()).approve(net.feeTarget(), amount);
    }

    function refund(address to, uint256 amount) external {
        require(IToken(net.feeToken()).transfer(to, amount)); //~ TokenTransfer(transfer)
    }
}

contract Safe is Pays {
    using SafeToken for IToken;

    constructor(IRouter net_) Pays(net_) {}

    function attached(uint256 amount) external {
        IToken(net.feeToken()).safeTransfer(net.feeTarget(), amount); //~ Deposit(safeTransfer)
        _open();
    }

    function named(uint256 amount) external {
        SafeToken.safeTransferFrom(IToken(net.feeToken()), msg.sender, net.feeTarget(), amount); //~ Deposit(safeTransferFrom)
        _open();
    }

    function keyed(uint256 amount) external {
        SafeToken.safeTransfer({amount: amount, to: net.feeTarget(), token: IToken(net.feeToken())}); //~ Deposit(safeTransfer)
        _open();
    }

    function lean(uint256 amount) external {
        LeanToken.safeTransfer(net.feeToken(), net.feeTarget(), amount); //~ Deposit(safeTransfer)
        _open();
    }

    function elsewhere(uint256 amount) external {
        IToken(net.feeToken()).safeTransfer(msg.sender, amount); //~ TokenTransfer(safeTransfer)
    }
}

contract Careless is Pays {
    using CarelessToken for IToken;

    constructor(IRouter net_) Pays(net_) {}

    function one(uint256 amount) external {
        IToken(net.feeToken()).safeTransfer(net.feeTarget(), amount);
        IToken(net.feeToken()).safeTransferFrom(msg.sender, net.feeTarget(), amount);
        _open();
    }
}

contract LowLevel is Pays {
    constructor(IRouter net_) Pays(net_) {}

    function selector(uint256 amount) external {
        (bool ok, ) = net.feeToken().call(abi.encodeWithSelector(IToken.transfer.selector, net.feeTarget(), amount)); //~ Deposit(low-level call)
        require(ok);
        _open();
    }

    function written(uint256 amount) external {
        net.feeToken().call(abi.encodeWithSignature("transfer(address,uint256)", net.feeTarget(), amount)); //~ Deposit(low-level call)
        _open();
    }

    function literal(uint256 amount) external {
        net.feeToken().call(abi.encodeWithSelector(0xa9059cbb, net.feeTarget(), amount)); //~ Deposit(low-level call)
        _open();
    }

    function hashed(uint256 amount) external {
        bytes4 what = bytes4(keccak256("transferFrom(address,address,uint256)"));
        net.feeToken().call(abi.encodeWithSelector(what, msg.sender, net.feeTarget(), amount)); //~ Deposit(low-level call)
        _open();
    }

    function typed(uint256 amount) external {
        address(net.feeToken()).call(abi.encodeCall(IToken.transferFrom, (msg.sender, net.feeTarget(), amount))); //~ Deposit(low-level call)
        _open();
    }

    function other(uint256 amount) external {
        net.feeToken().call(abi.encodeWithSignature("burn(uint256)", amount));
    }
}

// The token or the target kept somewhere.
contract Kept is Pays {
    struct Fees {
        IToken token;
        address target;
    }

    IToken private immutable USDT;
    address private sink;
    Fees private fees;
    mapping(uint256 => address) private sinks;

    constructor(IRouter net_) Pays(net_) {
        USDT = IToken(net.feeToken());
        sink = net_.feeTarget();
        fees = Fees({target: net.feeTarget(), token: IToken(net.feeToken())});
        sinks[1] = net.feeTarget();
    }

    function state(uint256 amount) external {
        USDT.transfer(sink, amount); //~ Deposit(transfer)
        _open();
    }

    function member(uint256 amount) external {
        fees.token.transfer(fees.target, amount); //~ Deposit(transfer)
        _open();
    }

    function element(uint256 amount) external {
        USDT.transfer(sinks[1], amount); //~ Deposit(transfer)
        _open();
    }

    function pointer(uint256 amount) external {
        Fees storage f = fees;
        f.token.transfer(f.target, amount); //~ Deposit(transfer)
        _open();
    }

    function copy(uint256 amount) external {
        Fees memory f = fees;
        f.token.transfer(f.target, amount); //~ Deposit(transfer)
        _open();
    }

    function local(uint256 amount) external {
        address to;
        to = net.feeTarget();
        USDT.transfer(to, amount); //~ Deposit(transfer)
        _open();
    }

    function both() private view returns (IToken token, address to) {
        token = IToken(net.feeToken());
        return (token, net.feeTarget());
    }

    function tuple(uint256 amount) external {
        (IToken token, address to) = both();
        token.transfer(to, amount); //~ Deposit(transfer)
        _open();
    }

    function swapped(uint256 amount) external {
        (IToken token, address to) = both();
        IToken(to).transfer(address(token), amount); //~ TokenTransfer(transfer)
    }

    function choice(uint256 amount, bool mine) external {
        USDT.transfer(mine ? msg.sender : sink, amount); //~ Deposit(transfer) TokenTransfer(transfer)
    }

    function packed(uint256 amount) external {
        Fees memory f = Fees(IToken(net.feeToken()), msg.sender);
        f.target = net.feeTarget();
        _pay(f, amount);
        _open();
    }

    function _pay(Fees memory f, uint256 amount) private {
        f.token.transfer(f.target, amount); //~ Deposit(transfer)
    }
}

// The token is the deployer's choice; the target decides.
contract GivenToken is Pays {
    IToken private token;

    constructor(IRouter net_, IToken token_) Pays(net_) {
        token = token_;
    }

    function open(uint256 amount) external {
        token.transfer(net.feeTarget(), amount); //~ Deposit(transfer)
        _open();
    }

    function out(uint256 amount) external {
        token.transfer(msg.sender, amount); //~ TokenTransfer(transfer)
    }
}

contract Compared is Pays {
    constructor(IRouter net_) Pays(net_) {}

    function open(IToken token, address to, uint256 amount) external {
        require(address(token) == net.feeToken());
        require(net.feeTarget() == to);
        token.transfer(to, amount); //~ Deposit(transfer)
        _open();
    }
}

contract Wrapped is Pays {
    constructor(IRouter net_) Pays(net_) {}

    function open(uint256 amount) external {
        _safeTransfer(IToken(net.feeToken()), net.feeTarget(), amount);
        _open();
    }

    function _safeTransfer(IToken token, address to, uint256 amount) internal {
        (bool ok, bytes memory answer) = address(token).call(abi.encodeCall(IToken.transfer, (to, amount))); //~ Deposit(low-level call)
        require(ok && (answer.length == 0 || abi.decode(answer, (bool))));
    }
}

// One helper for two purposes: a deposit only when it was called as one.
contract Shared is Pays {
    constructor(IRouter net_) Pays(net_) {}

    function open(uint256 amount) external {
        _move(net.feeTarget(), amount);
        _open();
    }

    function out(uint256 amount) external {
        _move(msg.sender, amount);
    }

    function _move(address to, uint256 amount) internal {
        _send(IToken(net.feeToken()), to, amount);
    }

    function _send(IToken token, address to, uint256 amount) internal {
        require(token.transfer(to, amount)); //~ Deposit(transfer)
    }
}

// The same base, used for deposits by one heir and for refunds by the other.
abstract contract Mover is Pays {
    function _move(address to, uint256 amount) internal {
        require(IToken(net.feeToken()).transfer(to, amount)); //~ Deposit(transfer) TokenTransfer(transfer)
    }
}

contract MoverIn is Mover {
    constructor(IRouter net_) Pays(net_) {}

    function open(uint256 amount) external {
        _move(net.feeTarget(), amount);
        _open();
    }
}

contract MoverOut is Mover {
    constructor(IRouter net_) Pays(net_) {}

    function out(uint256 amount) external {
        _move(msg.sender, amount);
        net.closeUserSession(id); //~ Close
    }
}

// Addresses that somebody configured: one of them may be the fee target.
contract Configured is Pays {
    address private sink;
    address private immutable OTHER;
    mapping(address => address) private payouts;

    constructor(IRouter net_, address sink_, address other) Pays(net_) {
        sink = sink_;
        OTHER = other;
    }

    function setSink(address sink_) external {
        sink = sink_;
    }

    function toSink(IToken token, uint256 amount) external {
        token.transfer(sink, amount); //~ TokenTransfer(transfer) configured
        _open();
    }

    function toOther(IToken token, uint256 amount) external {
        token.transfer(OTHER, amount); //~ TokenTransfer(transfer) configured
    }

    function toCaller(IToken token, uint256 amount) external {
        token.transfer(msg.sender, amount); //~ TokenTransfer(transfer)
    }

    function toGiven(IToken token, address to, uint256 amount) external {
        token.transfer(to, amount); //~ TokenTransfer(transfer)
    }

    function toStoredCaller(IToken token, uint256 amount) external {
        payouts[address(token)] = msg.sender;
        token.transfer(payouts[address(token)], amount); //~ TokenTransfer(transfer)
    }
}
