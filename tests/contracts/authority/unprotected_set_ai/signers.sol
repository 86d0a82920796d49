// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// One of several signers has signed; or just anybody.
contract AnySignerWrong is Asker {
    mapping(address => bool) public signers;
    uint256 public nonce;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        signers[msg.sender] = true;
    }

    function addSigner(address who) external onlyOwner {
        signers[who] = true;
    }

    function setRouter(address router, uint8 v, bytes32 r, bytes32 s) external {
        address signer = ecrecover(keccak256(abi.encode(router, nonce++)), v, r, s);
        require(signer != address(0), "not signed");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract OneSignerRight is Asker {
    mapping(address => bool) public signers;
    uint256 public nonce;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
        signers[msg.sender] = true;
    }

    function addSigner(address who) external onlyOwner {
        signers[who] = true;
    }

    function setRouter(address router, uint8 v, bytes32 r, bytes32 s) external {
        address signer = ecrecover(keccak256(abi.encode(router, nonce++)), v, r, s);
        require(signers[signer], "not signed");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
