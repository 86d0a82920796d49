// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

abstract contract One is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
    }

    function _shut() internal returns (uint256 id) {
        id = session;
        require(id != 0);
        session = 0;
    }
}

interface INft {
    function ownerOf(uint256) external view returns (address);

    function balanceOf(address) external view returns (uint256);
}

// An owner of any token.
contract AnyToken is One {
    INft internal immutable nft;

    constructor(address r, INft n) One(r) {
        nft = n;
    }

    function close(uint256 token) external {
        require(nft.ownerOf(token) == msg.sender);
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract TokenOfTheSession is Desk {
    INft internal immutable nft;
    mapping(uint256 => uint256) internal sessionOf;

    constructor(address r, INft n) Desk(r) {
        nft = n;
    }

    function open(uint256 token) external {
        require(nft.ownerOf(token) == msg.sender);
        require(sessionOf[token] == 0);
        sessionOf[token] = _paid();
    }

    function close(uint256 token) external {
        require(nft.ownerOf(token) == msg.sender);
        uint256 id = sessionOf[token];
        require(id != 0);
        sessionOf[token] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

contract OtherToken is Desk {
    INft internal immutable nft;
    mapping(uint256 => uint256) internal sessionOf;

    constructor(address r, INft n) Desk(r) {
        nft = n;
    }

    function open(uint256 token) external {
        require(nft.ownerOf(token) == msg.sender);
        require(sessionOf[token] == 0);
        sessionOf[token] = _paid();
    }

    function close(uint256 token, uint256 other) external {
        require(nft.ownerOf(other) == msg.sender);
        uint256 id = sessionOf[token];
        require(id != 0);
        sessionOf[token] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Unset contract asked by low level: nobody there says yes.
contract AskNobody is One {
    address internal guard;

    constructor(address r) One(r) {}

    function setGuard(address g) external onlyBoss {
        guard = g;
    }

    function close() external {
        (bool ok,) = guard.staticcall(abi.encodeWithSignature("check(address)", msg.sender));
        require(ok);
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract AskNobodyAnswer is One {
    address internal guard;

    constructor(address r) One(r) {}

    function setGuard(address g) external onlyBoss {
        guard = g;
    }

    function close() external {
        (bool ok, bytes memory said) = guard.staticcall(abi.encodeWithSignature("check(address)", msg.sender));
        require(ok && abi.decode(said, (bool)));
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=p
    }
}

contract AskNobodyOrNothing is One {
    address internal guard;

    constructor(address r) One(r) {}

    function setGuard(address g) external onlyBoss {
        guard = g;
    }

    function close() external {
        (bool ok, bytes memory said) = guard.staticcall(abi.encodeWithSignature("check(address)", msg.sender));
        require(ok && (said.length == 0 || abi.decode(said, (bool))));
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Merkle with a leaf that is given.
library MerkleProof {
    function verify(bytes32[] memory proof, bytes32 root, bytes32 leaf) internal pure returns (bool) {
        bytes32 h = leaf;
        for (uint256 i = 0; i < proof.length; i++) h = keccak256(abi.encode(h, proof[i]));
        return h == root;
    }
}

contract Leaf is One {
    bytes32 internal root;

    constructor(address r) One(r) {}

    function plant(bytes32 x) external onlyBoss {
        root = x;
    }

    function close(bytes32[] calldata proof, bytes32 leaf) external {
        require(MerkleProof.verify(proof, root, leaf));
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract LeafOfSender is One {
    bytes32 internal root;

    constructor(address r) One(r) {}

    function plant(bytes32 x) external onlyBoss {
        root = x;
    }

    function close(bytes32[] calldata proof) external {
        require(MerkleProof.verify(proof, root, keccak256(abi.encode(msg.sender))));
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=p
    }
}

// 1271: whom the caller names says yes.
interface I1271 {
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4);
}

contract Wallet is One {
    bytes4 internal constant MAGIC = 0x1626ba7e;

    constructor(address r) One(r) {}

    function close(I1271 wallet, bytes32 h, bytes calldata s) external {
        require(wallet.isValidSignature(h, s) == MAGIC);
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=v
    }
}

contract WalletOfBoss is One {
    bytes4 internal constant MAGIC = 0x1626ba7e;

    constructor(address r) One(r) {}

    function close(bytes32 h, bytes calldata s) external {
        require(I1271(boss).isValidSignature(h, s) == MAGIC);
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Sender signs for himself.
contract SelfSigned is One {
    constructor(address r) One(r) {}

    function close(bytes32 h, uint8 v, bytes32 r, bytes32 s) external {
        require(ecrecover(h, v, r, s) == msg.sender);
        uint256 id = _shut();
        ai.closeUserSession(id); //! CTRL=v
    }
}

// A tree of hashes that is climbed by hand: it tells who comes where the leaf is made of him on every way.
abstract contract Climbs is Desk {
    bytes32 internal root;
    uint256 internal id;
    constructor() { id = _paid(); }
    function plant(bytes32 to) external onlyBoss { root = to; }
    function _up(bytes32[] calldata proof, bytes32 h) internal pure returns (bytes32) {
        for (uint256 i = 0; i < proof.length; i++)
            h = h < proof[i] ? keccak256(abi.encode(h, proof[i])) : keccak256(abi.encode(proof[i], h));
        return h;
    }
}

contract ClimbsFromSender is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof, uint256 share) external {
        require(_up(proof, keccak256(abi.encodePacked(msg.sender, share))) == root);
        ai.closeUserSession(id); //! CTRL=p
        id = 0;
    }
}

contract ClimbsFromAnyLeaf is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof, bytes32 leaf) external {
        require(_up(proof, leaf) == root);
        ai.closeUserSession(id); //! CTRL=v
        id = 0;
    }
}

contract ClimbsFromSomebody is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof, address who) external {
        require(_up(proof, keccak256(abi.encode(who))) == root);
        ai.closeUserSession(id); //! CTRL=v
        id = 0;
    }
}

contract ClimbsFromPartOfSender is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof) external {
        require(_up(proof, keccak256(abi.encode(uint16(uint160(msg.sender))))) == root);
        ai.closeUserSession(id); //! CTRL=v
        id = 0;
    }
}

contract ClimbsAtTimes is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof, bytes32 leaf) external {
        bytes32 from = leaf;
        if (proof.length > 3) from = keccak256(abi.encode(msg.sender));
        require(_up(proof, from) == root);
        ai.closeUserSession(id); //! CTRL=v
        id = 0;
    }
}

contract ClimbsFromNothing is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof) external {
        bytes32 h;
        for (uint256 i = 0; i < proof.length; i++) h = keccak256(abi.encode(h, proof[i]));
        require(h == root);
        ai.closeUserSession(id); //! CTRL=v
        id = 0;
    }
}

contract ClimbsToAnyRoot is Climbs {
    constructor(address router) Desk(router) {}
    function close(bytes32[] calldata proof, bytes32 top) external {
        require(_up(proof, keccak256(abi.encode(msg.sender))) == top);
        ai.closeUserSession(id); //! CTRL=v
        id = 0;
    }
}
