// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";

// The owner is a field of a struct somewhere in storage, set once; or cleared again.
library SettingsInStorageWrong {
    struct Layout {
        address owner;
        IDtnAi network;
        uint256 sessionId;
    }

    function layout() internal pure returns (Layout storage found) {
        bytes32 slot = keccak256("settings.example.Wrong");
        assembly {
            found.slot := slot
        }
    }
}

contract FirstInStructWrong {
    function initialize(IDtnAi network) external {
        SettingsInStorageWrong.Layout storage all = SettingsInStorageWrong.layout();
        require(all.owner == address(0), "done");
        all.owner = msg.sender;
        all.network = network; //~ dtn-unprotected-set-ai
    }

    function handOver(address to) external {
        require(msg.sender == SettingsInStorageWrong.layout().owner, "not yours");
        require(to != address(0), "nobody");
        SettingsInStorageWrong.layout().owner = address(0);
    }

    function setNetwork(IDtnAi network) external {
        SettingsInStorageWrong.Layout storage all = SettingsInStorageWrong.layout();
        require(msg.sender == all.owner && all.sessionId == 0, "not now");
        all.network = network; //~ dtn-unprotected-set-ai
    }

    function ask(bytes calldata call) external payable {
        SettingsInStorageWrong.Layout storage all = SettingsInStorageWrong.layout();
        require(all.sessionId != 0, "no session");
        require(IERC20(all.network.feeToken()).transferFrom(msg.sender, address(this), 5000), "not paid");
        all.network.request{value: msg.value}(
            all.sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 5000),
            IDtnAi.CallBack(bytes4(0), bytes4(0), address(0)),
            msg.sender,
            msg.value
        );
    }
}

library SettingsInStorageRight {
    struct Layout {
        address owner;
        IDtnAi network;
        uint256 sessionId;
    }

    function layout() internal pure returns (Layout storage found) {
        bytes32 slot = keccak256("settings.example.Right");
        assembly {
            found.slot := slot
        }
    }
}

contract FirstInStructRight {
    function initialize(IDtnAi network) external {
        SettingsInStorageRight.Layout storage all = SettingsInStorageRight.layout();
        require(all.owner == address(0), "done");
        all.owner = msg.sender;
        all.network = network;
    }

    function handOver(address to) external {
        require(msg.sender == SettingsInStorageRight.layout().owner, "not yours");
        require(to != address(0), "nobody");
        SettingsInStorageRight.layout().owner = to;
    }

    function setNetwork(IDtnAi network) external {
        SettingsInStorageRight.Layout storage all = SettingsInStorageRight.layout();
        require(msg.sender == all.owner && all.sessionId == 0, "not now");
        all.network = network;
    }

    function ask(bytes calldata call) external payable {
        SettingsInStorageRight.Layout storage all = SettingsInStorageRight.layout();
        require(all.sessionId != 0, "no session");
        require(IERC20(all.network.feeToken()).transferFrom(msg.sender, address(this), 5000), "not paid");
        all.network.request{value: msg.value}(
            all.sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 5000),
            IDtnAi.CallBack(bytes4(0), bytes4(0), address(0)),
            msg.sender,
            msg.value
        );
    }
}
