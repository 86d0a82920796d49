// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// A directory names the router at each call; it is asked for something else, or for the router again.
interface IDirectoryOfNetworks {
    function get(bytes32 name) external view returns (address);
}

contract DirectoryWrong {
    IDirectoryOfNetworks public immutable directory;
    address public immutable owner;
    uint256 public sessionId;
    mapping(bytes32 => bool) public answered;

    constructor(IDirectoryOfNetworks where) {
        directory = where;
        owner = msg.sender;
    }

    function network() public view returns (IDtnAi) {
        return IDtnAi(directory.get("network"));
    }

    function open(uint256 amount) external {
        require(msg.sender == owner && sessionId == 0 && amount > 0, "refused");
        SafeERC20.safeTransferFrom(IERC20(network().feeToken()), msg.sender, network().feeTarget(), amount);
        sessionId = network().startUserSession();
    }

    function ask(bytes calldata call) external payable {
        require(sessionId != 0, "no session");
        SafeERC20.safeTransferFrom(IERC20(network().feeToken()), msg.sender, address(this), 5000);
        network().request{value: msg.value}(
            sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 5000),
            IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this)),
            msg.sender,
            msg.value
        );
    }

    function onAnswer(bytes32 requestId) external { //~ dtn-unprotected-callback
        require(msg.sender == directory.get("market"), "not the network");
        answered[requestId] = true;
    }

    function onFailure(bytes32 requestId) external {
        require(msg.sender == address(network()), "not the network");
        answered[requestId] = false;
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0, "refused");
        network().closeUserSession(sessionId);
        sessionId = 0;
        IERC20 token = IERC20(network().feeToken());
        SafeERC20.safeTransfer(token, owner, token.balanceOf(address(this)));
    }
}

contract DirectoryRight {
    IDirectoryOfNetworks public immutable directory;
    address public immutable owner;
    uint256 public sessionId;
    mapping(bytes32 => bool) public answered;

    constructor(IDirectoryOfNetworks where) {
        directory = where;
        owner = msg.sender;
    }

    function network() public view returns (IDtnAi) {
        return IDtnAi(directory.get("network"));
    }

    function open(uint256 amount) external {
        require(msg.sender == owner && sessionId == 0 && amount > 0, "refused");
        SafeERC20.safeTransferFrom(IERC20(network().feeToken()), msg.sender, network().feeTarget(), amount);
        sessionId = network().startUserSession();
    }

    function ask(bytes calldata call) external payable {
        require(sessionId != 0, "no session");
        SafeERC20.safeTransferFrom(IERC20(network().feeToken()), msg.sender, address(this), 5000);
        network().request{value: msg.value}(
            sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 5000),
            IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this)),
            msg.sender,
            msg.value
        );
    }

    function onAnswer(bytes32 requestId) external {
        require(msg.sender == directory.get("network"), "not the network");
        answered[requestId] = true;
    }

    function onFailure(bytes32 requestId) external {
        require(msg.sender == address(network()), "not the network");
        answered[requestId] = false;
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0, "refused");
        network().closeUserSession(sessionId);
        sessionId = 0;
        IERC20 token = IERC20(network().feeToken());
        SafeERC20.safeTransfer(token, owner, token.balanceOf(address(this)));
    }
}
