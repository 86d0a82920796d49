// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// A pointer that assembly sets names what lies at its slot, whatever else is called so; where that
// is not told, it may name anything.

struct Number {
    uint256 value;
}

struct Person {
    address who;
}

struct Pair {
    uint256 id;
    bool over;
}

library Anywhere {
    function number(uint256 slot) internal pure returns (Number storage found) {
        assembly {
            found.slot := slot
        }
    }

    function person(uint256 slot) internal pure returns (Person storage found) {
        assembly {
            found.slot := slot
        }
    }

    function pair(bytes32 slot) internal pure returns (Pair storage found) {
        assembly {
            found.slot := slot
        }
    }

    function write(uint256 slot, uint256 value) internal {
        assembly {
            sstore(slot, value)
        }
    }
}

abstract contract OneId is Desk {
    uint256 internal id;

    constructor(address router) Desk(router) {
        id = _paid();
    }
}

contract WrittenSlotWrong is OneId {
    constructor(address router) OneId(router) {}

    function tune(uint256 value) external {
        Anywhere.number(1).value = value;
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=u
    }
}

contract GivenSlotWrong is OneId {
    constructor(address router) OneId(router) {}

    function tune(uint256 slot) external {
        Number storage any;
        assembly {
            any.slot := slot
        }
        delete any.value;
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=u
    }
}

contract ByHandInsideWrong is OneId {
    constructor(address router) OneId(router) {}

    function tune(uint256 slot, uint256 value) external {
        Anywhere.write(slot, value);
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=u
    }
}

contract ByHandFarRight is OneId {
    bytes32 private constant LEVEL = keccak256("level");

    constructor(address router) OneId(router) {}

    function tune(uint256 value) external {
        Anywhere.write(uint256(LEVEL), value);
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=p
    }
}

contract PushedSomewhereWrong is Desk {
    uint256[] private open;
    uint256 private id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function grow(uint256 slot) external {
        uint256[] storage any = open;
        assembly {
            any.slot := slot
        }
        any.push();
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=u
    }
}

contract StoredSlotWrong is OneId {
    uint256 private pinned = 77;

    constructor(address router) OneId(router) {}

    function pin(uint256 slot) external onlyBoss {
        pinned = slot;
    }

    function tune(uint256 value) external {
        Anywhere.number(pinned).value = value;
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=u
    }
}

contract ElementBySlotWrong is Desk {
    uint256[] private ids;
    uint256 private constant FIRST = uint256(keccak256(abi.encode(uint256(1))));

    constructor(address router) Desk(router) {
        ids.push(_paid());
    }

    function tune() external {
        Anywhere.number(FIRST).value = 0;
    }

    function ask() external onlyBoss {
        _put(ids[0]); //! VAL=u
    }
}

contract BelowKeyBySlotWrong is Desk {
    mapping(uint256 => bool) private over;
    uint256 private id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function tune() external {
        Anywhere.number(uint256(keccak256(abi.encode(uint256(3), uint256(1))))).value = 0;
    }

    function end() external onlyBoss {
        require(!over[3], "over");
        over[3] = true;
        ai.closeUserSession(id); //! NCT=u
    }
}

abstract contract Two is Desk {
    bytes32 internal constant HERE = keccak256("here");

    constructor(address router) Desk(router) {
        Anywhere.pair(HERE).id = _paid();
    }

    function _over() internal returns (uint256) {
        Pair storage here = Anywhere.pair(HERE);
        require(!here.over, "over");
        here.over = true;
        return here.id;
    }
}

contract NextDoorWrong is Two {
    constructor(address router) Two(router) {}

    function tune() external {
        Anywhere.pair(bytes32(uint256(HERE) + 1)).id = 0;
    }

    function end() external onlyBoss {
        ai.closeUserSession(_over()); //! NCT=u
    }
}

contract OneFurtherRight is Two {
    constructor(address router) Two(router) {}

    function tune() external {
        Anywhere.pair(bytes32(uint256(HERE) + 2)).id = 0;
    }

    function end() external onlyBoss {
        ai.closeUserSession(_over()); //! NCT=p
    }
}

contract ElsewhereRight is Two {
    bytes32 private constant THERE =
        keccak256(abi.encode(uint256(keccak256("there.storage")) - 1)) & ~bytes32(uint256(0xff));

    constructor(address router) Two(router) {}

    function tune() external {
        Anywhere.pair(THERE).over = false;
    }

    function end() external onlyBoss {
        ai.closeUserSession(_over()); //! NCT=p
    }
}

library Here {
    bytes32 private constant SLOT = 0x1c8f2a9be04d7756d3a1095bc6e7f8120a4bd3c59e6f7081920a3b4c5d6e7f00;

    function pair() internal pure returns (Pair storage found) {
        return Anywhere.pair(SLOT);
    }
}

library There {
    bytes32 private constant PLACE = 0x1c8f2a9be04d7756d3a1095bc6e7f8120a4bd3c59e6f7081920a3b4c5d6e7f00;

    function pair() internal pure returns (Pair storage found) {
        return Anywhere.pair(PLACE);
    }

    function number() internal pure returns (Number storage found) {
        return Anywhere.number(uint256(PLACE));
    }
}

contract OnePlaceTwoNamesRight is Desk {
    constructor(address router) Desk(router) {
        Here.pair().id = _paid();
    }

    function end() external onlyBoss {
        uint256 id = There.pair().id;
        require(id != 0, "none");
        Here.pair().id = 0;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

contract OnePlaceTwoNamesWrong is Desk {
    constructor(address router) Desk(router) {
        Here.pair().id = _paid();
    }

    function again() external {
        There.pair().over = false;
    }

    function end() external onlyBoss {
        require(!Here.pair().over, "over");
        Here.pair().over = true;
        ai.closeUserSession(Here.pair().id); //! NCT=v
    }
}

contract OnePlaceTwoSortsWrong is Desk {
    constructor(address router) Desk(router) {
        Here.pair().id = _paid();
    }

    function again(uint256 value) external {
        There.number().value = value;
    }

    function ask() external onlyBoss {
        _put(Here.pair().id); //! VAL=u
    }
}

contract MovedOntoAnotherWrong is Desk {
    mapping(uint256 => bool) private over;
    mapping(uint256 => bool) private noted;
    mapping(uint256 => uint256) private ids;

    constructor(address router) Desk(router) {}

    function open(uint256 at) external onlyBoss {
        require(ids[at] == 0, "open");
        ids[at] = _paid();
    }

    function note(uint256 at) external {
        mapping(uint256 => bool) storage notes = noted;
        assembly {
            notes.slot := over.slot
        }
        notes[at] = false;
    }

    function end(uint256 at) external onlyBoss {
        require(ids[at] != 0 && !over[at], "over");
        over[at] = true;
        ai.closeUserSession(ids[at]); //! NCT=v
    }
}

contract MovedOntoItselfRight is Desk {
    mapping(uint256 => bool) private over;
    mapping(uint256 => bool) private noted;
    mapping(uint256 => uint256) private ids;

    constructor(address router) Desk(router) {}

    function open(uint256 at) external onlyBoss {
        require(ids[at] == 0, "open");
        ids[at] = _paid();
    }

    function note(uint256 at) external {
        mapping(uint256 => bool) storage notes = over;
        assembly {
            notes.slot := noted.slot
        }
        notes[at] = false;
    }

    function end(uint256 at) external onlyBoss {
        require(ids[at] != 0 && !over[at], "over");
        over[at] = true;
        ai.closeUserSession(ids[at]); //! NCT=p
    }
}

contract BossBySlotWrong is Desk {
    address private keeper = msg.sender;
    uint256 private id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function name(address who) external {
        Anywhere.person(1).who = who;
    }

    function end() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 ended = id;
        id = 0;
        ai.closeUserSession(ended); //! CTRL=u
    }
}

contract BossByHandRight is Desk {
    address private keeper = msg.sender;
    uint256 private id;

    constructor(address router) Desk(router) {
        id = _paid();
    }

    function name(uint256 slot, uint256 value) external onlyBoss {
        Anywhere.write(slot, value);
    }

    function end() external {
        require(msg.sender == keeper, "not the keeper");
        uint256 ended = id;
        id = 0;
        ai.closeUserSession(ended); //! CTRL=p
    }
}

contract SlotOfFunctionRight is OneId {
    constructor(address router) OneId(router) {}

    function _at() internal pure virtual returns (bytes32) {
        return keccak256("tuning");
    }

    function tune(uint256 value) external {
        Anywhere.number(uint256(_at())).value = value;
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=p
    }
}

// On one way what the local was before is what is named.
contract SlotOfFunctionWrong is OneId {
    constructor(address router) OneId(router) {}

    function _at(bool far) internal pure returns (bytes32 at) {
        at = bytes32(uint256(1));
        if (far) at = keccak256("tuning");
    }

    function tune(bool far, uint256 value) external {
        Anywhere.number(uint256(_at(far))).value = value;
    }

    function ask() external onlyBoss {
        _put(id); //! VAL=u
    }
}

// What stands in a word that no variable is can be an ID, which nothing follows.

abstract contract Unnamed is Desk {
    bytes32 private constant WHERE = keccak256("where");

    constructor(address router) Desk(router) {}

    function _keep(uint256 id) internal {
        bytes32 where = WHERE;
        assembly {
            sstore(where, id)
        }
    }

    function _kept() internal view returns (uint256 id) {
        bytes32 where = WHERE;
        assembly {
            id := sload(where)
        }
    }
}

contract UnnamedWrong is Unnamed {
    constructor(address router) Unnamed(router) {
        _keep(_paid());
    }

    function end() external onlyBoss {
        uint256 id = _kept();
        require(id != 0, "none");
        ai.closeUserSession(id); //! NCT=u
    }
}

contract AnywhereKeptWrong is Desk {
    constructor(address router) Desk(router) {}

    function open(uint256 slot) external onlyBoss {
        require(Anywhere.number(slot).value == 0, "taken");
        Anywhere.number(slot).value = _paid(); //! LOST=u
    }

    function end(uint256 slot) external onlyBoss {
        uint256 id;
        assembly {
            id := sload(slot)
        }
        ai.closeUserSession(id); //! NCT=u VAL=u
    }
}

contract WrittenOverWrong is OneId {
    constructor(address router) OneId(router) {}

    function tune(uint256 slot) external onlyBoss {
        assembly {
            sstore(slot, 0) //! LOST=u
        }
    }
}

contract PoppedSomewhereWrong is OneId {
    uint256[] private list;

    constructor(address router) OneId(router) {}

    function tune(uint256 slot) external onlyBoss {
        uint256[] storage any = list;
        assembly {
            any.slot := slot
        }
        any.pop(); //! LOST=u
    }
}
