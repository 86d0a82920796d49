// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// A library's public functions run by a message, as this contract's code: what lies in memory
// goes there and comes back as a copy, what lies in storage is meant itself.

struct Slip {
    uint256 id;
    bool open;
}

struct Sheaf {
    Slip slip;
    uint256 note;
}

library Further {
    function shut(Slip memory slip) public pure {
        slip.open = false;
    }

    function shutThere(Slip storage slip) public {
        slip.open = false;
    }
}

library Linked {
    function shut(Slip memory slip) public pure {
        slip.open = false;
    }

    function shutInside(Sheaf memory sheaf) external pure {
        sheaf.slip.open = false;
    }

    function shutThere(Slip storage slip) public {
        require(slip.open, "shut");
        slip.open = false;
    }

    function shutAndGive(Slip memory slip) public pure returns (Slip memory) {
        require(slip.open, "shut");
        shut(slip);
        return slip;
    }

    function shutFurther(Slip memory slip) external pure returns (bool) {
        Further.shut(slip);
        return slip.open;
    }

    function shutThereFurther(Slip storage slip) external {
        require(slip.open, "shut");
        Further.shutThere(slip);
    }

    function same(Slip memory slip) external pure returns (Slip memory, Slip memory) {
        return (slip, slip);
    }

    function check(Slip calldata slip) external pure returns (uint256) {
        require(slip.open, "shut");
        return slip.id;
    }

    function pick(Sheaf storage sheaf) external view returns (Slip storage) {
        return sheaf.slip;
    }

    function leave(Slip memory slip) external pure {
        slip.open = false;
        assembly {
            return(0, 0)
        }
    }
}

library Inlined {
    function shut(Slip memory slip) internal pure {
        slip.open = false;
    }

    function same(Slip memory slip) internal pure returns (Slip memory, Slip memory) {
        return (slip, slip);
    }
}

abstract contract Kept is Desk {
    Slip internal kept;

    constructor(address router) Desk(router) {
        kept = Slip(_paid(), true);
    }
}

contract GivenWrong is Kept {
    using Linked for Slip;

    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        require(kept.open, "shut");
        kept.shut();
        ai.closeUserSession(kept.id); //! NCT=v VAL=p
    }
}

contract GivenThereRight is Kept {
    using Linked for Slip;

    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        kept.shutThere();
        ai.closeUserSession(kept.id); //! NCT=p VAL=p
    }
}

contract WrittenBackWrong is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        Slip memory slip = kept;
        require(slip.open, "shut");
        Linked.shut(slip);
        kept = slip;
        ai.closeUserSession(kept.id); //! NCT=v VAL=p
    }
}

contract WrittenBackRight is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        Slip memory slip = kept;
        require(slip.open, "shut");
        Inlined.shut(slip);
        kept = slip;
        ai.closeUserSession(kept.id); //! NCT=p VAL=p
    }
}

contract InsideWrong is Desk {
    Sheaf internal kept;

    constructor(address router) Desk(router) {
        kept.slip = Slip(_paid(), true);
    }

    function close() external onlyBoss {
        Sheaf memory sheaf = kept;
        require(sheaf.slip.open, "shut");
        Linked.shutInside(sheaf);
        kept.slip.open = sheaf.slip.open;
        ai.closeUserSession(kept.slip.id); //! NCT=v VAL=p
    }
}

contract GivenBackRight is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        kept = Linked.shutAndGive(kept);
        ai.closeUserSession(kept.id); //! NCT=p VAL=p
    }
}

contract FurtherWrong is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        require(kept.open, "shut");
        kept.open = Linked.shutFurther(kept);
        ai.closeUserSession(kept.id); //! NCT=v VAL=p
    }
}

contract FurtherThereRight is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        Linked.shutThereFurther(kept);
        ai.closeUserSession(kept.id); //! NCT=p VAL=p
    }
}

contract TwoResultsWrong is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        (Slip memory one, Slip memory other) = Linked.same(kept);
        require(one.open, "shut");
        one.open = false;
        kept = other;
        ai.closeUserSession(kept.id); //! NCT=v VAL=p
    }
}

contract TwoResultsRight is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        (Slip memory one, Slip memory other) = Inlined.same(kept);
        require(one.open, "shut");
        one.open = false;
        kept = other;
        ai.closeUserSession(kept.id); //! NCT=p VAL=p
    }
}

contract CalldataRight is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        uint256 id = Linked.check(kept);
        kept.open = false;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}

contract CalldataWrong is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        uint256 id = Linked.check(kept);
        ai.closeUserSession(id); //! NCT=v VAL=p
    }
}

contract PickedRight is Desk {
    Sheaf internal kept;

    constructor(address router) Desk(router) {
        kept.slip = Slip(_paid(), true);
    }

    function close() external onlyBoss {
        Slip storage slip = Linked.pick(kept);
        require(slip.open, "shut");
        slip.open = false;
        ai.closeUserSession(slip.id); //! NCT=p VAL=p
    }
}

// The library's assembly ends its own message, not that of whoever called it.
contract LeftWrong is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        require(kept.open, "shut");
        Linked.leave(kept);
        ai.closeUserSession(kept.id); //! NCT=v VAL=p
    }
}

contract LeftRight is Kept {
    constructor(address router) Kept(router) {}

    function close() external onlyBoss {
        require(kept.open, "shut");
        kept.open = false;
        Linked.leave(kept);
        ai.closeUserSession(kept.id); //! NCT=p VAL=p
    }
}

// A ring of IDs: what has a link is live. What an ID's own link told is followed where it is.
contract Ring is Desk {
    uint256 private constant HEAD = type(uint256).max;
    mapping(uint256 => uint256) private next;

    constructor(address router) Desk(router) {
        next[HEAD] = HEAD;
    }

    function start() external onlyBoss {
        uint256 id = _paid();
        next[id] = next[HEAD];
        next[HEAD] = id;
    }

    function ask(uint256 id) external onlyBoss {
        require(id != HEAD && next[id] != 0, "not in the ring");
        _put(id); //! VAL=p UAC=u
    }

    function stop(uint256 before, uint256 id) external onlyBoss {
        require(next[before] == id && next[id] != 0, "not in the ring");
        require(id != HEAD, "the head");
        ai.closeUserSession(id); //! VAL=p NCT=u
        (next[before], next[id]) = (next[id], 0);
    }
}

contract RingThatKeepsLinks is Desk {
    uint256 private constant HEAD = type(uint256).max;
    mapping(uint256 => uint256) private next;

    constructor(address router) Desk(router) {
        next[HEAD] = HEAD;
    }

    function start() external onlyBoss {
        uint256 id = _paid();
        next[id] = next[HEAD];
        next[HEAD] = id;
    }

    function ask(uint256 id) external onlyBoss {
        require(id != HEAD && next[id] != 0, "not in the ring");
        _put(id); //! UAC=u
    }

    function stop(uint256 before, uint256 id) external onlyBoss {
        require(next[before] == id && id != HEAD, "not in the ring");
        ai.closeUserSession(id); //! VAL=v
        next[before] = next[id];
    }
}
