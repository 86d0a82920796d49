// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

// Whose text goes in, and what the answer does.
abstract contract Claims is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => address) public claimant;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _tell(string memory story) internal {
        require(sessionId != 0, "no session");
        claimant[_ask(sessionId, story)] = msg.sender;
    }

    function read(bytes32 requestId) external view returns (bytes memory response) {
        (,, response) = ai.fetchResponse(requestId);
    }

    function _read(bytes32 requestId) internal view returns (uint256) {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no answer");
        return abi.decode(response, (uint256));
    }
}

abstract contract Pays is Claims {
    using SafeERC20 for IERC20;

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(claimant[requestId] != address(0), "not ours");
        IERC20(ai.feeToken()).safeTransfer(claimant[requestId], _read(requestId));
    }
}

contract StoryPaysWrong is Pays {
    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(story); //~ dtn-prompt-injection
    }
}

contract OwnersStoryRight is Pays {
    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable onlyOwner {
        _tell(story);
    }
}

contract FixedStoryRight is Pays {
    constructor(address router) Consumer(router) {}

    function claim(bool second) external payable {
        _tell(second ? "was there hail?" : "was there a storm?");
    }
}

contract StoryDecidesWrong is Claims {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(string.concat("Judge this claim: ", story)); //~ dtn-prompt-injection
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(claimant[requestId] != address(0), "not ours");
        if (_read(requestId) == 1) IERC20(ai.feeToken()).safeTransfer(claimant[requestId], 100);
    }
}

contract StoryIsToldRight is Claims {
    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(story);
    }
}

contract OwnerDecidesRight is Claims {
    using SafeERC20 for IERC20;

    mapping(address => uint256) public advised;

    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(story);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(claimant[requestId] != address(0), "not ours");
        advised[claimant[requestId]] = _read(requestId);
    }

    function pay(address to, uint256 amount) external onlyOwner {
        require(amount <= advised[to], "too much");
        advised[to] -= amount;
        IERC20(ai.feeToken()).safeTransfer(to, amount);
    }
}

contract EtherForStoriesWrong is Claims {
    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(story); //~ dtn-prompt-injection
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        address payable to = payable(claimant[requestId]);
        require(to != address(0), "not ours");
        (bool ok,) = to.call{value: _read(requestId)}("");
        if (!ok) failures[requestId] = true;
    }
}

contract RecipientByAnswerWrong is Claims {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(story); //~ dtn-prompt-injection
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(claimant[requestId] != address(0), "not ours");
        IERC20(ai.feeToken()).safeTransfer(address(uint160(_read(requestId))), 100);
    }
}

contract FixedPayRight is Claims {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function claim(string calldata story) external payable {
        _tell(story);
    }

    // The answer is kept; that there is one is all that pays.
    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(claimant[requestId] != address(0), "not ours");
        _answer(requestId);
        IERC20(ai.feeToken()).safeTransfer(claimant[requestId], 100);
    }
}

contract NumberedStoryRight is Pays {
    constructor(address router) Consumer(router) {}

    string[] internal stories;

    function add(string calldata story) external onlyOwner {
        stories.push(story);
    }

    function claim(uint256 number) external payable {
        _tell(stories[number]);
    }
}
