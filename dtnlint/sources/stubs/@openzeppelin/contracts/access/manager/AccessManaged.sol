// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "./IAccessManaged.sol";
import "../../utils/Context.sol";

interface IAuthorityOfManaged {
    function canCall(address caller, address target, bytes4 selector)
        external
        view
        returns (bool immediate, uint32 delay);

    function consumeScheduledOp(address caller, bytes calldata data) external;
}

abstract contract AccessManaged is Context, IAccessManaged {
    address private _authority;
    bool private _consumingSchedule;

    constructor(address initialAuthority) {
        _setAuthority(initialAuthority);
    }

    modifier restricted() {
        _checkCanCall(_msgSender(), _msgData());
        _;
    }

    function authority() public view virtual override returns (address) {
        return _authority;
    }

    function setAuthority(address newAuthority) public virtual override {
        require(_msgSender() == authority(), "AccessManaged: unauthorized");
        _setAuthority(newAuthority);
    }

    function isConsumingScheduledOp() public view override returns (bytes4) {
        return _consumingSchedule ? this.isConsumingScheduledOp.selector : bytes4(0);
    }

    function _setAuthority(address newAuthority) internal virtual {
        _authority = newAuthority;
        emit AuthorityUpdated(newAuthority);
    }

    function _checkCanCall(address caller, bytes calldata data) internal virtual {
        IAuthorityOfManaged manager = IAuthorityOfManaged(authority());
        (bool immediate, uint32 delay) = manager.canCall(caller, address(this), msg.sig);
        if (!immediate) {
            require(delay > 0, "AccessManaged: unauthorized");
            _consumingSchedule = true;
            manager.consumeScheduledOp(caller, data);
            _consumingSchedule = false;
        }
    }
}
