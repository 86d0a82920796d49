// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What goes on with a request pays for its callback alone.
abstract contract Valued is Consumer {
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

contract ForwardsAllWrong is Valued {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(msg.value >= 200_000, "pay for the callback");
        _free(200_000); //~ dtn-open-spending
    }
}

contract KeepsAPriceRight is Valued {
    uint256 private constant PRICE = 1 gwei;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(msg.value >= 200_000 + PRICE, "pay for the callback and the answer");
        _free(200_000);
    }
}

contract KeepsThePriceRight is Valued {
    uint256 public price = 1 gwei;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _free(msg.value - price);
    }
}

contract ExactlyTheGasWrong is Valued {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(msg.value == 200_000, "pay for the callback");
        _free(msg.value); //~ dtn-open-spending
    }
}

contract AnythingWillDoWrong is Valued {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(msg.value > 0, "pay something");
        _free(200_000); //~ dtn-open-spending
    }
}

contract OwnEtherWrong is Valued {
    constructor(address router) Consumer(router) {}

    function ask() external {
        _free(200_000); //~ dtn-open-spending
    }
}

contract StoredPriceRight is Valued {
    uint256 public price = 1 gwei;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        require(msg.value == price, "not the price");
        _free(200_000);
    }
}
