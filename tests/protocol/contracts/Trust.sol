// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import {IRouter, IToken, SafeToken} from "./Network.sol";

// A mark says that another contract may call back before the line is done.

interface IOther {
    function poke() external returns (uint256);
    function look() external view returns (uint256);
    function sum(uint256 a) external pure returns (uint256);
    function set() external;
}

library console {
    function log(string memory text) internal pure {
        text;
    }
}

library Remote {
    function bump(uint256 x) external pure returns (uint256) {
        return x + 1;
    }
}

contract Child {
    constructor(IOther other) {
        other.poke();
    }
}

contract Trusting {
    using SafeToken for IToken;

    IRouter private net;
    IToken private kept;
    IToken private otherToken;
    IOther private other;
    uint256 private id;

    constructor(IRouter net_, IToken kept_, IToken otherToken_, IOther other_) {
        net = net_;
        kept = kept_;
        otherToken = otherToken_;
        other = other_;
    }

    function router() external payable {
        id = net.startUserSession();
        net.closeUserSession(id);
        address(net).call(abi.encodeCall(IRouter.closeUserSession, (id)));
        try net.startUserSession() returns (uint256 fresh) {
            id = fresh;
        } catch {}
    }

    function feeToken(uint256 amount) external {
        IToken token = IToken(net.feeToken());
        token.transferFrom(msg.sender, address(this), amount);
        token.approve(net.feeTarget(), token.balanceOf(address(this)));
        token.safeTransfer(msg.sender, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
        net.feeToken().call(abi.encodeCall(IToken.transfer, (msg.sender, amount)));
    }

    // `kept` is the deployer's word for the fee token: a deposit moves it.
    function keptToken(uint256 amount) external {
        kept.transferFrom(msg.sender, address(this), amount);
        kept.transfer(net.feeTarget(), amount);
    }

    function anotherToken(uint256 amount) external {
        otherToken.transfer(msg.sender, amount); //? calls out
        otherToken.safeTransfer(msg.sender, amount); //? calls out
        otherToken.balanceOf(msg.sender);
        address(otherToken).call(abi.encodeCall(IToken.transfer, (msg.sender, amount))); //? calls out
    }

    function others() external {
        other.poke(); //? calls out
        other.set(); //? calls out
        other.look();
        other.sum(1);
        try other.poke() returns (uint256) {} catch {} //? calls out
        new Child(other); //? calls out
    }

    function bytesOnly(address who) external {
        who.call(""); //? calls out
        who.call{gas: 2300}(""); //? calls out
        who.staticcall("");
        who.delegatecall(""); //? calls out
    }

    function money(address payable who) external {
        who.transfer(1);
        who.send(1);
        who.call{value: 1}(""); //? calls out
    }

    function local() external {
        console.log("hello");
        id = Remote.bump(id);
        _inner();
        this.inner();
        keccak256(abi.encode(id));
    }

    function _inner() private {
        id = 0;
    }

    function inner() external {
        id = 1;
    }

    function pointers() external {
        function() external theirs = other.set;
        theirs(); //? calls out
        function() external ours = this.inner;
        ours();
        function() internal mine = _inner;
        mine();
    }
}
