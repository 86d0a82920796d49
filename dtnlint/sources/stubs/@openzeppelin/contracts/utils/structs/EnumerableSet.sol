// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

library EnumerableSet {
    struct Set {
        bytes32[] _values;
        // Position in the array, counted from 1; 0 for what is not in the set.
        mapping(bytes32 => uint256) _positions;
    }

    function _add(Set storage set, bytes32 value) private returns (bool) {
        if (_contains(set, value)) {
            return false;
        }
        set._values.push(value);
        set._positions[value] = set._values.length;
        return true;
    }

    function _remove(Set storage set, bytes32 value) private returns (bool) {
        uint256 position = set._positions[value];
        if (position == 0) {
            return false;
        }
        bytes32 last = set._values[set._values.length - 1];
        set._values[position - 1] = last;
        set._positions[last] = position;
        set._values.pop();
        delete set._positions[value];
        return true;
    }

    function _contains(Set storage set, bytes32 value) private view returns (bool) {
        return set._positions[value] != 0;
    }

    struct Bytes32Set {
        Set _inner;
    }

    function add(Bytes32Set storage set, bytes32 value) internal returns (bool) {
        return _add(set._inner, value);
    }

    function remove(Bytes32Set storage set, bytes32 value) internal returns (bool) {
        return _remove(set._inner, value);
    }

    function contains(Bytes32Set storage set, bytes32 value) internal view returns (bool) {
        return _contains(set._inner, value);
    }

    function length(Bytes32Set storage set) internal view returns (uint256) {
        return set._inner._values.length;
    }

    function at(Bytes32Set storage set, uint256 index) internal view returns (bytes32) {
        return set._inner._values[index];
    }

    function values(Bytes32Set storage set) internal view returns (bytes32[] memory result) {
        result = new bytes32[](set._inner._values.length);
        for (uint256 i = 0; i < result.length; i++) {
            result[i] = set._inner._values[i];
        }
    }

    struct AddressSet {
        Set _inner;
    }

    function add(AddressSet storage set, address value) internal returns (bool) {
        return _add(set._inner, bytes32(uint256(uint160(value))));
    }

    function remove(AddressSet storage set, address value) internal returns (bool) {
        return _remove(set._inner, bytes32(uint256(uint160(value))));
    }

    function contains(AddressSet storage set, address value) internal view returns (bool) {
        return _contains(set._inner, bytes32(uint256(uint160(value))));
    }

    function length(AddressSet storage set) internal view returns (uint256) {
        return set._inner._values.length;
    }

    function at(AddressSet storage set, uint256 index) internal view returns (address) {
        return address(uint160(uint256(set._inner._values[index])));
    }

    function values(AddressSet storage set) internal view returns (address[] memory result) {
        result = new address[](set._inner._values.length);
        for (uint256 i = 0; i < result.length; i++) {
            result[i] = address(uint160(uint256(set._inner._values[i])));
        }
    }

    struct UintSet {
        Set _inner;
    }

    function add(UintSet storage set, uint256 value) internal returns (bool) {
        return _add(set._inner, bytes32(value));
    }

    function remove(UintSet storage set, uint256 value) internal returns (bool) {
        return _remove(set._inner, bytes32(value));
    }

    function contains(UintSet storage set, uint256 value) internal view returns (bool) {
        return _contains(set._inner, bytes32(value));
    }

    function length(UintSet storage set) internal view returns (uint256) {
        return set._inner._values.length;
    }

    function at(UintSet storage set, uint256 index) internal view returns (uint256) {
        return uint256(set._inner._values[index]);
    }

    function values(UintSet storage set) internal view returns (uint256[] memory result) {
        result = new uint256[](set._inner._values.length);
        for (uint256 i = 0; i < result.length; i++) {
            result[i] = uint256(set._inner._values[i]);
        }
    }
}
