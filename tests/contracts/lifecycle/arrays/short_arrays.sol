// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Three sessions at fixed places, of which the first tells for all.
contract TogetherRight is Consumer {
    uint256[3] internal trio;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(trio[0] == 0, "already open");
        trio[0] = _start(amount);
        trio[1] = _start(amount);
        trio[2] = _start(amount);
    }

    function closeAll() external onlyOwner {
        require(trio[0] != 0, "no sessions");
        ai.closeUserSession(trio[0]);
        ai.closeUserSession(trio[1]);
        ai.closeUserSession(trio[2]);
        delete trio;
    }
}

contract TogetherWrong is Consumer {
    uint256[3] internal trio;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(trio[0] == 0, "already open");
        trio[0] = _start(amount);
        trio[1] = _start(amount);
        trio[2] = _start(amount);
    }

    function closeAll() external onlyOwner {
        require(trio[0] != 0, "no sessions");
        ai.closeUserSession(trio[0]);
        ai.closeUserSession(trio[1]);
        delete trio; //~ dtn-session-overwrite
    }
}

// Each on its own, closed in a loop whose end is written as a number.
contract EachRight is Consumer {
    uint256[3] internal trio;

    constructor(address router) Consumer(router) {}

    function open(uint256 i, uint256 amount) external onlyOwner {
        require(trio[i] == 0, "taken");
        trio[i] = _start(amount);
    }

    function closeAll() external onlyOwner {
        for (uint256 i; i < 3; i++) {
            if (trio[i] != 0) ai.closeUserSession(trio[i]);
        }
        delete trio;
    }
}

contract EachWrong is Consumer {
    uint256[3] internal trio;

    constructor(address router) Consumer(router) {}

    function open(uint256 i, uint256 amount) external onlyOwner {
        require(trio[i] == 0, "taken");
        trio[i] = _start(amount);
    }

    function closeAll() external onlyOwner {
        for (uint256 i; i < 2; i++) {
            if (trio[i] != 0) ai.closeUserSession(trio[i]);
        }
        delete trio; //~ dtn-session-overwrite
    }
}

contract FlaggedRight is Consumer {
    uint256 internal constant SEATS = 4;
    uint256[SEATS] internal seats;
    bool internal isOpen;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!isOpen, "already open");
        isOpen = true;
        for (uint256 i; i < SEATS; i++) seats[i] = _start(amount);
    }

    function closeAll() external onlyOwner {
        require(isOpen, "no sessions");
        isOpen = false;
        for (uint256 i; i < seats.length; i++) ai.closeUserSession(seats[i]);
        delete seats;
    }
}

// The ID stands at two places, and is cleared at one.
contract CopiedWrong is Consumer {
    uint256[2] internal pair;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(pair[0] == 0, "already open");
        pair[0] = _start(amount);
    }

    function keep() external onlyOwner {
        require(pair[1] == 0, "kept already");
        pair[1] = pair[0];
    }

    function close(uint256 i) external onlyOwner {
        require(pair[i] != 0, "no session");
        ai.closeUserSession(pair[i]); //~ dtn-double-close dtn-unreset-session
        pair[i] = 0;
    }
}
