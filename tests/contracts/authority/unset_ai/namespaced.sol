// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAiUpgradeable} from "@deeptrust/contracts/with-dtn-ai-upgradeable.sol";

// The router lies in storage of its own: an initializer forgets it, or a facet leaves it to others.
contract NamespacedRouterWrong is WithDtnAiUpgradeable { //~ dtn-unset-ai
    address public admin;
    uint256 public sessionId;

    function initialize(address router) external initializer {
        require(router != address(0), "no router");
        admin = msg.sender;
    }

    function ask(string calldata prompt) external {
        require(msg.sender == admin && sessionId != 0, "not now");
        bytes memory call = abi.encode(DtnDefaults.singleArray(prompt));
        IDtnAi.CallBack memory none;
        ai().request(
            sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 900),
            none,
            msg.sender,
            0
        );
    }
}

contract NamespacedRouterRight is WithDtnAiUpgradeable {
    address public admin;
    uint256 public sessionId;

    function initialize(address router) external initializer {
        require(router != address(0), "no router");
        admin = msg.sender;
        __WithDtnAi_init(router);
    }

    function ask(string calldata prompt) external {
        require(msg.sender == admin && sessionId != 0, "not now");
        bytes memory call = abi.encode(DtnDefaults.singleArray(prompt));
        IDtnAi.CallBack memory none;
        ai().request(
            sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 900),
            none,
            msg.sender,
            0
        );
    }
}

library FacetRouterStorage {
    struct Layout {
        IDtnAi ai;
        address admin;
        uint256 sessionId;
    }

    function layout() internal pure returns (Layout storage l) {
        bytes32 slot = keccak256("example.facets");
        assembly {
            l.slot := slot
        }
    }
}

contract FacetRouterRight {
    function close() external {
        FacetRouterStorage.Layout storage l = FacetRouterStorage.layout();
        uint256 id = l.sessionId;
        require(msg.sender == l.admin && id != 0, "not now");
        l.sessionId = 0;
        l.ai.closeUserSession(id);
    }
}
