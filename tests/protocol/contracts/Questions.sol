// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import {IRouter, IToken, CallBack} from "./Network.sol";

abstract contract Asked {
    IRouter internal net;
    uint256 internal id;

    constructor(IRouter net_) {
        net = net_;
    }

    function _ask(uint256 gas_) internal {
        IRouter.Routing memory routing;
        IRouter.Ask memory ask;
        CallBack memory back;
        net.request(id, bytes32(0), routing, ask, back, msg.sender, gas_);
    }
}

// What a number may be: `?` where the code does not fix it.
contract Numbered is Asked {
    uint256 private constant BASE = 3 * 10 ** 2;
    uint256 private immutable fixedAtBirth;
    uint256 private kept = 7;
    uint256 private never;
    uint256 private set = 1;

    enum Size {
        Small,
        Large
    }

    struct Pair {
        uint256 first;
        uint256 second;
    }

    constructor(IRouter net_, uint256 given) Asked(net_) {
        fixedAtBirth = given;
    }

    function change(uint256 to) external {
        set = to;
    }

    function _half(uint256 of_) private pure returns (uint256) {
        return of_ / 2;
    }

    function run(uint256 given, bool which) external {
        _ask(BASE); //= 300
        _ask(kept + 1); //= 8
        _ask(never); //= 0
        _ask(set); //= 1 ?
        _ask(fixedAtBirth); //= ?
        _ask(given); //= ?
        _ask(which ? 1 : 2); //= 1 2
        _ask(_half(10)); //= 5
        _ask(uint256(Size.Large)); //= 1
        _ask(new uint256[](3).length); //= 3
        Pair memory pair = Pair({second: 4, first: 5});
        _ask(pair.second); //= 4
        Pair memory empty;
        _ask(empty.first); //= 0
        uint256 sum = 0;
        for (uint256 i = 0; i < 3; ++i) sum += i;
        _ask(sum); //= 0 1 ?
    }
}

// Whether anything acts on a result: yes or no.
contract Outcome is Asked {
    bool private last;
    uint256 private failures;

    event Told(bool worked);

    constructor(IRouter net_) Asked(net_) {}

    function _pay() private returns (bool) {
        return IToken(net.feeToken()).transfer(net.feeTarget(), 1); //? yes no
    }

    function _look(bool worked) private {
        if (!worked) failures++;
    }

    function run() external {
        id = net.startUserSession();
        IToken token = IToken(net.feeToken());
        address to = net.feeTarget();
        token.transfer(to, 2); //? no
        require(token.transfer(to, 3)); //? yes
        bool worked = token.transfer(to, 4); //? no
        emit Told(worked);
        if (!token.transfer(to, 5)) emit Told(false); //? no
        if (token.transfer(to, 6)) failures++; //? yes
        last = token.transfer(to, 7); //? no
        _look(token.transfer(to, 8)); //? yes
        (bool sent, bytes memory data) = address(token).call(abi.encodeCall(token.transfer, (to, 9))); //? no
        require(data.length == 0);
        (sent, data) = address(token).call(abi.encodeCall(token.transfer, (to, 10))); //? yes
        require(sent && data.length == 0);
        _pay();
        assert(_pay());
    }

    function told() external returns (bool) {
        return IToken(net.feeToken()).transfer(net.feeTarget(), 11); //? no
    }
}
