// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// A rank that has to be given, and the rank of everybody.
contract RankWrong is Asker {
    enum Rank {
        None,
        Keeper,
        Chief
    }

    mapping(address => Rank) public rank;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        rank[msg.sender] = Rank.Chief;
    }

    function setRouter(address router) external {
        require(rank[msg.sender] != Rank.Keeper, "not yours");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function appoint(address who, Rank to) external {
        require(rank[msg.sender] == Rank.Chief, "not yours");
        rank[who] = to;
    }
}

contract RankRight is Asker {
    enum Rank {
        None,
        Keeper,
        Chief
    }

    mapping(address => Rank) public rank;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        rank[msg.sender] = Rank.Chief;
    }

    function setRouter(address router) external {
        require(rank[msg.sender] >= Rank.Keeper, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function appoint(address who, Rank to) external {
        require(rank[msg.sender] == Rank.Chief, "not yours");
        rank[who] = to;
    }
}
