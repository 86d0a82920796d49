// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// The sender behind a trusted forwarder, read from the end of the call data; and the router that the caller gives.
contract ForwardedWrong is Asker {
    address public immutable forwarder;
    address public immutable admin;
    uint256 public sessionId;

    constructor(address router, address trusted) {
        setAi(router);
        forwarder = trusted;
        admin = msg.sender;
    }

    function setRouter(address router) external {
        require(_sender() != admin, "not yours");
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function _sender() private view returns (address sender) {
        sender = msg.sender;
        if (msg.sender == forwarder && msg.data.length >= 20) {
            assembly {
                sender := shr(96, calldataload(sub(calldatasize(), 20)))
            }
        }
    }
}

contract ForwardedRight is Asker {
    address public immutable forwarder;
    address public immutable admin;
    uint256 public sessionId;

    constructor(address router, address trusted) {
        setAi(router);
        forwarder = trusted;
        admin = msg.sender;
    }

    function setRouter(address router) external {
        require(_sender() == admin, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function _sender() private view returns (address sender) {
        sender = msg.sender;
        if (msg.sender == forwarder && msg.data.length >= 20) {
            assembly {
                sender := shr(96, calldataload(sub(calldatasize(), 20)))
            }
        }
    }
}
