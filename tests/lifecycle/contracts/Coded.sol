// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../contracts/support/Consumer.sol";

// What storage holds is made of the ID, and read back, in ways that are not followed.
contract Shifted is Consumer {
    uint256 public word;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        word = (_start(amount) << 1) | 1;
    }

    function close() external onlyOwner {
        require(word & 1 == 1, "none");
        ai.closeUserSession(word >> 1);
    }
}

contract Encoded is Consumer {
    bytes public word;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        word = abi.encode(_start(amount), msg.sender);
    }

    function close() external onlyOwner {
        (uint256 id,) = abi.decode(word, (uint256, address));
        ai.closeUserSession(id);
    }
}

contract Truncated is Consumer {
    uint8 public word;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(word == 0, "open");
        word = uint8(_start(amount));
    }

    function close() external onlyOwner {
        uint256 id = word;
        require(id != 0, "none");
        word = 0;
        ai.closeUserSession(id);
    }
}

// A number that holds every ID there will be is as good as the ID, and so is one that a
// detour over bytes has left as it was.
contract Narrowed is Consumer {
    uint64 public word;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(word == 0, "open");
        bytes memory packed = abi.encode(_start(amount) & type(uint64).max);
        word = uint64(abi.decode(packed, (uint256)));
    }

    function close() external onlyOwner {
        uint256 id = word;
        require(id != 0, "none");
        word = 0;
        ai.closeUserSession(id);
    }
}

// Each ID leads to the next.
contract Linked is Consumer {
    mapping(uint256 => uint256) public next;
    uint256 public head;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        uint256 id = _start(amount);
        next[id] = head;
        head = id;
    }

    function closeAll() external onlyOwner {
        uint256 id = head;
        head = 0;
        while (id != 0) {
            ai.closeUserSession(id);
            id = next[id];
        }
    }
}
