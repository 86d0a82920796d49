// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "../IERC20.sol";

library SafeERC20 {
    function safeTransfer(IERC20 token, address to, uint256 value) internal {
        _callOptionalReturn(token, abi.encodeWithSelector(token.transfer.selector, to, value));
    }

    function safeTransferFrom(IERC20 token, address from, address to, uint256 value) internal {
        _callOptionalReturn(
            token,
            abi.encodeWithSelector(token.transferFrom.selector, from, to, value)
        );
    }

    function trySafeTransfer(IERC20 token, address to, uint256 value) internal returns (bool) {
        return _callOptionalReturnBool(
            token,
            abi.encodeWithSelector(token.transfer.selector, to, value)
        );
    }

    function trySafeTransferFrom(IERC20 token, address from, address to, uint256 value)
        internal
        returns (bool)
    {
        return _callOptionalReturnBool(
            token,
            abi.encodeWithSelector(token.transferFrom.selector, from, to, value)
        );
    }

    function safeApprove(IERC20 token, address spender, uint256 value) internal {
        require(
            value == 0 || token.allowance(address(this), spender) == 0,
            "SafeERC20: approve from non-zero to non-zero allowance"
        );
        _callOptionalReturn(token, abi.encodeWithSelector(token.approve.selector, spender, value));
    }

    function safeIncreaseAllowance(IERC20 token, address spender, uint256 value) internal {
        forceApprove(token, spender, token.allowance(address(this), spender) + value);
    }

    function safeDecreaseAllowance(IERC20 token, address spender, uint256 value) internal {
        uint256 allowed = token.allowance(address(this), spender);
        require(allowed >= value, "SafeERC20: decreased allowance below zero");
        forceApprove(token, spender, allowed - value);
    }

    function forceApprove(IERC20 token, address spender, uint256 value) internal {
        bytes memory data = abi.encodeWithSelector(token.approve.selector, spender, value);
        if (!_callOptionalReturnBool(token, data)) {
            _callOptionalReturn(token, abi.encodeWithSelector(token.approve.selector, spender, 0));
            _callOptionalReturn(token, data);
        }
    }

    // A token may return true, or nothing.
    function _callOptionalReturn(IERC20 token, bytes memory data) private {
        require(_callOptionalReturnBool(token, data), "SafeERC20: operation did not succeed");
    }

    function _callOptionalReturnBool(IERC20 token, bytes memory data) private returns (bool) {
        (bool success, bytes memory answer) = address(token).call(data);
        return success
            && (answer.length == 0 ? address(token).code.length > 0 : abi.decode(answer, (bool)));
    }
}
