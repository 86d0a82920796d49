// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import {IRouter as Net, IOldRouter, ICloseTakesAddress, IStartTakesUser, IRequestStartsWithModel, INoRequest, CallBack} from "./Network.sol";
import "./Network.sol" as N;

contract StateVariable {
    Net internal net;
    uint256 internal id;

    constructor(Net net_) {
        net = net_;
    }

    function run(bytes32 model) external payable {
        id = net.startUserSession(); //~ Start
        Net.Routing memory routing;
        Net.Ask memory ask;
        CallBack memory back;
        net.request{value: msg.value}(id, model, routing, ask, back, msg.sender, msg.value); //~ Request
        net.closeUserSession(id); //~ Close
    }
}

contract Immutable {
    Net private immutable NET;

    constructor(address net_) {
        NET = Net(net_);
    }

    function run() external {
        NET.startUserSession(); //~ Start
    }
}

contract ModuleAlias {
    N.IRouter public net;

    function run() external {
        net.startUserSession(); //~ Start
    }
}

abstract contract Provided {
    function _net() internal view virtual returns (Net);
}

contract FromFunction is Provided {
    Net private held;

    function _net() internal view override returns (Net) {
        return held;
    }

    function run() external {
        _net().startUserSession(); //~ Start
    }
}

abstract contract Namespaced {
    struct RouterStorage {
        Net net;
    }

    function _routerStorage() private pure returns (RouterStorage storage $) {
        assembly {
            $.slot := 0x42a1
        }
    }

    function ai() internal view returns (Net) {
        return _routerStorage().net;
    }

    function _setAi(address router) internal {
        RouterStorage storage $ = _routerStorage();
        $.net = Net(router);
    }
}

contract FromNamespace is Namespaced {
    uint256 private id;

    function initialize(address router) external {
        _setAi(router);
    }

    function run() external {
        uint256 fresh = ai().startUserSession(); //~ Start
        id = fresh;
    }

    function rename(uint256 next) external {
        id = next;
    }
}

contract FromParameter {
    function run(Net net, uint256 id) external {
        _close(net, id);
    }

    function _close(Net net, uint256 id) private {
        net.closeUserSession(id); //~ Close
    }
}

library Sessions {
    struct Book {
        uint256 id;
    }

    function open(Book storage book, Net net) internal {
        book.id = net.startUserSession(); //~ Start
    }

    function shut(Net net, Book storage book) external {
        net.closeUserSession(book.id); //~ Close
    }
}

contract ThroughLibrary {
    using Sessions for Sessions.Book;

    Sessions.Book private book;
    Net private net;

    function run() external {
        book.open(net);
        Sessions.shut(net, book);
    }
}

function shutAll(Net net, uint256[] storage ids) {
    for (uint256 i; i < ids.length; i++) {
        net.closeUserSession(ids[i]); //~ Close
    }
}

contract ThroughFreeFunction {
    Net private net;
    uint256[] private ids;

    function run() external {
        shutAll(net, ids);
    }
}

contract CastAtTheCall {
    address private router;

    function setRouter(address router_) external {
        router = router_;
    }

    function run() external {
        Net(router).startUserSession(); //~ Start
    }
}

contract CastFromPayable {
    function run(address payable router, uint256 id) external {
        Net(router).closeUserSession(id); //~ Close
    }
}

contract ByEncodedCall {
    Net private net;
    uint256 private id;

    function withCall() external {
        (bool ok, ) = address(net).call(abi.encodeCall(Net.closeUserSession, (id))); //~ Close
        require(ok);
    }

    function withSelector() external {
        (bool ok, ) = address(net).call(abi.encodeWithSelector(net.closeUserSession.selector, id)); //~ Close
        require(ok);
    }

    function withSignature() external {
        bytes memory data = abi.encodeWithSignature("closeUserSession(uint256)", id);
        (bool ok, ) = address(net).call(data); //~ Close
        require(ok);
    }

    function withAnswer() external {
        (, bytes memory answer) = address(net).call(abi.encodeCall(net.startUserSession, ())); //~ Start
        id = abi.decode(answer, (uint256));
    }

    function throughHelper() external {
        _send(abi.encodeCall(Net.closeUserSession, (id)));
    }

    function _send(bytes memory data) private {
        (bool ok, ) = address(net).call(data); //~ Close
        require(ok);
    }

    function otherFunction() external {
        (bool ok, ) = address(net).call(abi.encodeWithSignature("sweep(uint256)", id));
        require(ok);
    }

    function otherTarget(address elsewhere) external {
        (bool ok, ) = elsewhere.call(abi.encodeCall(Net.closeUserSession, (id)));
        require(ok);
    }
}

contract ByAddress {
    address private router;

    constructor(address router_) {
        router = router_;
    }

    function open() external {
        Net(router).startUserSession(); //~ Start
    }

    function shut(uint256 id) external {
        (bool ok, ) = router.call(abi.encodeWithSignature("closeUserSession(uint256)", id)); //~ Close
        require(ok);
    }
}

contract SplitInterface {
    Net private net;

    function run() external {
        INoRequest(address(net)).startUserSession(); //~ Start
    }
}

contract ByPointer {
    Net private net;

    function run(uint256 id) external {
        function(uint256) external shut = net.closeUserSession;
        shut(id); //~ Close
    }
}

contract InTry {
    Net private net;
    uint256 private id;

    function run() external {
        try net.startUserSession() returns (uint256 fresh) { //~ Start
            id = fresh;
        } catch {
            revert("no session");
        }
    }
}

contract InEveryExpression {
    Net private net;
    uint256 private id;
    uint256[] private ids;

    function run(bool which) external {
        require((id = net.startUserSession()) != 0); //~ Start
        ids.push(net.startUserSession()); //~ Start
        net.closeUserSession(which ? id : ids[0]); //~ Close
        (id, ids[0]) = (net.startUserSession(), 0); //~ Start
    }

    modifier opened() {
        if (id == 0) id = net.startUserSession(); //~ Start
        _;
    }

    function use() external opened {
        delete id;
    }
}

contract AtDeclaration {
    Net private net = Net(0x1111111111111111111111111111111111111111);
    uint256 private id = net.startUserSession(); //~ Start

    function renew() external {
        id = 0;
    }
}

contract Versions {
    IOldRouter private old;
    bytes32 private last;

    function run(uint256 id) external payable {
        IOldRouter.OldAsk memory ask;
        IOldRouter.OldCallBack memory back = IOldRouter.OldCallBack(address(this), this.done.selector, bytes4(0));
        last = old.request{value: 5}(id, bytes32(0), ask, back, msg.sender, 5); //~ Request
    }

    function done(bytes32) external {}
}

contract Named {
    Net private net;
    uint256 private id;

    function run(bytes32 m, uint256 gas_) external payable {
        Net.Routing memory r;
        Net.Ask memory a;
        CallBack memory c;
        net.request({user: tx.origin, ask: a, callbackGas: gas_, callback: c, routing: r, model: m, sessionId: id}); //~ Request
    }
}

// Near misses.

contract LookAlikes {
    ICloseTakesAddress private one;
    IStartTakesUser private two;
    IRequestStartsWithModel private three;
    INoRequest private four;
    CallBack private back;

    function run() external {
        one.startUserSession();
        two.closeUserSession(1);
        three.startUserSession();
        four.closeUserSession(four.startUserSession());
        three.request(bytes32(0), 1, back);
    }
}

contract OwnFunctionsOfTheSameName {
    uint256 private count;

    function startUserSession() public returns (uint256) {
        return ++count;
    }

    function closeUserSession(uint256 id) public {
        if (id == count) count--;
    }

    function run() external {
        closeUserSession(startUserSession());
        this.closeUserSession(this.startUserSession());
    }
}

contract MockRouter is Net {
    Net private inner;

    function modelId(string memory name) external pure returns (bytes32) {
        return keccak256(bytes(name));
    }

    function startUserSession() external returns (uint256) {
        return inner.startUserSession();
    }

    function closeUserSession(uint256 id) external {
        inner.closeUserSession(id);
    }

    function request(uint256, bytes32, Routing memory, Ask memory, CallBack memory, address, uint256)
        external
        payable
        returns (bytes32)
    {}

    function fetchResponse(bytes32) external view returns (CallType, string memory, bytes memory) {}

    function feeToken() external view returns (address) {}

    function feeTarget() external view returns (address) {}
}

contract UsesTheMock {
    MockRouter private mock;

    function run() external {
        mock.startUserSession(); //~ Start
    }
}

contract OnlyReads {
    Net private net;

    function token() external view returns (address) {
        return net.feeToken();
    }
}

abstract contract AbstractBase {
    Net internal net;

    function open() public virtual returns (uint256) {
        return net.startUserSession(); //~ Start
    }
}

contract ConcreteHeir is AbstractBase {}

abstract contract AbstractWithoutHeir {
    Net internal net;

    function open() public returns (uint256) {
        return net.startUserSession(); //~ Start
    }

    function todo() external virtual;
}

library NeverCalled {
    function open(Net net) internal returns (uint256) {
        return net.startUserSession();
    }
}

contract DeadCode {
    Net private net;

    function _never() private {
        net.startUserSession();
    }
}
