// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Consumer} from "../../support/Consumer.sol";

// Who answers is who is paid.
abstract contract Picky is Consumer {
    uint256 public sessionId;
    bytes32[] internal usual;
    mapping(bytes32 => bool) public trusted;
    mapping(uint256 => bytes32) public nodes;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function trust(bytes32 node, bool yes) external onlyOwner {
        trusted[node] = yes;
        usual.push(node);
    }

    function name(uint256 number, bytes32 node) external onlyOwner {
        nodes[number] = node;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _of(bytes32[] memory chosen) internal returns (bytes32) {
        require(sessionId != 0, "no session");
        return ai.request(
            sessionId,
            MODEL,
            DtnDefaults.defaultCustomNodesValidatedAny(chosen),
            _payload("?"),
            _callBack(),
            msg.sender,
            0
        );
    }
}

contract PicksOneWrong is Picky {
    constructor(address router) Consumer(router) {}

    function ask(bytes32 node) external {
        _charge();
        _of(DtnDefaults.singleArray(node)); //~ dtn-caller-picks-node
    }
}

contract PicksTrustedRight is Picky {
    constructor(address router) Consumer(router) {}

    function ask(bytes32 node) external {
        _charge();
        require(trusted[node], "not that one");
        _of(DtnDefaults.singleArray(node));
    }
}

contract PicksListWrong is Picky {
    constructor(address router) Consumer(router) {}

    function ask(bytes32[] calldata list) external {
        _charge();
        require(list.length < 5, "too many");
        _of(list); //~ dtn-caller-picks-node
    }
}

contract OwnerPicksRight is Picky {
    constructor(address router) Consumer(router) {}

    function ask(bytes32[] calldata list) external onlyOwner {
        _of(list);
    }
}

contract PicksByNumberRight is Picky {
    constructor(address router) Consumer(router) {}

    function ask(uint256 number) external {
        _charge();
        _of(DtnDefaults.singleArray(nodes[number]));
    }
}

contract UsualRight is Picky {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _charge();
        _of(usual);
    }
}

contract EitherOfTwoRight is Picky {
    constructor(address router) Consumer(router) {}

    function ask(bool second) external {
        _charge();
        _of(DtnDefaults.singleArray(second ? nodes[2] : nodes[1]));
    }
}

contract NamespaceWrong is Picky {
    constructor(address router) Consumer(router) {}

    function ask(bytes32 namespace) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory routing = _routing();
        routing.trustNamespaceIds = DtnDefaults.singleArray(namespace);
        ai.request(sessionId, MODEL, routing, _payload("?"), _callBack(), msg.sender, 0); //~ dtn-caller-picks-node
    }
}

contract OwnSessionRight is Consumer {
    mapping(address => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function join(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "joined");
        sessionOf[msg.sender] = _start(amount);
    }

    function ask(bytes32 node) external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "no session");
        ai.request(
            id,
            MODEL,
            DtnDefaults.defaultCustomNodesValidatedAny(DtnDefaults.singleArray(node)),
            _payload("?"),
            _callBack(),
            msg.sender,
            0
        );
    }

    function leave() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "no session");
        delete sessionOf[msg.sender];
        ai.closeUserSession(id);
    }
}
