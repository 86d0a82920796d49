// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

// Whoever is known may ask; who becomes known for nothing is anyone.
abstract contract Known is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => address) internal askedBy;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _free(uint256 value) internal {
        require(sessionId != 0, "no session");
        askedBy[ai.request{value: value}(
            sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, value
        )] = msg.sender;
    }
}

contract InvitedRight is Known {
    mapping(address => bool) private guests;

    constructor(address router) Consumer(router) {}

    function invite(address guest, bool yes) external onlyOwner {
        guests[guest] = yes;
    }

    function ask() external payable {
        require(guests[msg.sender], "not invited");
        _free(msg.value);
    }
}

contract InvitesItselfWrong is Known {
    mapping(address => bool) private guests;

    constructor(address router) Consumer(router) {}

    function come() external {
        guests[msg.sender] = true;
    }

    function ask() external payable {
        require(guests[msg.sender], "come in first");
        _free(msg.value); //~ dtn-open-spending
    }
}

contract LeavesByItselfRight is Known {
    mapping(address => bool) private guests;

    constructor(address router) Consumer(router) {}

    function invite(address guest) external onlyOwner {
        guests[guest] = true;
    }

    function leave() external {
        guests[msg.sender] = false;
    }

    function ask() external payable {
        require(guests[msg.sender], "not invited");
        _free(msg.value);
    }
}

contract JoinsForNothingWrong is Known {
    mapping(address => bool) private members;

    constructor(address router) Consumer(router) {}

    function join() external {
        require(!members[msg.sender], "joined");
        members[msg.sender] = true;
    }

    function ask() external payable {
        require(members[msg.sender], "join first");
        _free(msg.value); //~ dtn-open-spending
    }
}

contract BoughtItsPlaceRight is Known {
    mapping(address => bool) private members;

    constructor(address router) Consumer(router) {}

    function join() external {
        _charge();
        members[msg.sender] = true;
    }

    function ask() external payable {
        require(members[msg.sender], "join first");
        _free(msg.value);
    }
}

contract HoldersRight is Known {
    address private immutable badge = address(0xbadbadbad);
    uint256 private least = 1;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(IERC20(badge).balanceOf(msg.sender) >= least, "holders only");
        _free(msg.value);
    }
}

contract VoucherRight is Known {
    constructor(address router) Consumer(router) {}

    function ask(uint8 v, bytes32 r, bytes32 s) external payable {
        bytes32 said = keccak256(abi.encode(address(this), msg.sender));
        require(ecrecover(said, v, r, s) == owner, "no voucher");
        _free(msg.value);
    }
}

contract AllButOneWrong is Known {
    mapping(address => bool) private barred;

    constructor(address router) Consumer(router) {}

    function bar(address one) external onlyOwner {
        barred[one] = true;
    }

    function ask() external payable {
        require(!barred[msg.sender], "not you");
        _free(msg.value); //~ dtn-open-spending
    }
}

contract GuestForNowWrong is Known {
    address private guest;
    bool private entered;

    modifier locked() {
        require(!entered, "locked");
        entered = true;
        _;
        entered = false;
    }

    constructor(address router) Consumer(router) {}

    function sitDown() external locked {
        guest = msg.sender;
    }

    function ask() external payable {
        require(msg.sender == guest, "sit down first");
        _free(msg.value); //~ dtn-open-spending
    }
}

contract GuestForEverRight is Known {
    address private guest;
    bool private taken;

    constructor(address router) Consumer(router) {}

    function sitDown() external {
        require(!taken, "taken");
        taken = true;
        guest = msg.sender;
    }

    function ask() external payable {
        require(msg.sender == guest, "taken by another");
        _free(msg.value);
    }
}
