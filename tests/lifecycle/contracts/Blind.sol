// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../contracts/support/Consumer.sol";

// Each is right but for one function, of which nobody can tell what it does to the session.
abstract contract Careful is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "none");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RunsOtherCode is Careful {
    constructor(address router) Consumer(router) {}

    function run(address code, bytes calldata data) external {
        (bool done, ) = code.delegatecall(data);
        require(done, "failed");
    }
}

contract RunsOtherCodeForAll is Careful {
    address private immutable code;

    constructor(address router, address code_) Consumer(router) {
        code = code_;
    }

    fallback() external {
        address to = code;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            if iszero(done) { revert(0, 0) }
        }
    }
}

contract WritesAnywhere is Careful {
    constructor(address router) Consumer(router) {}

    function write(uint256 slot, uint256 value) external {
        assembly {
            sstore(slot, value)
        }
    }
}

contract CallsItself is Careful {
    constructor(address router) Consumer(router) {}

    function end() external onlyOwner {
        (bool done, ) = address(this).call(abi.encodeCall(this.endNow, ()));
        require(done, "failed");
    }

    function endNow() external {
        require(msg.sender == address(this), "not for you");
        ai.closeUserSession(sessionId);
    }
}

// An upgrade puts other code in place: of this code, all is known.
contract Upgraded is Careful {
    constructor(address router) Consumer(router) {}

    function upgradeToAndCall(address code, bytes calldata data) external payable onlyOwner {
        (bool done, ) = code.delegatecall(data);
        require(done, "failed");
    }
}

contract SendsAnything is Careful {
    constructor(address router) Consumer(router) {}

    function send(bytes calldata message) external {
        (bool done,) = address(ai).call(message);
        require(done);
    }
}

contract SendsAnythingAnywhere is Careful {
    constructor(address router) Consumer(router) {}

    function send(address to, bytes calldata message) external onlyOwner {
        (bool done,) = to.call(message);
        require(done);
    }
}

contract SendsWhatIsPacked is Careful {
    constructor(address router) Consumer(router) {}

    function send(uint256 id) external onlyOwner {
        bytes4 selector = bytes4(keccak256("closeUserSession(uint256)"));
        (bool done,) = address(ai).call(abi.encodePacked(selector, id));
        require(done);
    }
}

contract SendsValue is Careful {
    constructor(address router) Consumer(router) {}

    function send(address payable to) external onlyOwner {
        (bool done,) = to.call{value: address(this).balance}("");
        require(done);
        (done,) = to.call(abi.encodeWithSignature("poke(uint256)", 1));
    }
}

contract ClosesWithWhatIsPacked is Consumer {
    uint256 private sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "none");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        uint256 closed = sessionId;
        require(closed != 0, "none");
        sessionId = 0;
        ai.closeUserSession(closed);
    }

    function closeByHand() external onlyOwner {
        bytes4 what = bytes4(keccak256("closeUserSession(uint256)"));
        (bool done, ) = address(ai).call(abi.encodePacked(what, sessionId));
        require(done, "failed");
    }
}
