// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

/// What the close looks at is found under a name; callbacks find the same under a request.
abstract contract Tenants is Consumer {
    struct Tenant {
        uint256 session;
        uint64 used;
        bool active;
    }

    mapping(bytes32 => Tenant) public tenants;
    mapping(bytes32 => bytes32) internal tenantOf;

    function register(bytes32 name, uint256 amount) external onlyOwner {
        require(!tenants[name].active, "registered");
        tenants[name].active = true;
        tenants[name].session = _start(amount);
    }

    function ask(bytes32 name, string calldata prompt) external payable {
        require(tenants[name].active, "not registered");
        tenants[name].used++;
        tenantOf[_ask(tenants[name].session, prompt)] = name;
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        bytes32 name = tenantOf[requestId];
        require(name != 0, "not ours");
        delete tenantOf[requestId];
        if (tenants[name].used > 0) tenants[name].used--;
    }
}

// No answer changes what is checked here.
contract LookedUpElsewhereWrong is Tenants {
    constructor(address router) Consumer(router) {}

    function retire(bytes32 name) external onlyOwner {
        require(tenants[name].active, "not registered");
        tenants[name].active = false;
        ai.closeUserSession(tenants[name].session); //~ dtn-close-in-flight
        tenants[name].session = 0;
    }
}
