// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Who sends away a token says whose it is, and has to be right.
abstract contract Titles is Desk {
    mapping(uint256 => address) public ownerOf;
    mapping(uint256 => address) public getApproved;
    mapping(address => mapping(address => bool)) public isApprovedForAll;
    mapping(uint256 => uint256) internal sessionOf;
    uint256 internal supply;

    constructor(address router) Desk(router) {}

    function mint() external {
        ownerOf[++supply] = msg.sender;
        sessionOf[supply] = _paid();
    }

    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[msg.sender][operator] = approved;
    }

    function _take(uint256 token) internal returns (uint256 id) {
        require(ownerOf[token] == msg.sender, "not yours");
        id = sessionOf[token];
        require(id != 0, "none");
        delete ownerOf[token];
        delete getApproved[token];
        delete sessionOf[token];
    }
}

contract FromItsOwner is Titles {
    constructor(address router) Titles(router) {}

    function approve(address spender, uint256 token) external {
        address owner = ownerOf[token];
        require(msg.sender == owner || isApprovedForAll[owner][msg.sender], "not authorized");
        getApproved[token] = spender;
    }

    function transferFrom(address from, address to, uint256 token) external {
        require(from == ownerOf[token], "wrong from");
        require(
            msg.sender == from || isApprovedForAll[from][msg.sender] || msg.sender == getApproved[token],
            "not authorized"
        );
        ownerOf[token] = to;
        delete getApproved[token];
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=p NCT=p
    }
}

contract FromWhomItSays is Titles {
    constructor(address router) Titles(router) {}

    function transferFrom(address from, address to, uint256 token) external {
        if (msg.sender != from || from != ownerOf[token]) revert();
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=p
    }
}

contract FromOwnerOfAnother is Titles {
    constructor(address router) Titles(router) {}

    function transferFrom(address from, address to, uint256 token, uint256 other) external {
        require(from == ownerOf[other] && msg.sender == from, "wrong from");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract FromWhomPerhaps is Titles {
    constructor(address router) Titles(router) {}

    function transferFrom(address from, address to, uint256 token, bool carefully) external {
        if (carefully) require(from == ownerOf[token], "wrong from");
        require(msg.sender == from, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract FromOneOrTheOther is Titles {
    constructor(address router) Titles(router) {}

    function transferFrom(address from, address to, uint256 token) external {
        require(from == ownerOf[token] || from == msg.sender, "wrong from");
        require(msg.sender == from, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract FromWhomElse is Titles {
    constructor(address router) Titles(router) {}

    function transferFrom(address from, address to, uint256 token) external {
        require(from == ownerOf[token], "wrong from");
        from = msg.sender;
        require(msg.sender == from, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

// What was written just now is no check.
contract LookedAtLate is Titles {
    constructor(address router) Titles(router) {}

    function transferFrom(address from, address to, uint256 token) external {
        require(msg.sender == from, "not you");
        ownerOf[token] = to;
        require(from == ownerOf[token], "wrong from");
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract TakenFirst is Titles {
    constructor(address router) Titles(router) {}

    function give(address to, uint256 token) external {
        ownerOf[token] = msg.sender;
        require(ownerOf[token] == msg.sender, "not yours");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract TakenByAHelper is Titles {
    constructor(address router) Titles(router) {}

    function _note(uint256 token, address whose) private {
        ownerOf[token] = whose;
    }

    function _isMine(uint256 token) private view returns (bool) {
        return ownerOf[token] == msg.sender;
    }

    function take(uint256 token) external {
        _note(token, msg.sender);
        require(_isMine(token), "not yours");
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

// Of something else, a check may come late.
contract CheckedLate is Titles {
    mapping(uint256 => uint256) internal moved;

    constructor(address router) Titles(router) {}

    function give(address to, uint256 token) external {
        moved[token]++;
        require(ownerOf[token] == msg.sender, "not yours");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=p
    }
}

// A modifier looks whose it is.
contract AskedByAModifier is Titles {
    constructor(address router) Titles(router) {}

    modifier ownedBy(address from, uint256 token) {
        require(ownerOf[token] == from, "wrong from");
        _;
    }

    function transferFrom(address from, address to, uint256 token, uint256 other) external ownedBy(from, token) {
        require(msg.sender == from && other != token, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=p
    }
}

contract AskedByAModifierOfTheNew is Titles {
    constructor(address router) Titles(router) {}

    modifier ownedBy(address from, uint256 token) {
        _;
        require(ownerOf[token] == from, "wrong from");
    }

    function transferFrom(address from, address to, uint256 token, uint256 other) external ownedBy(to, token) {
        require(msg.sender == from && other != token, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract AskedByAModifierAfterwards is Titles {
    constructor(address router) Titles(router) {}

    modifier ownedBy(address from, uint256 token) {
        _;
        require(ownerOf[token] == from, "wrong from");
    }

    function transferFrom(address from, address to, uint256 token, uint256 other) external ownedBy(from, token) {
        require(msg.sender == from && other != token, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract AskedByAModifierOfAnother is Titles {
    constructor(address router) Titles(router) {}

    modifier ownedBy(address from, uint256 token) {
        require(ownerOf[token] == from, "wrong from");
        _;
    }

    function transferFrom(address from, address to, uint256 token, uint256 other) external ownedBy(from, other) {
        require(msg.sender == from && other != token, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract AskedByAModifierPerhaps is Titles {
    constructor(address router) Titles(router) {}

    modifier ownedBy(address from, uint256 token) {
        if (token > 5) require(ownerOf[token] == from, "wrong from");
        _;
    }

    function transferFrom(address from, address to, uint256 token, uint256 other) external ownedBy(from, token) {
        require(msg.sender == from && other != token, "not you");
        ownerOf[token] = to;
    }

    function burn(uint256 token) external {
        ai.closeUserSession(_take(token)); //! CTRL=v
    }
}

contract TakenOver is Desk {
    address internal chief = msg.sender;
    uint256 internal session;

    constructor(address router) Desk(router) {}

    modifier onlyChief() {
        require(msg.sender == chief, "not the chief");
        _;
    }

    function open() external onlyChief {
        require(session == 0, "open");
        session = _paid();
    }

    function take() external {
        chief = msg.sender;
        require(chief == msg.sender, "not the chief");
    }

    function close() external onlyChief {
        uint256 id = session;
        require(id != 0, "none");
        session = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}
