// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

/// Recovers as published libraries do: with an error beside the signer, or not at all.
library Signatures {
    enum Flaw { NONE, SIGNATURE, LENGTH }

    error Flawed();

    function tryRecover(bytes32 word, bytes memory signature) internal pure returns (address, Flaw) {
        if (signature.length != 65) {
            return (address(0), Flaw.LENGTH);
        }
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
        address who = ecrecover(word, v, r, s);
        if (who == address(0)) {
            return (address(0), Flaw.SIGNATURE);
        }
        return (who, Flaw.NONE);
    }

    function recover(bytes32 word, bytes memory signature) internal pure returns (address) {
        (address who, Flaw flaw) = tryRecover(word, signature);
        _revertFor(flaw);
        return who;
    }

    function _revertFor(Flaw flaw) private pure {
        if (flaw == Flaw.NONE) {
            return;
        }
        revert Flawed();
    }
}


// A wrong signature recovers nobody, and nobody is the signer until one is named.
contract NobodySigned is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss { signer = who; }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(word, v, r, s) == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract SomebodySigned is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss { signer = who; }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        address who = ecrecover(word, v, r, s);
        require(who != address(0) && who == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

contract SignerIsSomebody is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss { signer = who; }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        address wanted = signer;
        if (wanted == address(0)) revert();
        require(ecrecover(word, v, r, s) == wanted, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// The signer is never nobody.
contract SignerFromTheStart is Desk {
    address internal immutable signer;
    uint256 internal session;

    constructor(address router, address who) Desk(router) {
        require(who != address(0), "nobody");
        signer = who;
        session = _paid();
    }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(word, v, r, s) == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

contract BossSigns is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); signer = msg.sender; }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(word, v, r, s) == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

contract BossSignsUntilHeLeaves is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); signer = msg.sender; }

    function renounce() external onlyBoss { signer = address(0); }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(word, v, r, s) == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract NamedSomebody is Desk {
    address internal signer = 0x00000000219ab540356cBB839Cbe05303d7705Fa;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss {
        require(who != address(0), "nobody");
        signer = who;
    }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(word, v, r, s) == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// By a library: one reverts where nobody signed, the other one says so, and nobody listens.
contract SignedByLibrary is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss { signer = who; }

    function close(bytes32 word, bytes calldata signature) external {
        require(Signatures.recover(word, signature) == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }

    function closeAgain(bytes32 word, bytes calldata signature) external {
        (address who, Signatures.Flaw flaw) = Signatures.tryRecover(word, signature);
        require(flaw == Signatures.Flaw.NONE && who == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

contract NobodySignedByLibrary is Desk {
    address internal signer;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function name(address who) external onlyBoss { signer = who; }

    function close(bytes32 word, bytes calldata signature) external {
        (address who, ) = Signatures.tryRecover(word, signature);
        require(who == signer, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// What is called so does nothing of the kind.
library Pretended {
    function recover(bytes32, bytes memory signature) internal pure returns (address) {
        return abi.decode(signature, (address));
    }

    function isValidSignature(address, bytes32, bytes memory signature) internal pure returns (bool) {
        return signature.length == 65;
    }
}

contract RecoversByName is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function close(bytes32 word, bytes calldata signature) external {
        require(Pretended.recover(word, signature) == boss, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract ValidByName is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function close(bytes32 word, bytes calldata signature) external {
        require(Pretended.isValidSignature(boss, word, signature), "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Signed, or said to be.
contract SignedOrSaid is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function close(bool bySignature, address said, bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        address who = bySignature ? ecrecover(word, v, r, s) : said;
        require(who == boss, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract SignedOrSent is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); }

    function close(bool bySignature, bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        address who = bySignature ? ecrecover(word, v, r, s) : msg.sender;
        require(who == boss, "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Those who may sign stand in a list, on which nobody is, or is not.
contract SignedByOneOfMany is Desk {
    mapping(address => bool) internal signs;
    uint256 internal session;

    constructor(address router) Desk(router) { session = _paid(); signs[msg.sender] = true; }

    function close(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        require(signs[ecrecover(word, v, r, s)], "unsigned");
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}
