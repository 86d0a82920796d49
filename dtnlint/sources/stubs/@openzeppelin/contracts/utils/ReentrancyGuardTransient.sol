// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

abstract contract ReentrancyGuardTransient {
    // Cleared at the end of the transaction by itself; kept here as in `ReentrancyGuard`, since
    // compilers before 0.8.24 have no transient storage.
    bool private _entered;

    modifier nonReentrant() {
        require(!_entered, "ReentrancyGuard: reentrant call");
        _entered = true;
        _;
        _entered = false;
    }

    function _reentrancyGuardEntered() internal view returns (bool) {
        return _entered;
    }
}
