// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import {IRouter, IOldRouter, CallBack} from "./Network.sol";

interface IHandler {
    function handled(bytes32 id) external;
    function elsewhere(bytes32 id) external;
}

abstract contract Asks {
    IRouter internal net;
    uint256 internal id;

    function _ask(CallBack memory back) internal returns (bytes32) {
        IRouter.Routing memory routing;
        IRouter.Ask memory ask;
        return net.request(id, bytes32(0), routing, ask, back, msg.sender, 0);
    }

    function open() external {
        id = net.startUserSession();
    }
}

contract Positional is Asks {
    function run() external {
        _ask(CallBack(this.good.selector, Positional.bad.selector, address(this))); //^ success:good(self) failure:bad(self)
    }

    function good(bytes32) external {}

    function bad(bytes32) external {}

    function stray(bytes32) external {}
}

contract NamedFields is Asks {
    function run() external {
        CallBack memory back = CallBack({target: address(this), failure: this.bad.selector, success: this.good.selector}); //^ success:good(self) failure:bad(self)
        _ask(back);
    }

    function good(bytes32) external {}

    function bad(bytes32) external {}
}

contract FieldByField is Asks {
    function run() external {
        CallBack memory back;
        back.success = this.good.selector; //^ success:good(self)
        back.failure = bytes4(keccak256("bad(bytes32)")); //^ failure:bad(self)
        back.target = address(this);
        _ask(back);
    }

    function good(bytes32) external {}

    function bad(bytes32) external {}
}

contract NoFailure is Asks {
    function run() external {
        CallBack memory back;
        back.success = this.good.selector; //^ success:good(self)
        back.target = address(this);
        IRouter.Routing memory routing;
        IRouter.Ask memory ask;
        net.request(id, bytes32(0), routing, ask, back, msg.sender, 0); //^ failure:none(self)
    }

    function good(bytes32) external {}
}

contract Constants is Asks {
    bytes4 private constant GOOD = this.good.selector;
    bytes4 private constant BAD = bytes4(keccak256("bad(bytes32)"));
    bytes4 private immutable OTHER;

    constructor() {
        OTHER = Constants.other.selector;
    }

    function run() external {
        _ask(CallBack(GOOD, BAD, address(this))); //^ success:good(self) failure:bad(self)
    }

    function again() external {
        _ask(CallBack(GOOD, OTHER, payable(address(this)))); //^ success:good(self) failure:other(self)
    }

    function good(bytes32) external {}

    function bad(bytes32) external {}

    function other(bytes32) external {}
}

contract Stored is Asks {
    CallBack private back;
    bytes4 private chosen;

    constructor() {
        back = CallBack(this.good.selector, bytes4(0), address(this)); //^ success:good(self) failure:none(self)
    }

    function choose() external {
        chosen = this.late.selector;
        back.failure = chosen; //^ failure:late(self)
    }

    function run() external {
        _ask(back);
    }

    function good(bytes32) external {}

    function late(bytes32) external {}
}

contract FromHelper is Asks {
    function _back(bytes4 good_, bytes4 bad_) internal view returns (CallBack memory) {
        return CallBack(good_, bad_, address(this)); //^ success:good(self) failure:bad(self)
    }

    function run() external {
        _ask(_back(this.good.selector, this.bad.selector));
    }

    function good(bytes32) external {}

    function bad(bytes32) external {}
}

contract BothInOne is Asks {
    function run() external {
        _ask(CallBack(this.both.selector, this.both.selector, address(this))); //^ success:both(self) failure:both(self)
    }

    function both(bytes32) external {}
}

abstract contract BaseHandler is Asks {
    function good(bytes32) external virtual;

    function run() external {
        _ask(CallBack(this.good.selector, this.bad.selector, address(this))); //^ success:good(self) failure:bad(self)
    }

    function bad(bytes32) public virtual {}
}

contract Inherits is BaseHandler {
    function good(bytes32) external override {}

    function bad(bytes32) public override {}
}

contract ThroughInterface is Asks {
    function run() external {
        _ask(CallBack(IHandler.handled.selector, IHandler.elsewhere.selector, address(this))); //^ success:handled(self) failure:unmatched(self)
    }

    function handled(bytes32) external {}
}

contract SomebodyElse is Asks {
    function run(address handler) external {
        _ask(CallBack(IHandler.handled.selector, IHandler.elsewhere.selector, handler)); //^ success:handled(unknown) failure:unmatched(unknown)
    }

    function fixedHandler() external {
        _ask(CallBack(IHandler.handled.selector, bytes4(0), address(0xdead))); //^ success:other(other) failure:none(other)
    }

    function handled(bytes32) external {}
}

contract WrongArguments is Asks {
    function run() external {
        _ask(CallBack(bytes4(keccak256("good(uint256)")), this.bad.selector, address(this))); //^ success:unmatched(self) failure:bad(self)
    }

    function good(bytes32) external {}

    function bad(bytes32, uint256) external {}
}

contract CallersChoice is Asks {
    function run(bytes4 what) external {
        _ask(CallBack(what, this.bad.selector, address(this))); //^ success:unknown(self) failure:bad(self)
    }

    function bad(bytes32) external {}
}

contract Overloads is Asks {
    function run() external {
        _ask(CallBack(bytes4(keccak256("done(bytes32)")), bytes4(keccak256(bytes("done(bytes32,bool)"))), address(this))); //^ success:done(self) failure:done(self)
    }

    function done(bytes32) external {}

    function done(bytes32, bool) external {}
}

contract Pointers is Asks {
    function run() external {
        function(bytes32) external handler = this.good;
        _ask(CallBack(handler.selector, bytes4(0), handler.address)); //^ success:good(self) failure:none(self)
    }

    function good(bytes32) external {}
}

contract OlderShape {
    IOldRouter private net;
    uint256 private id;

    function run() external {
        id = net.startUserSession();
        IOldRouter.OldAsk memory ask;
        net.request(id, bytes32(0), ask, IOldRouter.OldCallBack(address(this), this.good.selector, this.bad.selector), msg.sender, 0); //^ success:good(self) failure:bad(self)
    }

    function good(bytes32) external {}

    function bad(bytes32) external {}
}

contract NeverRequested is Asks {
    CallBack private unused;

    function keep() external {
        unused = CallBack(this.good.selector, this.good.selector, address(this));
    }

    function good(bytes32) external {}
}
