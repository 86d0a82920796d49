// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

abstract contract Shared is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;
    uint256 public supply;
    mapping(address => uint256) public shares;

    function join(uint256 amount) external {
        uint256 made = supply == 0 ? amount : amount * supply / _asset().balanceOf(address(this));
        _asset().safeTransferFrom(msg.sender, address(this), amount);
        shares[msg.sender] += made;
        supply += made;
    }

    function open() external onlyOwner {
        uint256 all = _asset().balanceOf(address(this));
        require(sessionId == 0 && all > 0, "not now");
        _deposit(_asset(), all);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    /// Whoever asks pays.
    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _asset().safeTransferFrom(msg.sender, address(this), 50_000);
        askers[ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value
        )] = msg.sender;
    }

    function _deposit(IERC20 token, uint256 amount) internal virtual;

    function _asset() internal view returns (IERC20) {
        return IERC20(ai.feeToken());
    }

    function _leave(address who, uint256 amount) internal {
        uint256 part = amount * _asset().balanceOf(address(this)) / supply;
        shares[who] -= amount;
        supply -= amount;
        _asset().safeTransfer(who, part);
    }
}

contract SharesSweptWrong is Shared {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function leave(uint256 amount) external {
        _leave(msg.sender, amount);
    }

    function _deposit(IERC20 token, uint256 amount) internal override {
        token.safeTransfer(ai.feeTarget(), amount); //~ dtn-swept-balance
    }
}

// Shares only say how the owner divides what is left: nobody can ask for them.
contract SharesOfTheOwnersRight is Shared {
    using SafeERC20 for IERC20;

    constructor(address router) Consumer(router) {}

    function pay(address who, uint256 amount) external onlyOwner {
        _leave(who, amount);
    }

    function _deposit(IERC20 token, uint256 amount) internal override {
        token.safeTransfer(ai.feeTarget(), amount);
    }
}
