// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0 <0.9.0;

// Stands in for any other contract that a consumer talks to, and for senders that are contracts.

contract ModelStandIn {
    address private target;
    bytes private reaction;

    /// When it is called next, it calls back, once, before it returns.
    function arm(address target_, bytes calldata reaction_) external {
        target = target_;
        reaction = reaction_;
    }

    /// Whether it still waits to be called.
    function armed() external view returns (bool) {
        return target != address(0);
    }

    /// Calls in its own name; a revert is passed on.
    function act(address to, bytes calldata data) external payable {
        (bool done, bytes memory answer) = to.call{value: msg.value}(data);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// Creates a contract, and so becomes its owner.
    function make(bytes memory code) external returns (address made) {
        assembly {
            made := create(0, add(code, 32), mload(code))
            if iszero(made) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    receive() external payable {
        _react();
    }

    /// Answers 1, which is also true, to whatever it is asked.
    fallback() external payable {
        _react();
        assembly {
            mstore(0, 1)
            return(0, 32)
        }
    }

    function _react() private {
        address to = target;
        if (to == address(0)) return;
        target = address(0);
        (bool done,) = to.call(reaction);
        done;
    }
}
