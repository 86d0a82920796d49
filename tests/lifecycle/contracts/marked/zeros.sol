// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Numbers begin at 0: who has none gets the first one's.
contract NumberedFromZero is Desk {
    mapping(address => uint256) internal numberOf;
    mapping(uint256 => uint256) internal sessionAt;
    uint256 internal count;
    constructor(address router) Desk(router) {}
    function open() external { numberOf[msg.sender] = count; sessionAt[count] = _paid(); count++; }
    function close() external {
        uint256 id = sessionAt[numberOf[msg.sender]];
        require(id != 0, "none");
        delete sessionAt[numberOf[msg.sender]];
        ai.closeUserSession(id); //! CTRL=v NCT=p VAL=p
    }
}

// A key that is not 0, cut to 8 bits, may be.
contract CutToZero is Desk {
    mapping(address => uint8) internal roomOf;
    mapping(uint8 => uint256) internal sessionAt;
    constructor(address router) Desk(router) {}
    function open(uint256 n) external {
        require(n != 0 && sessionAt[uint8(n)] == 0, "taken");
        roomOf[msg.sender] = uint8(n);
        sessionAt[uint8(n)] = _paid();
    }
    function close() external {
        uint256 id = sessionAt[roomOf[msg.sender]];
        require(id != 0, "none");
        delete sessionAt[roomOf[msg.sender]];
        ai.closeUserSession(id); //! CTRL=v NCT=p VAL=p
    }
}

// A key that is 1 more than another may come round to 0.
contract RoundToZero is Desk {
    mapping(address => uint256) internal roomOf;
    mapping(uint256 => uint256) internal sessionAt;
    constructor(address router) Desk(router) {}
    function open(uint256 n) external {
        unchecked { n = n + 1; }
        require(sessionAt[n] == 0, "taken");
        roomOf[msg.sender] = n;
        sessionAt[n] = _paid();
    }
    function close() external {
        uint256 id = sessionAt[roomOf[msg.sender]];
        require(id != 0, "none");
        delete sessionAt[roomOf[msg.sender]];
        ai.closeUserSession(id); //! CTRL=v NCT=p VAL=p
    }
}

// What is moved may be moved to 0, from where any stranger's request takes it.
contract MovedToZero is Desk {
    mapping(address => uint256) internal own;
    mapping(bytes32 => address) internal askerOf;
    constructor(address router) Desk(router) {}
    function open() external { require(own[msg.sender] == 0); own[msg.sender] = _paid(); }
    function move(address to) external {
        require(own[to] == 0 && to != msg.sender, "taken");
        own[to] = own[msg.sender];
        delete own[msg.sender];
    }
    function ask() external { require(own[msg.sender] != 0); askerOf[_put(own[msg.sender], this.hear.selector)] = msg.sender; }
    function hear(bytes32 request) external onlyDtn {
        address who = askerOf[request];
        uint256 id = own[who];
        require(id != 0, "none");
        delete own[who];
        ai.closeUserSession(id); //! CTRL=v NCT=p VAL=p
    }
}

contract NeverAtZero is Desk {
    mapping(address => uint256) internal own;
    mapping(bytes32 => address) internal askerOf;
    constructor(address router) Desk(router) {}
    function open() external { require(own[msg.sender] == 0); own[msg.sender] = _paid(); }
    function ask() external { require(own[msg.sender] != 0); askerOf[_put(own[msg.sender], this.hear.selector)] = msg.sender; }
    function hear(bytes32 request) external onlyDtn {
        address who = askerOf[request];
        uint256 id = own[who];
        require(id != 0, "none");
        delete own[who];
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

// Whoever signed wrongly is nobody, and opens for nobody.
contract SignedByNobody is Desk {
    mapping(address => uint256) internal own;
    mapping(bytes32 => address) internal askerOf;
    constructor(address router) Desk(router) {}
    function open(bytes32 word, uint8 v, bytes32 r, bytes32 s) external {
        address who = ecrecover(word, v, r, s);
        require(own[who] == 0);
        own[who] = _paid();
    }
    function ask() external { require(own[msg.sender] != 0); askerOf[_put(own[msg.sender], this.hear.selector)] = msg.sender; }
    function hear(bytes32 request) external onlyDtn {
        address who = askerOf[request];
        uint256 id = own[who];
        if (id == 0) return;
        delete own[who];
        ai.closeUserSession(id); //! CTRL=v NCT=p VAL=p
    }
}
