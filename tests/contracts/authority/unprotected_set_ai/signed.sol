// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// A signature of whom the contract knows, and of whom the caller names.
library SignaturesHere {
    function isValidSignatureNow(address signer, bytes32 hash, bytes memory signature) internal view returns (bool) {
        (bool ok, bytes memory answer) = signer.staticcall(abi.encodeWithSelector(0x1626ba7e, hash, signature));
        return ok && answer.length >= 32 && bytes4(answer) == 0x1626ba7e;
    }
}

contract SignedWrong is Asker {
    address public immutable signer;
    uint256 public nonce;
    uint256 public sessionId;

    constructor(address router, address whoSigns) {
        setAi(router);
        signer = whoSigns;
    }

    function setRouter(address router, address from, bytes calldata signature) external {
        bytes32 hash = keccak256(abi.encode(router, from, nonce++));
        require(SignaturesHere.isValidSignatureNow(from, hash, signature), "not signed");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract SignedRight is Asker {
    address public immutable signer;
    uint256 public nonce;
    uint256 public sessionId;

    constructor(address router, address whoSigns) {
        setAi(router);
        signer = whoSigns;
    }

    function setRouter(address router, address from, bytes calldata signature) external {
        bytes32 hash = keccak256(abi.encode(router, from, nonce++));
        require(SignaturesHere.isValidSignatureNow(signer, hash, signature), "not signed");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
