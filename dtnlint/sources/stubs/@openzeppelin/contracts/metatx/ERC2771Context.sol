// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "../utils/Context.sol";

abstract contract ERC2771Context is Context {
    address private immutable _trustedForwarder;

    constructor(address forwarder) {
        _trustedForwarder = forwarder;
    }

    function trustedForwarder() public view virtual returns (address) {
        return _trustedForwarder;
    }

    function isTrustedForwarder(address forwarder) public view virtual returns (bool) {
        return forwarder == trustedForwarder();
    }

    function _msgSender() internal view virtual override returns (address sender) {
        uint256 suffix = _contextSuffixLength();
        if (!isTrustedForwarder(msg.sender) || msg.data.length < suffix) {
            return super._msgSender();
        }
        assembly {
            sender := shr(96, calldataload(sub(calldatasize(), suffix)))
        }
    }

    function _msgData() internal view virtual override returns (bytes calldata) {
        uint256 suffix = _contextSuffixLength();
        if (isTrustedForwarder(msg.sender) && msg.data.length >= suffix) {
            return msg.data[:msg.data.length - suffix];
        }
        return super._msgData();
    }

    function _contextSuffixLength() internal view virtual override returns (uint256) {
        return 20;
    }
}
