// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// A facet of a diamond: others answer for the same address. A contract of its own has no others.
interface IFacetOfAnswers {
    function onGood(bytes32 requestId) external;
    function onBad(bytes32 requestId) external;
}

library DiamondWithNetwork {
    struct Layout {
        IDtnAi network;
        uint256 sessionId;
    }

    function layout() internal pure returns (Layout storage found) {
        bytes32 slot = keccak256("diamond.example.network");
        assembly {
            found.slot := slot
        }
    }
}

contract NoFacetWrong {
    IDtnAi public immutable network;
    uint256 public sessionId;

    constructor(IDtnAi router) {
        network = router;
    }

    function ask(bytes calldata call) external payable {
        require(sessionId != 0, "no session");
        require(IERC20(network.feeToken()).transferFrom(msg.sender, address(this), 5000), "not paid");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(IFacetOfAnswers.onGood.selector, IFacetOfAnswers.onBad.selector, address(this)); //~ dtn-callback-signature
        network.request{value: msg.value}(
            sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 5000),
            back,
            msg.sender,
            msg.value
        );
    }
}

contract FacetRight {
    function ask(bytes calldata call) external payable {
        DiamondWithNetwork.Layout storage all = DiamondWithNetwork.layout();
        require(all.sessionId != 0, "no session");
        require(IERC20(all.network.feeToken()).transferFrom(msg.sender, address(this), 5000), "not paid");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(IFacetOfAnswers.onGood.selector, IFacetOfAnswers.onBad.selector, address(this));
        all.network.request{value: msg.value}(
            all.sessionId,
            keccak256("model.system.example"),
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(call, "", IDtnAi.CallType.DIRECT, 5, 5, 5000),
            back,
            msg.sender,
            msg.value
        );
    }
}
