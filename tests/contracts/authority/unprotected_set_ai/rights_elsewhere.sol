// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Asker} from "../../support/Consumer.sol";

// Another contract is asked about the sender: it says yes, or it reverts; or it is only told.
interface IRegistryOfRights {
    function mayCall(address who, address what) external view returns (bool allowed, uint32 delay);
    function refuseStrangers(address who) external view;
    function levelOf(address who) external view returns (uint8);
    function note(address who) external;
}

contract RightsWrong is Asker {
    IRegistryOfRights public immutable rights;
    uint256 public sessionId;

    constructor(address router, IRegistryOfRights where) {
        setAi(router);
        rights = where;
    }

    function setRouter(address router) external {
        rights.note(msg.sender);
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract RightsRefuse is Asker {
    IRegistryOfRights public immutable rights;
    uint256 public sessionId;

    constructor(address router, IRegistryOfRights where) {
        setAi(router);
        rights = where;
    }

    function setRouter(address router) external {
        rights.refuseStrangers(msg.sender);
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract RightsLevel is Asker {
    IRegistryOfRights public immutable rights;
    uint256 public sessionId;

    constructor(address router, IRegistryOfRights where) {
        setAi(router);
        rights = where;
    }

    function setRouter(address router) external {
        require(rights.levelOf(msg.sender) >= 3, "not yours");
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract RightsPair is Asker {
    IRegistryOfRights public immutable rights;
    uint256 public sessionId;

    constructor(address router, IRegistryOfRights where) {
        setAi(router);
        rights = where;
    }

    function setRouter(address router) external {
        (bool allowed,) = rights.mayCall(msg.sender, address(this));
        if (!allowed) revert NotOwner();
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract RightsPairWrong is Asker {
    IRegistryOfRights public immutable rights;
    uint256 public sessionId;

    constructor(address router, IRegistryOfRights where) {
        setAi(router);
        rights = where;
    }

    function setRouter(address router) external {
        (bool allowed,) = rights.mayCall(owner, address(this));
        if (!allowed) revert NotOwner();
        require(sessionId == 0, "not now");
        setAi(router); //~ dtn-unprotected-set-ai
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

contract RightsHelper is Asker {
    IRegistryOfRights public immutable rights;
    uint256 public sessionId;

    constructor(address router, IRegistryOfRights where) {
        setAi(router);
        rights = where;
    }

    function setRouter(address router) external {
        _checkSender();
        require(sessionId == 0, "not now");
        setAi(router);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function _checkSender() private view {
        rights.refuseStrangers(msg.sender);
    }
}
