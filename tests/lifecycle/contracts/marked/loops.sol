// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// What is named twice closes twice: it is ticked off after the loop.
contract TickedLate is Desk {
    mapping(uint256 => bool) internal open;
    constructor(address router) Desk(router) {}
    function start() external onlyBoss { open[_paid()] = true; }
    function close(uint256[] calldata ids) external onlyBoss {
        for (uint256 i = 0; i < ids.length; ++i) { require(open[ids[i]]); ai.closeUserSession(ids[i]); } //! NCT=v VAL=p
        for (uint256 i = 0; i < ids.length; ++i) open[ids[i]] = false;
    }
}

contract TickedInTime is Desk {
    mapping(uint256 => bool) internal open;
    constructor(address router) Desk(router) {}
    function start() external onlyBoss { open[_paid()] = true; }
    function close(uint256[] calldata ids) external onlyBoss {
        for (uint256 i = 0; i < ids.length; ++i) { require(open[ids[i]]); open[ids[i]] = false; ai.closeUserSession(ids[i]); } //! NCT=p VAL=p
    }
}

// The last goes, not the one that was closed.
contract PopsAnother is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(uint256 n) external onlyBoss {
        for (uint256 i = 0; i < n; ++i) {
            ai.closeUserSession(tickets[i]); //! NCT=v
            tickets.pop();
        }
    }
}

contract PopsLast is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(uint256 n) external onlyBoss {
        for (uint256 i = 0; i < n; ++i) {
            uint256 id = tickets[tickets.length - 1];
            tickets.pop();
            ai.closeUserSession(id); //! NCT=p VAL=p
        }
    }
}

// A counter of 8 bits comes round.
contract ComesRound is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(uint256 n) external onlyBoss {
        uint8 i = 0;
        for (uint256 j = 0; j < n; ++j) {
            ai.closeUserSession(tickets[i]); //! NCT=v
            unchecked { ++i; }
        }
        delete tickets;
    }
}

// The counter stays where it is when the flag is set.
contract CounterStays is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(bool[] calldata moves) external onlyBoss {
        uint256 i = 0;
        for (uint256 j = 0; j < moves.length; ++j) {
            ai.closeUserSession(tickets[i]); //! NCT=v
            if (moves[j]) ++i;
        }
        delete tickets;
    }
}

// One loop has checked the list that another goes over. Whether both meet the same is not told where
// a counter has gone far, but nothing is invented of it.
contract CheckedBefore is Desk {
    mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256[] calldata ks) external onlyBoss {
        for (uint256 i = 0; i < ks.length; i++) require(ids[ks[i]] != 0);
        for (uint256 i = 0; i < ks.length; i++) ai.closeUserSession(ids[ks[i]]); //! NCT=v VAL=u
        for (uint256 i = 0; i < ks.length; i++) delete ids[ks[i]]; //! LOST=u
    }
}

contract CheckedAnother is Desk {
    mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256[] calldata ks, uint256[] calldata other) external onlyBoss {
        for (uint256 i = 0; i < other.length; i++) require(ids[other[i]] != 0);
        for (uint256 i = 0; i < ks.length; i++) ai.closeUserSession(ids[ks[i]]); //! NCT=v VAL=v
    }
}

// Keys that ascend are not the same again.
contract Ascending is Desk {
    mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); }
    function close(uint256 a, uint256 b, uint256 c) external onlyBoss {
        require(a < b && b < c && ids[a] != 0 && ids[b] != 0 && ids[c] != 0);
        ai.closeUserSession(ids[a]); ai.closeUserSession(ids[b]); ai.closeUserSession(ids[c]); //! NCT=p VAL=p
        delete ids[a]; delete ids[b]; delete ids[c]; //! LOST=p
    }
}

contract AscendingAtFirst is Desk {
    mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); }
    function close(uint256 a, uint256 b, uint256 c) external onlyBoss {
        require(a < b && b != c && ids[a] != 0 && ids[b] != 0 && ids[c] != 0);
        ai.closeUserSession(ids[a]); ai.closeUserSession(ids[b]); ai.closeUserSession(ids[c]); //! NCT=v
        delete ids[a]; delete ids[b]; delete ids[c];
    }
}

// What was found in a list is compared with a key: the key stays what it is.
contract SearchedFor is Desk {
    uint256[] internal gone;
    mapping(uint256 => uint256) internal sessionOf;

    constructor(address router) Desk(router) {}

    function _isGone(uint256 key) private view returns (bool is_) {
        for (uint256 i = 0; i < gone.length; i++) {
            is_ = is_ || gone[i] == key;
        }
    }

    function note(uint256 key) external onlyBoss {
        gone.push(key);
    }

    function open(uint256 key) external onlyBoss {
        require(sessionOf[key] == 0, "open");
        sessionOf[key] = _paid(); //! LOST=p
    }

    function close(uint256 key) external onlyBoss {
        require(sessionOf[key] != 0, "none");
        require(!_isGone(key), "gone");
        uint256 id = sessionOf[key];
        sessionOf[key] = 0;
        ai.closeUserSession(id); //! VAL=p NCT=p
    }

    function closeUnchecked(uint256 key) external onlyBoss {
        require(!_isGone(key), "gone");
        uint256 id = sessionOf[key];
        sessionOf[key] = 0;
        ai.closeUserSession(id); //! VAL=v NCT=p
    }
}

// What a loop has passed is forgotten, unless the source names it by its number.
contract FirstIsAsked is Desk {
    mapping(uint256 => uint256) private sessionOf;
    mapping(uint256 => address) private holder;
    mapping(uint256 => uint256) private weight;

    constructor(address router) Desk(router) {}

    function open(uint256 record) external {
        require(holder[record] == address(0), "taken");
        holder[record] = msg.sender;
        sessionOf[record] = _paid();
    }

    function weigh(uint256 record, uint256 amount) external onlyBoss {
        weight[record] = amount;
    }

    function shutFirst(uint256[] calldata records) external {
        require(holder[records[0]] == msg.sender && sessionOf[records[0]] != 0, "not yours");
        uint256 all;
        for (uint256 i = 0; i < records.length; i++) {
            if (weight[records[i]] > 3) all += weight[records[i]];
        }
        require(all > 0, "light");
        uint256 id = sessionOf[records[0]];
        delete sessionOf[records[0]];
        ai.closeUserSession(id); //! NCT=p CTRL=p VAL=p
    }
}

contract LastIsNotAsked is Desk {
    mapping(uint256 => uint256) private sessionOf;
    mapping(uint256 => address) private holder;

    constructor(address router) Desk(router) {}

    function open(uint256 record) external {
        require(holder[record] == address(0), "taken");
        holder[record] = msg.sender;
        sessionOf[record] = _paid();
    }

    function shutLast(uint256[] calldata records) external {
        for (uint256 i = 0; i + 1 < records.length; i++) {
            require(holder[records[i]] == msg.sender, "not yours");
        }
        uint256 last = records[records.length - 1];
        uint256 id = sessionOf[last];
        require(id != 0, "closed");
        delete sessionOf[last];
        ai.closeUserSession(id); //! NCT=u CTRL=u VAL=p
    }
}

// Names may repeat: what is ended in one turn is not ended again in another.
contract PrunedByFlag is Desk {
    struct Record {
        address holder;
        bool active;
        uint64 since;
        uint256 session;
    }

    mapping(bytes32 => Record) private records;
    mapping(address => uint256) private owed;
    uint256 private live;

    constructor(address router) Desk(router) {}

    function open(bytes32 name) external {
        Record storage record = records[name];
        require(!record.active, "taken");
        record.holder = msg.sender;
        record.since = uint64(block.timestamp);
        record.session = _paid();
        record.active = true;
        live += 1;
    }

    function prune(bytes32[] calldata names, uint64 before) external onlyBoss {
        for (uint256 i = 0; i < names.length; ++i) {
            Record storage record = records[names[i]];
            if (!record.active || record.since >= before) continue;
            record.active = false;
            live -= 1;
            ai.closeUserSession(record.session); //! NCT=p VAL=p CTRL=p RESET=p
            owed[record.holder] += 1;
        }
    }

    function ask(bytes32 name) external {
        require(records[name].active, "closed");
        _put(records[name].session); //! UAC=p VAL=p
    }
}

contract PrunedTwice is Desk {
    struct Record {
        address holder;
        bool active;
        uint64 since;
        uint256 session;
    }

    mapping(bytes32 => Record) private records;
    mapping(address => uint256) private owed;
    uint256 private live;

    constructor(address router) Desk(router) {}

    function open(bytes32 name) external {
        Record storage record = records[name];
        require(!record.active, "taken");
        record.holder = msg.sender;
        record.since = uint64(block.timestamp);
        record.session = _paid();
        record.active = true;
        live += 1;
    }

    function prune(bytes32[] calldata names, uint64 before) external onlyBoss {
        for (uint256 i = 0; i < names.length; ++i) {
            Record storage record = records[names[i]];
            if (!record.active || record.since >= before) continue;
            live -= 1;
            ai.closeUserSession(record.session); //! NCT=v VAL=p CTRL=p
            owed[record.holder] += 1;
        }
    }

    function ask(bytes32 name) external {
        require(records[name].active, "closed");
        _put(records[name].session); //! UAC=v VAL=p
    }
}
