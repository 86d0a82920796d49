// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Consumer} from "../../support/Consumer.sol";

// A node may answer any bytes; whoever decodes them to something else needs another way to them.
abstract contract Priced is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => bool) internal asked;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _askPrice() internal {
        require(sessionId != 0, "no session");
        asked[_ask(sessionId, "What is it worth?")] = true;
    }

    function _response(bytes32 requestId) internal view returns (bytes memory response) {
        require(asked[requestId], "not ours");
        IDtnAi.ResponseStatus status;
        (status,, response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no answer");
    }
}

contract DecodesThereWrong is Priced {
    uint256 private price;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-reverting-callback
        price = abi.decode(_response(requestId), (uint256));
    }
}

contract DecodesAFlagWrong is Priced {
    bool private dear;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-reverting-callback
        bytes memory response = _response(requestId);
        if (response.length == 32) dear = abi.decode(response, (bool)); // 2 is no bool
    }
}

contract LooksAtTheLengthRight is Priced {
    uint256 private price;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        bytes memory response = _response(requestId);
        if (response.length == 32) price = abi.decode(response, (uint256));
    }
}

contract InsistsOnTheLengthWrong is Priced {
    uint256 private price;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-reverting-callback
        bytes memory response = _response(requestId);
        require(response.length == 32, "no number");
        price = abi.decode(response, (uint256));
    }
}

contract KeepsTheBytesRight is Priced {
    bytes private answer;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        answer = _response(requestId);
    }
}

contract DecodesInATryRight is Priced {
    uint256 private price;
    mapping(bytes32 => bool) public unread;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        try this.read(_response(requestId)) returns (uint256 read_) {
            price = read_;
        } catch {
            unread[requestId] = true;
        }
    }

    function read(bytes calldata response) external pure returns (uint256) {
        return abi.decode(response, (uint256));
    }
}

contract SetByHandRight is Priced {
    uint256 private price;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function set(uint256 price_) external onlyOwner {
        price = price_;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        price = abi.decode(_response(requestId), (uint256));
    }
}

contract ReadWhenNeededRight is Priced {
    uint256 private price;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askPrice();
    }

    function raw(bytes32 requestId) external view returns (bytes memory) {
        return _response(requestId);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        price = abi.decode(_response(requestId), (uint256));
    }
}
