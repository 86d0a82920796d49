// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

import "@deeptrust/contracts/idtn-ai.sol";

interface IToken {
    function transfer(address to, uint256 amount) external;

    function approve(address spender, uint256 amount) external;

    function balanceOf(address account) external view returns (uint256);
}

/// Does to the network whatever it is told.
contract Puppet {
    IDtnAi internal ai;
    uint256 public last;
    bytes32 public lastRequest;
    uint256 public successes;
    uint256 public failures;
    uint256 internal nodes = 1;

    constructor(address router) {
        ai = IDtnAi(router);
    }

    function deposit(uint256 amount) public {
        IToken(ai.feeToken()).transfer(ai.feeTarget(), amount);
    }

    function start() public {
        last = ai.startUserSession();
    }

    function depositAndStart(uint256 amount) external {
        deposit(amount);
        start();
    }

    function close(uint256 id) external {
        ai.closeUserSession(id);
    }

    function closeCaught(uint256 id) external returns (bool caught) {
        try ai.closeUserSession(id) {} catch {
            caught = true;
        }
    }

    function closeThenFail(uint256 id) external {
        try ai.closeUserSession(id) {} catch {}
        revert("Changed my mind");
    }

    function closeTwoCaught(uint256 one, uint256 two) external {
        try ai.closeUserSession{gas: (1 << 44) + (5 << 38)}(one) {} catch {}
        try ai.closeUserSession{gas: (1 << 44) + (9 << 38)}(two) {} catch {}
    }

    function ask(uint256 id, uint256 gasForCallback) public payable {
        IDtnAi.DtnRouting memory routing;
        routing.trustedNodeIds = new bytes32[](nodes);
        IDtnAi.DtnRequest memory query;
        IDtnAi.CallBack memory callback =
            IDtnAi.CallBack(this.onSuccess.selector, this.onFailure.selector, address(this));
        lastRequest = ai.request{value: msg.value}(
            id, "model", routing, query, callback, msg.sender, gasForCallback
        );
    }

    function askNobody(uint256 id) external {
        nodes = 0;
        ask(id, 0);
    }

    function give(address to, uint256 amount) external {
        IToken(ai.feeToken()).transfer(to, amount);
    }

    function approve(address spender) external {
        IToken(ai.feeToken()).approve(spender, 1);
    }

    function askTwice(uint256 id) external {
        ask(id, 0);
        ask(id, 0);
    }

    function onSuccess(bytes32) external {
        successes++;
    }

    function onFailure(bytes32) external {
        failures++;
    }
}

interface IOlderRouter {
    struct OlderRequest {
        bytes call;
        uint8 calltype;
        uint256 totalFeePerRes;
    }

    struct OlderRouting {
        bytes32[] trustedNodeIds;
        uint32 redundancy;
    }

    struct OlderCallBack {
        address target;
        bytes4 success;
        bytes4 failure;
    }

    function request(
        uint256 sessionId,
        bytes32 modelId,
        OlderRouting memory routing,
        OlderRequest memory query,
        OlderCallBack memory callback,
        address user,
        uint256 callbackGas
    ) external payable returns (bytes32);
}

/// A consumer of an older release.
contract OlderPuppet is Puppet {
    constructor(address router) Puppet(router) {}

    function askAsBefore(uint256 id) external {
        IOlderRouter.OlderRouting memory routing;
        IOlderRouter.OlderRequest memory query;
        lastRequest = IOlderRouter(address(ai)).request(
            id,
            "model",
            routing,
            query,
            IOlderRouter.OlderCallBack(
                address(this), this.onSuccess.selector, this.onFailure.selector
            ),
            msg.sender,
            0
        );
    }
}
