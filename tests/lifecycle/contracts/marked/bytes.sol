// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Bytes and texts that code reaches into are arrays of bytes: what writes the whole, adds or
// removes, reaches each byte.
abstract contract Numbered is Desk {
    uint256[8] internal ids;

    function open(uint256 k) external onlyBoss {
        require(ids[k] == 0, "open");
        ids[k] = _paid();
    }
}

contract TickedOnce is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function more() external onlyBoss {
        done.push();
    }
}

contract WipedAnew is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function wipe() external onlyBoss {
        done = new bytes(8);
    }
}

contract WipedLonger is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=u VAL=p
    }

    function wipe() external onlyBoss {
        done = new bytes(done.length * 2);
    }
}

contract Given is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function load(bytes calldata given) external onlyBoss {
        done = given;
    }
}

contract PartGiven is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function load(bytes calldata given) external onlyBoss {
        done = given[1:];
    }
}

contract LastAnew is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew() external onlyBoss {
        done.pop();
        done.push();
    }
}

contract LastMarked is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function renew() external onlyBoss {
        done.pop();
        done.push(0x01);
    }
}

contract LastAnewByPointer is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function _renew(bytes storage list) internal {
        list.pop();
        list.push();
    }

    function renew() external onlyBoss {
        _renew(done);
    }
}

contract FirstKept is Numbered {
    bytes internal done = "ab";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[1] == 'b', "closed");
        done[1] = 0;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function renew() external onlyBoss {
        done = hex"6163";
    }
}

contract SecondAnew is Numbered {
    bytes internal done = "ab";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[1] == 'b', "closed");
        done[1] = 0;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew() external onlyBoss {
        done = hex"6362";
    }
}

contract TextAnew is Numbered {
    string internal done = "........";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && bytes(done)[k] == '.', "closed");
        bytes(done)[k] = 'x';
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew() external onlyBoss {
        done = string.concat('....', '....');
    }
}

contract TextShut is Numbered {
    string internal done = "........";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && bytes(done)[k] == '.', "closed");
        bytes(done)[k] = 'x';
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function shut() external onlyBoss {
        done = string.concat('xxxx', 'xxxx');
    }
}

contract TextFromAnother is Numbered {
    string internal done = "........";
    string internal blank = "........";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && bytes(done)[k] == '.', "closed");
        bytes(done)[k] = 'x';
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew() external onlyBoss {
        done = blank;
    }
}

contract TextFromMarked is Numbered {
    string internal done = "........";
    string internal marked = "xxxxxxxx";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && bytes(done)[k] == '.', "closed");
        bytes(done)[k] = 'x';
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function shut() external onlyBoss {
        done = marked;
    }
}

contract BelowKey is Numbered {
    mapping(uint256 => bytes) internal done;

    constructor(address router) Desk(router) {
        done[1] = new bytes(8);
    }

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[1][k] == 0, "closed");
        done[1][k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew(uint256 j) external onlyBoss {
        done[j] = new bytes(8);
    }
}

contract BelowOtherKeys is Numbered {
    mapping(uint256 => bytes) internal done;

    constructor(address router) Desk(router) {
        done[1] = new bytes(8);
    }

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[1][k] == 0, "closed");
        done[1][k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function renew(uint256 j) external onlyBoss {
        require(j != 1);
        done[j] = new bytes(8);
    }
}

contract WrittenAtOtherKey is Numbered {
    mapping(uint256 => bytes) internal done;

    constructor(address router) Desk(router) {}

    function close(uint256 k, uint256 j) external onlyBoss {
        done[j] = "a";
        require(ids[k] != 0 && done[j][0] == "a", "closed");
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }
}

contract InRecord is Numbered {
    struct Book {
        uint256 year;
        bytes pages;
    }
    Book internal done;

    constructor(address router) Desk(router) {
        done.pages = new bytes(8);
    }

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done.pages[k] == 0, "closed");
        done.pages[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=u VAL=p
    }

    function renew() external onlyBoss {
        done = Book(1, new bytes(8));
    }
}

contract InRecordKept is Numbered {
    struct Book {
        uint256 year;
        bytes pages;
    }
    Book internal done;

    constructor(address router) Desk(router) {
        done.pages = new bytes(8);
    }

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done.pages[k] == 0, "closed");
        done.pages[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function renew() external onlyBoss {
        done.year++;
    }
}

contract Deleted is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function end() external onlyBoss {
        delete done;
    }
}

contract DeletedAndAnew is Numbered {
    bytes internal done = new bytes(8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 0x01;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function end() external onlyBoss {
        delete done;
        done.push();
    }
}

contract AtTwoKeys is Numbered {
    mapping(uint256 => bytes) internal done;

    constructor(address router) Desk(router) {
        done[1] = new bytes(8);
        done[2] = new bytes(8);
    }

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[1][k] == 0 && done[2][k] == 0, "closed");
        ai.closeUserSession(ids[k]); //! NCT=u VAL=p
    }
}

// Of bytes that are compared as a whole as well as taken apart, the whole is not known.

contract ComparedWhole is Numbered {
    bytes internal done = "b";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && keccak256(done) == keccak256("b"), "closed");
        done[0] = "a";
        ai.closeUserSession(ids[k]); //! NCT=u VAL=p
    }
}

contract ComparedOnly is Numbered {
    string internal done = "b";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && keccak256(abi.encodePacked(done)) == keccak256("b"), "closed");
        done = "a";
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }
}

contract ComparedOnlyAndGiven is Numbered {
    string internal done = "b";

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && keccak256(abi.encodePacked(done)) == keccak256("b"), "closed");
        done = "a";
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function load(string calldata given) external onlyBoss {
        done = given;
    }
}

// In memory, bytes have elements, too.

contract TextInMemory is Numbered {
    bytes internal done;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        bytes memory text = bytes.concat("a", "b");
        require(ids[k] != 0 && text[1] == "b", "closed");
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }
}

contract TextNeverSo is Numbered {
    bytes internal done;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        bytes memory text = new bytes(8);
        require(done.length == 0);
        require(ids[k] != 0 && text[k] == 0 && text[1] == 0, "closed");
        done.push();
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }
}

contract PackedInMemory is Numbered {
    bytes internal done;

    constructor(address router) Desk(router) {}

    function close(uint256 k, uint8 x) external onlyBoss {
        bytes memory text = abi.encodePacked(x);
        require(ids[k] != 0 && text[0] == 0x01, "closed");
        ai.closeUserSession(ids[k]); //! NCT=u VAL=p
    }
}

// Pointers name what they point to.

contract ListByPointer is Numbered {
    bool[] internal done = new bool[](8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && !done[k], "closed");
        done[k] = true;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function _renew(bool[] storage list, uint256 k) internal {
        list[k] = false;
    }

    function renew(uint256 k) external onlyBoss {
        _renew(done, k);
    }
}

contract MappingByPointer is Numbered {
    mapping(uint256 => bool) internal done;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && !done[k], "closed");
        done[k] = true;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew(uint256 k) external onlyBoss {
        mapping(uint256 => bool) storage table = done;
        table[k] = false;
    }
}

contract AnotherByPointer is Numbered {
    mapping(uint256 => bool) internal done;
    mapping(uint256 => bool) internal other;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && !done[k], "closed");
        done[k] = true;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function renew(uint256 k) external onlyBoss {
        mapping(uint256 => bool) storage table = other;
        table[k] = false;
    }
}

contract ListFromBlank is Numbered {
    bool[8] internal done;
    bool[8] internal blank;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && !done[k], "closed");
        done[k] = true;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew() external onlyBoss {
        done = blank;
    }
}

contract ListFromMarked is Numbered {
    bool[8] internal done;
    bool[8] internal marked;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && !done[k], "closed");
        done[k] = true;
        ai.closeUserSession(ids[k]); //! NCT=p VAL=p
    }

    function mark(uint256 k) external onlyBoss {
        marked[k] = true;
    }

    function shut(uint256 k) external onlyBoss {
        require(marked[k]);
        done[k] = marked[k];
    }
}

contract ListGiven is Numbered {
    uint8[] internal done = new uint8[](8);

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && done[k] == 0, "closed");
        done[k] = 1;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function load(uint8[] calldata given) external onlyBoss {
        done = given;
    }
}

contract RecordWithList is Numbered {
    struct Book {
        uint256 year;
        bool[8] pages;
    }
    Book internal done;

    constructor(address router) Desk(router) {}

    function close(uint256 k) external onlyBoss {
        require(ids[k] != 0 && !done.pages[k], "closed");
        done.pages[k] = true;
        ai.closeUserSession(ids[k]); //! NCT=v VAL=p
    }

    function renew() external onlyBoss {
        bool[8] memory fresh;
        done = Book(done.year + 1, fresh);
    }
}
