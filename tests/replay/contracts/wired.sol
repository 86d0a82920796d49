// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// What all have: whoever comes closes a session of any number.
abstract contract Wired {
    address public treasury;

    function _net() internal view virtual returns (IDtnAi);

    function close(uint256 id) external {
        _net().closeUserSession(id);
    }
}

/// The router has a name of its own, and an owner stands beside it.
contract Renamed is Wired, Ownable {
    IDtnAi internal immutable _link;

    constructor(address till, address _rrp) Ownable(msg.sender) {
        treasury = till;
        _link = IDtnAi(_rrp);
    }

    function _net() internal view override returns (IDtnAi) {
        return _link;
    }
}

/// It lies in a structure, and goes through a base.
abstract contract Based is Wired {
    address private _kept;

    constructor(address one) {
        _keep(one);
    }

    function _keep(address one) private {
        _kept = one;
    }

    function _net() internal view override returns (IDtnAi) {
        return IDtnAi(_kept);
    }
}

contract Structured is Based {
    struct Parties {
        address till;
        address far;
        uint256 bound;
    }

    uint256 public constant MOST = 7_777;

    constructor(Parties memory parties) Based(parties.far) {
        require(parties.bound == MOST, "not that");
        treasury = parties.till;
    }
}

/// It lies in an array.
contract Listed is Wired, Ownable {
    address[2] internal parts;

    constructor(address[2] memory parts_) Ownable(parts_[1]) {
        require(parts_[0] != parts_[1]);
        parts = parts_;
    }

    function _net() internal view override returns (IDtnAi) {
        return IDtnAi(parts[0]);
    }
}

/// It is packed into bytes.
contract Packed is Wired {
    address internal far;
    uint256 internal bound;

    constructor(bytes memory made) {
        (far, bound) = abi.decode(made, (address, uint256));
    }

    function _net() internal view override returns (IDtnAi) {
        return IDtnAi(far);
    }
}

/// A function sets it, beside something else.
contract Late is Wired, Ownable {
    IDtnAi internal far;

    constructor() Ownable(msg.sender) {}

    function wire(uint8 mode, IDtnAi to) external onlyOwner {
        require(mode == 4, "another mode");
        far = to;
    }

    function _net() internal view override returns (IDtnAi) {
        return far;
    }
}

/// Nothing sets it: that the router may become the owner is not that.
contract Never is Wired, Ownable {
    IDtnAi internal far;

    constructor() Ownable(msg.sender) {}

    function _net() internal view override returns (IDtnAi) {
        return far;
    }
}
