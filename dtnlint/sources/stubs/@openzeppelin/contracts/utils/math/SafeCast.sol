// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

library SafeCast {
    function toUint8(uint256 value) internal pure returns (uint8) {
        require(value <= type(uint8).max, "SafeCast: does not fit in 8 bits");
        return uint8(value);
    }

    function toUint16(uint256 value) internal pure returns (uint16) {
        require(value <= type(uint16).max, "SafeCast: does not fit in 16 bits");
        return uint16(value);
    }

    function toUint24(uint256 value) internal pure returns (uint24) {
        require(value <= type(uint24).max, "SafeCast: does not fit in 24 bits");
        return uint24(value);
    }

    function toUint32(uint256 value) internal pure returns (uint32) {
        require(value <= type(uint32).max, "SafeCast: does not fit in 32 bits");
        return uint32(value);
    }

    function toUint40(uint256 value) internal pure returns (uint40) {
        require(value <= type(uint40).max, "SafeCast: does not fit in 40 bits");
        return uint40(value);
    }

    function toUint48(uint256 value) internal pure returns (uint48) {
        require(value <= type(uint48).max, "SafeCast: does not fit in 48 bits");
        return uint48(value);
    }

    function toUint56(uint256 value) internal pure returns (uint56) {
        require(value <= type(uint56).max, "SafeCast: does not fit in 56 bits");
        return uint56(value);
    }

    function toUint64(uint256 value) internal pure returns (uint64) {
        require(value <= type(uint64).max, "SafeCast: does not fit in 64 bits");
        return uint64(value);
    }

    function toUint72(uint256 value) internal pure returns (uint72) {
        require(value <= type(uint72).max, "SafeCast: does not fit in 72 bits");
        return uint72(value);
    }

    function toUint80(uint256 value) internal pure returns (uint80) {
        require(value <= type(uint80).max, "SafeCast: does not fit in 80 bits");
        return uint80(value);
    }

    function toUint88(uint256 value) internal pure returns (uint88) {
        require(value <= type(uint88).max, "SafeCast: does not fit in 88 bits");
        return uint88(value);
    }

    function toUint96(uint256 value) internal pure returns (uint96) {
        require(value <= type(uint96).max, "SafeCast: does not fit in 96 bits");
        return uint96(value);
    }

    function toUint104(uint256 value) internal pure returns (uint104) {
        require(value <= type(uint104).max, "SafeCast: does not fit in 104 bits");
        return uint104(value);
    }

    function toUint112(uint256 value) internal pure returns (uint112) {
        require(value <= type(uint112).max, "SafeCast: does not fit in 112 bits");
        return uint112(value);
    }

    function toUint120(uint256 value) internal pure returns (uint120) {
        require(value <= type(uint120).max, "SafeCast: does not fit in 120 bits");
        return uint120(value);
    }

    function toUint128(uint256 value) internal pure returns (uint128) {
        require(value <= type(uint128).max, "SafeCast: does not fit in 128 bits");
        return uint128(value);
    }

    function toUint136(uint256 value) internal pure returns (uint136) {
        require(value <= type(uint136).max, "SafeCast: does not fit in 136 bits");
        return uint136(value);
    }

    function toUint144(uint256 value) internal pure returns (uint144) {
        require(value <= type(uint144).max, "SafeCast: does not fit in 144 bits");
        return uint144(value);
    }

    function toUint152(uint256 value) internal pure returns (uint152) {
        require(value <= type(uint152).max, "SafeCast: does not fit in 152 bits");
        return uint152(value);
    }

    function toUint160(uint256 value) internal pure returns (uint160) {
        require(value <= type(uint160).max, "SafeCast: does not fit in 160 bits");
        return uint160(value);
    }

    function toUint168(uint256 value) internal pure returns (uint168) {
        require(value <= type(uint168).max, "SafeCast: does not fit in 168 bits");
        return uint168(value);
    }

    function toUint176(uint256 value) internal pure returns (uint176) {
        require(value <= type(uint176).max, "SafeCast: does not fit in 176 bits");
        return uint176(value);
    }

    function toUint184(uint256 value) internal pure returns (uint184) {
        require(value <= type(uint184).max, "SafeCast: does not fit in 184 bits");
        return uint184(value);
    }

    function toUint192(uint256 value) internal pure returns (uint192) {
        require(value <= type(uint192).max, "SafeCast: does not fit in 192 bits");
        return uint192(value);
    }

    function toUint200(uint256 value) internal pure returns (uint200) {
        require(value <= type(uint200).max, "SafeCast: does not fit in 200 bits");
        return uint200(value);
    }

    function toUint208(uint256 value) internal pure returns (uint208) {
        require(value <= type(uint208).max, "SafeCast: does not fit in 208 bits");
        return uint208(value);
    }

    function toUint216(uint256 value) internal pure returns (uint216) {
        require(value <= type(uint216).max, "SafeCast: does not fit in 216 bits");
        return uint216(value);
    }

    function toUint224(uint256 value) internal pure returns (uint224) {
        require(value <= type(uint224).max, "SafeCast: does not fit in 224 bits");
        return uint224(value);
    }

    function toUint232(uint256 value) internal pure returns (uint232) {
        require(value <= type(uint232).max, "SafeCast: does not fit in 232 bits");
        return uint232(value);
    }

    function toUint240(uint256 value) internal pure returns (uint240) {
        require(value <= type(uint240).max, "SafeCast: does not fit in 240 bits");
        return uint240(value);
    }

    function toUint248(uint256 value) internal pure returns (uint248) {
        require(value <= type(uint248).max, "SafeCast: does not fit in 248 bits");
        return uint248(value);
    }

    function toInt8(int256 value) internal pure returns (int8) {
        require(
            value >= type(int8).min && value <= type(int8).max,
            "SafeCast: does not fit in 8 bits"
        );
        return int8(value);
    }

    function toInt16(int256 value) internal pure returns (int16) {
        require(
            value >= type(int16).min && value <= type(int16).max,
            "SafeCast: does not fit in 16 bits"
        );
        return int16(value);
    }

    function toInt24(int256 value) internal pure returns (int24) {
        require(
            value >= type(int24).min && value <= type(int24).max,
            "SafeCast: does not fit in 24 bits"
        );
        return int24(value);
    }

    function toInt32(int256 value) internal pure returns (int32) {
        require(
            value >= type(int32).min && value <= type(int32).max,
            "SafeCast: does not fit in 32 bits"
        );
        return int32(value);
    }

    function toInt40(int256 value) internal pure returns (int40) {
        require(
            value >= type(int40).min && value <= type(int40).max,
            "SafeCast: does not fit in 40 bits"
        );
        return int40(value);
    }

    function toInt48(int256 value) internal pure returns (int48) {
        require(
            value >= type(int48).min && value <= type(int48).max,
            "SafeCast: does not fit in 48 bits"
        );
        return int48(value);
    }

    function toInt56(int256 value) internal pure returns (int56) {
        require(
            value >= type(int56).min && value <= type(int56).max,
            "SafeCast: does not fit in 56 bits"
        );
        return int56(value);
    }

    function toInt64(int256 value) internal pure returns (int64) {
        require(
            value >= type(int64).min && value <= type(int64).max,
            "SafeCast: does not fit in 64 bits"
        );
        return int64(value);
    }

    function toInt72(int256 value) internal pure returns (int72) {
        require(
            value >= type(int72).min && value <= type(int72).max,
            "SafeCast: does not fit in 72 bits"
        );
        return int72(value);
    }

    function toInt80(int256 value) internal pure returns (int80) {
        require(
            value >= type(int80).min && value <= type(int80).max,
            "SafeCast: does not fit in 80 bits"
        );
        return int80(value);
    }

    function toInt88(int256 value) internal pure returns (int88) {
        require(
            value >= type(int88).min && value <= type(int88).max,
            "SafeCast: does not fit in 88 bits"
        );
        return int88(value);
    }

    function toInt96(int256 value) internal pure returns (int96) {
        require(
            value >= type(int96).min && value <= type(int96).max,
            "SafeCast: does not fit in 96 bits"
        );
        return int96(value);
    }

    function toInt104(int256 value) internal pure returns (int104) {
        require(
            value >= type(int104).min && value <= type(int104).max,
            "SafeCast: does not fit in 104 bits"
        );
        return int104(value);
    }

    function toInt112(int256 value) internal pure returns (int112) {
        require(
            value >= type(int112).min && value <= type(int112).max,
            "SafeCast: does not fit in 112 bits"
        );
        return int112(value);
    }

    function toInt120(int256 value) internal pure returns (int120) {
        require(
            value >= type(int120).min && value <= type(int120).max,
            "SafeCast: does not fit in 120 bits"
        );
        return int120(value);
    }

    function toInt128(int256 value) internal pure returns (int128) {
        require(
            value >= type(int128).min && value <= type(int128).max,
            "SafeCast: does not fit in 128 bits"
        );
        return int128(value);
    }

    function toInt136(int256 value) internal pure returns (int136) {
        require(
            value >= type(int136).min && value <= type(int136).max,
            "SafeCast: does not fit in 136 bits"
        );
        return int136(value);
    }

    function toInt144(int256 value) internal pure returns (int144) {
        require(
            value >= type(int144).min && value <= type(int144).max,
            "SafeCast: does not fit in 144 bits"
        );
        return int144(value);
    }

    function toInt152(int256 value) internal pure returns (int152) {
        require(
            value >= type(int152).min && value <= type(int152).max,
            "SafeCast: does not fit in 152 bits"
        );
        return int152(value);
    }

    function toInt160(int256 value) internal pure returns (int160) {
        require(
            value >= type(int160).min && value <= type(int160).max,
            "SafeCast: does not fit in 160 bits"
        );
        return int160(value);
    }

    function toInt168(int256 value) internal pure returns (int168) {
        require(
            value >= type(int168).min && value <= type(int168).max,
            "SafeCast: does not fit in 168 bits"
        );
        return int168(value);
    }

    function toInt176(int256 value) internal pure returns (int176) {
        require(
            value >= type(int176).min && value <= type(int176).max,
            "SafeCast: does not fit in 176 bits"
        );
        return int176(value);
    }

    function toInt184(int256 value) internal pure returns (int184) {
        require(
            value >= type(int184).min && value <= type(int184).max,
            "SafeCast: does not fit in 184 bits"
        );
        return int184(value);
    }

    function toInt192(int256 value) internal pure returns (int192) {
        require(
            value >= type(int192).min && value <= type(int192).max,
            "SafeCast: does not fit in 192 bits"
        );
        return int192(value);
    }

    function toInt200(int256 value) internal pure returns (int200) {
        require(
            value >= type(int200).min && value <= type(int200).max,
            "SafeCast: does not fit in 200 bits"
        );
        return int200(value);
    }

    function toInt208(int256 value) internal pure returns (int208) {
        require(
            value >= type(int208).min && value <= type(int208).max,
            "SafeCast: does not fit in 208 bits"
        );
        return int208(value);
    }

    function toInt216(int256 value) internal pure returns (int216) {
        require(
            value >= type(int216).min && value <= type(int216).max,
            "SafeCast: does not fit in 216 bits"
        );
        return int216(value);
    }

    function toInt224(int256 value) internal pure returns (int224) {
        require(
            value >= type(int224).min && value <= type(int224).max,
            "SafeCast: does not fit in 224 bits"
        );
        return int224(value);
    }

    function toInt232(int256 value) internal pure returns (int232) {
        require(
            value >= type(int232).min && value <= type(int232).max,
            "SafeCast: does not fit in 232 bits"
        );
        return int232(value);
    }

    function toInt240(int256 value) internal pure returns (int240) {
        require(
            value >= type(int240).min && value <= type(int240).max,
            "SafeCast: does not fit in 240 bits"
        );
        return int240(value);
    }

    function toInt248(int256 value) internal pure returns (int248) {
        require(
            value >= type(int248).min && value <= type(int248).max,
            "SafeCast: does not fit in 248 bits"
        );
        return int248(value);
    }

    function toUint256(int256 value) internal pure returns (uint256) {
        require(value >= 0, "SafeCast: below 0");
        return uint256(value);
    }

    function toInt256(uint256 value) internal pure returns (int256) {
        require(value <= uint256(type(int256).max), "SafeCast: does not fit in an int256");
        return int256(value);
    }
}
