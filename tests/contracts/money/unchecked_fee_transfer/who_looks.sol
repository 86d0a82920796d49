// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

interface ITokenWithoutAnswer {
    function transfer(address to, uint256 amount) external;
}

library TokenPayments {
    function pay(address token, address to, uint256 amount) internal {
        (bool success, bytes memory data) = token.call(abi.encodeWithSelector(0xa9059cbb, to, amount));
        require(success && (data.length == 0 || abi.decode(data, (bool))), "not paid");
    }
}

// Everything but the payment, which each heir does in its own way.
abstract contract LooksAtPayment is Consumer {
    uint256 public sessionId;
    bool public lastPaid;
    uint256 public unpaid;

    struct Payment {
        uint256 amount;
        bool worked;
    }

    event Unpaid(uint256 amount);

    error NotPaid();

    function open(uint256 amount) external virtual onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        _pay(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _pay(uint256 amount) internal virtual;

    function _must(bool worked) internal pure {
        if (!worked) revert NotPaid();
    }

    function _send(address to, uint256 amount) internal returns (bool, bytes memory) {
        return ai.feeToken().call(abi.encodeCall(IERC20.transfer, (to, amount)));
    }
}

contract LooksAtNothingInTry is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        try IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount) {} //~ dtn-unchecked-fee-transfer
        catch {
            revert NotPaid();
        }
    }
}

contract LooksAtResultInTry is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        try IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount) returns (bool worked) {
            if (!worked) revert NotPaid();
        } catch {
            revert NotPaid();
        }
    }
}

contract LooksAndOnlyTells is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        bool worked = IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount); //~ dtn-unchecked-fee-transfer
        if (!worked) emit Unpaid(amount);
    }
}

contract LooksAndStops is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external override onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        bool worked = IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount);
        if (!worked) {
            unpaid += amount;
            emit Unpaid(amount);
            return;
        }
        sessionId = ai.startUserSession();
    }

    function _pay(uint256) internal override {}
}

contract LooksThroughHelper is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        _must(IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount));
    }
}

contract LooksAtStoredFlag is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        lastPaid = IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount);
        _look();
    }

    function _look() private view {
        if (lastPaid == false) revert NotPaid();
    }
}

contract LooksAtField is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        Payment memory payment;
        payment.amount = amount;
        payment.worked = IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount);
        require(payment.worked, "not paid");
    }
}

contract LooksAtOtherField is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        Payment memory payment;
        payment.amount = amount;
        payment.worked = IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount); //~ dtn-unchecked-fee-transfer
        require(payment.amount > 0, "not paid");
    }
}

contract LooksAtTuple is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        (bool worked,) = _send(ai.feeTarget(), amount);
        require(worked, "not paid");
    }
}

contract LooksAtTokenWithoutAnswer is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        ITokenWithoutAnswer(ai.feeToken()).transfer(ai.feeTarget(), amount);
    }
}

contract LooksInLibrary is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function _pay(uint256 amount) internal override {
        TokenPayments.pay(ai.feeToken(), ai.feeTarget(), amount);
    }
}

contract LooksOnlyWherePaid is LooksAtPayment {
    address public immutable charity;

    constructor(address router, address charity_) Consumer(router) {
        charity = charity_;
    }

    function give(uint256 amount) external onlyOwner {
        _move(charity, amount);
    }

    function _pay(uint256 amount) internal override {
        require(_move(ai.feeTarget(), amount), "not paid");
    }

    function _move(address to, uint256 amount) private returns (bool) {
        return IERC20(ai.feeToken()).transfer(to, amount);
    }
}

contract LooksInOneOfTwo is LooksAtPayment {
    constructor(address router) Consumer(router) {}

    function topUp(uint256 amount) external onlyOwner {
        _move(amount);
        if (sessionId != 0) ai.closeUserSession(sessionId);
        sessionId = ai.startUserSession();
    }

    function _pay(uint256 amount) internal override {
        require(_move(amount), "not paid");
    }

    function _move(uint256 amount) private returns (bool) {
        require(amount > 0, "nothing to pay");
        return IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount); //~ dtn-unchecked-fee-transfer
    }
}
