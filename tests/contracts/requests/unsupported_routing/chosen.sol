// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Consumer} from "../../support/Consumer.sol";

// What anybody may choose may be what never completes, unless something keeps it from that.
abstract contract Routed is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _send(bytes32[] memory nodes, uint32 times) internal {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory route = IDtnAi.DtnRouting({
            trustNamespaceIds: new bytes32[](0),
            trustedNodeIds: nodes,
            redundancy: times,
            confidenceLevel: 8,
            aggregationType: IDtnAi.AggregationType.ANY
        });
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload("?"), _callBack(), msg.sender, msg.value);
    }

    function _nodes() internal pure returns (bytes32[] memory) {
        return DtnDefaults.singleArray(keccak256("node.example"));
    }
}

contract AtLeastOneWrong is Routed {
    constructor(address router) Consumer(router) {}

    function ask(uint32 times) external payable {
        require(times != 0, "none");
        _send(_nodes(), times); //~ dtn-unsupported-routing
    }
}

contract AtMostFiveWrong is Routed {
    constructor(address router) Consumer(router) {}

    function ask(uint32 times) external payable {
        require(times > 0 && times <= 5, "too many");
        _send(_nodes(), times); //~ dtn-unsupported-routing
    }
}

contract OneMoreWrong is Routed {
    constructor(address router) Consumer(router) {}

    function ask(uint32 others) external payable {
        _send(_nodes(), others + 1); //~ dtn-unsupported-routing
    }
}

contract AtMostOneRight is Routed {
    constructor(address router) Consumer(router) {}

    function ask(uint32 times) external payable {
        require(times <= 1, "one at most");
        _send(_nodes(), times);
    }
}

contract AsManyAsAllowedRight is Routed {
    uint32 public most = 1;

    constructor(address router) Consumer(router) {}

    function ask(uint32 times) external payable {
        require(times <= most, "too many");
        _send(_nodes(), times);
    }
}

contract OwnerSaysHowOftenRight is Routed {
    constructor(address router) Consumer(router) {}

    function ask(uint32 times) external payable onlyOwner {
        _send(_nodes(), times);
    }
}

contract PerhapsNobodyWrong is Routed {
    constructor(address router) Consumer(router) {}

    function ask(bytes32[] calldata nodes) external payable {
        _send(nodes, 1); //~ dtn-caller-picks-node dtn-unsupported-routing
    }
}

contract SomebodyRight is Routed {
    mapping(bytes32 => bool) public trusted;

    constructor(address router) Consumer(router) {}

    function trust(bytes32 node) external onlyOwner {
        trusted[node] = true;
    }

    function ask(bytes32[] calldata nodes) external payable {
        require(nodes.length == 1 && trusted[nodes[0]], "one that is trusted");
        _send(nodes, 1);
    }
}

abstract contract Voted is Routed {
    function _send(IDtnAi.AggregationType how) internal {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory route = _routing();
        route.aggregationType = how;
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload("?"), _callBack(), msg.sender, msg.value);
    }
}

contract AnyWayWrong is Voted {
    constructor(address router) Consumer(router) {}

    function ask(IDtnAi.AggregationType how) external payable {
        _send(how); //~ dtn-unsupported-routing
    }
}

contract OnlyAnyRight is Voted {
    constructor(address router) Consumer(router) {}

    function ask(IDtnAi.AggregationType how) external payable {
        require(how == IDtnAi.AggregationType.ANY, "not supported");
        _send(how);
    }
}
