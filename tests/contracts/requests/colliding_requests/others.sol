// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Who else may make a request with the same session and the same user, in the same block?
abstract contract Crowd is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _askAs(address user) internal {
        require(sessionId != 0, "no session");
        _askFor(sessionId, "?", user, 0);
    }
}

contract ForWhomOneLikesWrong is Crowd {
    constructor(address router) Consumer(router) {}

    function ask(address user) external {
        _charge();
        _askAs(user); //~ dtn-colliding-requests
    }
}

contract ForOneselfRight is Crowd {
    constructor(address router) Consumer(router) {}

    function ask(address user) external {
        require(user == msg.sender, "for yourself");
        _charge();
        _askAs(user);
    }
}

contract OnceForEachRight is Crowd {
    mapping(address => bool) private served;

    constructor(address router) Consumer(router) {}

    function ask(address user) external {
        require(!served[user], "served");
        served[user] = true;
        _charge();
        _askAs(user);
    }
}

contract OnceForEachAskerWrong is Crowd {
    mapping(address => bool) private served;

    constructor(address router) Consumer(router) {}

    function ask(address user) external {
        require(!served[msg.sender], "served");
        served[msg.sender] = true;
        _charge();
        _askAs(user); //~ dtn-colliding-requests
    }
}

contract ForThePayeeWrong is Crowd {
    struct Policy {
        address payee;
        uint256 amount;
    }

    mapping(bytes32 => Policy) private policies;

    constructor(address router) Consumer(router) {}

    function issue(bytes32 what, address payee, uint256 amount) external onlyOwner {
        policies[what] = Policy(payee, amount);
    }

    function claim(bytes32 what) external {
        require(policies[what].payee != address(0), "no such policy");
        _charge();
        _askAs(policies[what].payee); //~ dtn-colliding-requests
    }
}

contract ByThePayeeRight is Crowd {
    struct Policy {
        address payee;
        uint256 amount;
    }

    mapping(bytes32 => Policy) private policies;

    constructor(address router) Consumer(router) {}

    function issue(bytes32 what, address payee, uint256 amount) external onlyOwner {
        policies[what] = Policy(payee, amount);
    }

    function claim(bytes32 what) external {
        require(policies[what].payee == msg.sender, "not yours");
        _charge();
        _askAs(policies[what].payee);
    }
}

contract OwnerOrKeeperWrong is Crowd {
    address public keeper;

    constructor(address router) Consumer(router) {}

    function hire(address one) external onlyOwner {
        keeper = one;
    }

    function ask() external {
        require(msg.sender == owner || msg.sender == keeper, "not you");
        require(sessionId != 0, "no session");
        askers[ai.request(sessionId, MODEL, _routing(), _payload("?"), _callBack(), address(this), 0)] = owner; //~ dtn-colliding-requests
    }
}

contract KeeperAloneRight is Crowd {
    address public keeper;

    constructor(address router) Consumer(router) {}

    function hire(address one) external onlyOwner {
        keeper = one;
    }

    function ask() external {
        require(msg.sender == keeper, "not you");
        require(sessionId != 0, "no session");
        askers[ai.request(sessionId, MODEL, _routing(), _payload("?"), _callBack(), address(this), 0)] = owner;
    }
}

contract EachAsItselfRight is Crowd {
    address public keeper;

    constructor(address router) Consumer(router) {}

    function hire(address one) external onlyOwner {
        keeper = one;
    }

    function ask() external {
        require(msg.sender == owner || msg.sender == keeper, "not you");
        _askAs(msg.sender);
    }
}

contract TwoFunctionsWrong is Crowd {
    address public keeper;

    constructor(address router) Consumer(router) {}

    function hire(address one) external onlyOwner {
        keeper = one;
    }

    function ask() external onlyOwner {
        _tick();
    }

    function tick() external {
        require(msg.sender == keeper, "not you");
        _tick();
    }

    function _tick() private {
        require(sessionId != 0, "no session");
        askers[ai.request(sessionId, MODEL, _routing(), _payload("?"), _callBack(), address(this), 0)] = owner; //~ dtn-colliding-requests
    }
}

abstract contract Batches is Crowd {
    function batch(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done,) = address(this).delegatecall(calls[i]);
            require(done, "one of them failed");
        }
    }
}

contract BatchOfRequestsWrong is Batches {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _charge();
        require(sessionId != 0, "no session");
        askers[ai.request(sessionId, MODEL, _routing(), _payload("?"), _callBack(), msg.sender, 0)] = msg.sender; //~ dtn-colliding-requests
    }
}

contract BatchOfNumberedRequestsRight is Batches {
    uint160 private number;

    constructor(address router) Consumer(router) {}

    function ask() external {
        _charge();
        _askAs(address(++number));
    }
}

contract BatchOfOneEachRight is Batches {
    mapping(address => bool) private served;

    constructor(address router) Consumer(router) {}

    function ask() external {
        require(!served[msg.sender], "served");
        served[msg.sender] = true;
        _charge();
        _askAs(msg.sender);
    }
}
