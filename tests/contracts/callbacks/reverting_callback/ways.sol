// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A callback that reverts is not called again: who can make it revert?
abstract contract Wagers is Consumer {
    struct Wager {
        address payable player;
        uint256 stake;
    }

    uint256 public sessionId;
    mapping(bytes32 => Wager) public wagers;
    bytes32 public lastId;
    bytes32[] public line;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _wager() internal returns (bytes32 id) {
        require(sessionId != 0 && msg.value > 1 ether, "no wager");
        id = _askFor(sessionId, "Heads or tails?", msg.sender, msg.value - 1 ether);
        wagers[id] = Wager(payable(msg.sender), 1 ether);
    }

    function _take(bytes32 id) internal returns (Wager memory wager) {
        wager = wagers[id];
        require(wager.stake != 0, "not ours");
        delete wagers[id];
    }
}

contract WagerMustArriveWrong is Wagers {
    constructor(address router) Consumer(router) {}

    function wager() external payable {
        _wager();
    }

    function onAnswer(bytes32 id) external override onlyDtn {
        Wager memory taken = _take(id);
        (bool ok,) = taken.player.call{value: taken.stake}(""); //~ dtn-reverting-callback
        require(ok, "refused");
    }

    function onFailure(bytes32 id) external override onlyDtn {
        Wager memory taken = _take(id);
        taken.player.transfer(taken.stake); //~ dtn-reverting-callback
    }
}

contract WagerMayBeRefusedRight is Wagers {
    mapping(address => uint256) public owed;

    constructor(address router) Consumer(router) {}

    function wager() external payable {
        _wager();
    }

    // Who refuses the ether can have it later.
    function onAnswer(bytes32 id) external override onlyDtn {
        Wager memory taken = _take(id);
        (bool ok,) = taken.player.call{value: taken.stake}("");
        if (!ok) owed[taken.player] += taken.stake;
    }

    function onFailure(bytes32 id) external override onlyDtn {
        Wager memory taken = _take(id);
        owed[taken.player] += taken.stake;
    }

    function take() external {
        uint256 amount = owed[msg.sender];
        owed[msg.sender] = 0;
        (bool ok,) = payable(msg.sender).call{value: amount}("");
        require(ok, "refused");
    }
}

contract WagerToOwnerRight is Wagers {
    constructor(address router) Consumer(router) {}

    function wager() external payable {
        _wager();
    }

    // The house takes it all.
    function onAnswer(bytes32 id) external override onlyDtn {
        Wager memory taken = _take(id);
        payable(owner).transfer(taken.stake);
    }
}

contract WagerOfOwnerRight is Wagers {
    constructor(address router) Consumer(router) {}

    function wager() external payable onlyOwner {
        _wager();
    }

    function onAnswer(bytes32 id) external override onlyDtn {
        Wager memory taken = _take(id);
        taken.player.transfer(taken.stake);
    }
}

contract NewestOnlyWrong is Wagers {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        lastId = _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 id) external override onlyDtn { //~ dtn-reverting-callback
        require(id == lastId, "not the newest");
        _answer(id);
    }
}

contract NewestSkipsRight is Wagers {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        lastId = _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 id) external override onlyDtn {
        if (id != lastId) return;
        _answer(id);
    }
}

contract OneAtATimeRight is Wagers {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(sessionId != 0 && lastId == 0, "not now");
        lastId = _ask(sessionId, prompt);
    }

    function giveUp() external onlyOwner {
        lastId = 0;
    }

    function onAnswer(bytes32 id) external override onlyDtn {
        require(id == lastId, "not the one");
        lastId = 0;
        _answer(id);
    }

    function onFailure(bytes32 id) external override onlyDtn {
        require(id == lastId, "not the one");
        lastId = 0;
    }
}

contract LineWrong is Wagers {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        line.push(_ask(sessionId, prompt));
    }

    function onAnswer(bytes32 id) external override onlyDtn { //~ dtn-reverting-callback
        bool found;
        for (uint256 i = 0; i < line.length; i++) {
            if (line[i] == id) found = true;
        }
        require(found, "not ours");
        _answer(id);
    }
}

contract ShortLineRight is Wagers {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(sessionId != 0 && line.length < 8, "no session");
        line.push(_ask(sessionId, prompt));
    }

    function onAnswer(bytes32 id) external override onlyDtn onlyAsked(id) {
        bool found;
        for (uint256 i = 0; i < line.length; i++) {
            if (line[i] == id) found = true;
        }
        require(found, "not ours");
        _answer(id);
    }
}

contract OwnersLineRight is Wagers {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        line.push(_ask(sessionId, prompt));
    }

    function onAnswer(bytes32 id) external override onlyDtn onlyAsked(id) {
        bool found;
        for (uint256 i = 0; i < line.length; i++) {
            if (line[i] == id) found = true;
        }
        require(found, "not ours");
        _answer(id);
    }
}
