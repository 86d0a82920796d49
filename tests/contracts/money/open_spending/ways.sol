// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

// Something has to be taken on every way.
abstract contract Taken is Consumer {
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

contract ChargesRight is Taken {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _charge();
        _free(msg.value);
    }
}

contract ChargesAfterwardsRight is Taken {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _free(msg.value);
        _charge();
    }
}

contract OwnerAsksForNothingRight is Taken {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        if (msg.sender != owner) _charge();
        _free(msg.value);
    }
}

contract ShortOnesForNothingWrong is Taken {
    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        if (bytes(prompt).length > 100) _charge();
        _free(msg.value); //~ dtn-open-spending
    }
}

contract FirstOnesForNothingRight is Taken {
    mapping(address => uint256) private gifts;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        if (gifts[msg.sender] < 3) gifts[msg.sender]++;
        else _charge();
        _free(msg.value);
    }
}

contract OneOfTwoRight is Taken {
    mapping(address => uint256) private credit;

    constructor(address router) Consumer(router) {}

    function ask(bool byCredit) external payable {
        if (byCredit) credit[msg.sender] -= 1;
        else _charge();
        _free(msg.value);
    }

    function give(address to, uint256 amount) external onlyOwner {
        credit[to] += amount;
    }
}

contract CreditIsOnlyLookedAtWrong is Taken {
    using SafeERC20 for IERC20;

    mapping(address => uint256) private credit;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(credit[msg.sender] > 0, "no credit");
        _free(msg.value); //~ dtn-open-spending
    }

    function buy(uint256 amount) external {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), amount);
        credit[msg.sender] += amount;
    }
}

contract AsMuchAsOneLikesWrong is Taken {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function ask(uint256 tip) external payable {
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), tip);
        _free(msg.value); //~ dtn-open-spending
    }
}

contract AtLeastSomethingRight is Taken {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function ask(uint256 price) external payable {
        require(price >= 50_000, "too little");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), price);
        _free(msg.value);
    }
}

contract PaysTheAskerWrong is Taken {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        IERC20(ai.feeToken()).safeTransfer(msg.sender, 1);
        _free(msg.value); //~ dtn-open-spending
    }
}
