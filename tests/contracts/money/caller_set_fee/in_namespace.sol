// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Consumer} from "../../support/Consumer.sol";

// Of a struct somewhere in storage, anyone writes one field, and the owner another.
library SettingsOfFeeInNamespaceWrong {
    struct Layout {
        uint256 sessionId;
        uint256 cap;
        mapping(address => uint256) notes;
    }

    function layout() internal pure returns (Layout storage found) {
        bytes32 slot = keccak256("settings.example.FeeInNamespaceWrong");
        assembly {
            found.slot := slot
        }
    }
}

contract FeeInNamespaceWrong is Consumer {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        SettingsOfFeeInNamespaceWrong.Layout storage all = SettingsOfFeeInNamespaceWrong.layout();
        require(all.sessionId == 0, "already open");
        all.sessionId = _start(amount);
    }

    function setCap(uint256 cap) external {
        SettingsOfFeeInNamespaceWrong.Layout storage all = SettingsOfFeeInNamespaceWrong.layout();
        require(cap != 0, "nothing");
        all.cap = cap;
    }

    function note(uint256 number) external {
        SettingsOfFeeInNamespaceWrong.Layout storage all = SettingsOfFeeInNamespaceWrong.layout();
        all.notes[msg.sender] = number;
    }

    function ask() external {
        SettingsOfFeeInNamespaceWrong.Layout storage all = SettingsOfFeeInNamespaceWrong.layout();
        require(all.sessionId != 0, "no session");
        _charge();
        ai.request(all.sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.DIRECT, 1, 1, all.cap), _callBack(), msg.sender, 0); //~ dtn-caller-set-fee
    }

    function close() external onlyOwner {
        SettingsOfFeeInNamespaceWrong.Layout storage all = SettingsOfFeeInNamespaceWrong.layout();
        require(all.sessionId != 0, "no session");
        ai.closeUserSession(all.sessionId);
        all.sessionId = 0;
    }
}

library SettingsOfFeeInNamespaceRight {
    struct Layout {
        uint256 sessionId;
        uint256 cap;
        mapping(address => uint256) notes;
    }

    function layout() internal pure returns (Layout storage found) {
        bytes32 slot = keccak256("settings.example.FeeInNamespaceRight");
        assembly {
            found.slot := slot
        }
    }
}

contract FeeInNamespaceRight is Consumer {
    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        SettingsOfFeeInNamespaceRight.Layout storage all = SettingsOfFeeInNamespaceRight.layout();
        require(all.sessionId == 0, "already open");
        all.sessionId = _start(amount);
    }

    function setCap(uint256 cap) external onlyOwner {
        SettingsOfFeeInNamespaceRight.Layout storage all = SettingsOfFeeInNamespaceRight.layout();
        require(cap != 0, "nothing");
        all.cap = cap;
    }

    function note(uint256 number) external {
        SettingsOfFeeInNamespaceRight.Layout storage all = SettingsOfFeeInNamespaceRight.layout();
        all.notes[msg.sender] = number;
    }

    function ask() external {
        SettingsOfFeeInNamespaceRight.Layout storage all = SettingsOfFeeInNamespaceRight.layout();
        require(all.sessionId != 0, "no session");
        _charge();
        ai.request(all.sessionId, MODEL, _routing(), IDtnAi.DtnRequest("", "", IDtnAi.CallType.DIRECT, 1, 1, all.cap), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        SettingsOfFeeInNamespaceRight.Layout storage all = SettingsOfFeeInNamespaceRight.layout();
        require(all.sessionId != 0, "no session");
        ai.closeUserSession(all.sessionId);
        all.sessionId = 0;
    }
}
