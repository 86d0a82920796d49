// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// Every amount is made of every other: there are more ways to fold them than can be followed.
contract SumsOfSumsRight is Consumer {
    uint256 public sessionId;
    uint256 internal amount0;
    uint256 internal amount1;
    uint256 internal amount2;
    uint256 internal amount3;
    uint256 internal amount4;
    uint256 internal amount5;
    uint256 internal amount6;
    uint256 internal amount7;
    uint256 internal amount8;
    uint256 internal amount9;
    uint256 internal amount10;
    uint256 internal amount11;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0 && amount < amount0, "not now");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function mix0() external onlyOwner {
        amount0 = amount1 + 2;
        amount0 = amount2 + 3;
        amount0 = amount3 + 4;
        amount0 = amount4 + 5;
        amount0 = amount5 + 6;
        amount0 = amount6 + 7;
        amount0 = amount7 + 8;
        amount0 = amount8 + 9;
        amount0 = amount9 + 10;
        amount0 = amount10 + 11;
        amount0 = amount11 + 12;
    }

    function mix1() external onlyOwner {
        amount1 = amount0 + 13;
        amount1 = amount2 + 15;
        amount1 = amount3 + 16;
        amount1 = amount4 + 17;
        amount1 = amount5 + 18;
        amount1 = amount6 + 19;
        amount1 = amount7 + 20;
        amount1 = amount8 + 21;
        amount1 = amount9 + 22;
        amount1 = amount10 + 23;
        amount1 = amount11 + 24;
    }

    function mix2() external onlyOwner {
        amount2 = amount0 + 25;
        amount2 = amount1 + 26;
        amount2 = amount3 + 28;
        amount2 = amount4 + 29;
        amount2 = amount5 + 30;
        amount2 = amount6 + 31;
        amount2 = amount7 + 32;
        amount2 = amount8 + 33;
        amount2 = amount9 + 34;
        amount2 = amount10 + 35;
        amount2 = amount11 + 36;
    }

    function mix3() external onlyOwner {
        amount3 = amount0 + 37;
        amount3 = amount1 + 38;
        amount3 = amount2 + 39;
        amount3 = amount4 + 41;
        amount3 = amount5 + 42;
        amount3 = amount6 + 43;
        amount3 = amount7 + 44;
        amount3 = amount8 + 45;
        amount3 = amount9 + 46;
        amount3 = amount10 + 47;
        amount3 = amount11 + 48;
    }

    function mix4() external onlyOwner {
        amount4 = amount0 + 49;
        amount4 = amount1 + 50;
        amount4 = amount2 + 51;
        amount4 = amount3 + 52;
        amount4 = amount5 + 54;
        amount4 = amount6 + 55;
        amount4 = amount7 + 56;
        amount4 = amount8 + 57;
        amount4 = amount9 + 58;
        amount4 = amount10 + 59;
        amount4 = amount11 + 60;
    }

    function mix5() external onlyOwner {
        amount5 = amount0 + 61;
        amount5 = amount1 + 62;
        amount5 = amount2 + 63;
        amount5 = amount3 + 64;
        amount5 = amount4 + 65;
        amount5 = amount6 + 67;
        amount5 = amount7 + 68;
        amount5 = amount8 + 69;
        amount5 = amount9 + 70;
        amount5 = amount10 + 71;
        amount5 = amount11 + 72;
    }

    function mix6() external onlyOwner {
        amount6 = amount0 + 73;
        amount6 = amount1 + 74;
        amount6 = amount2 + 75;
        amount6 = amount3 + 76;
        amount6 = amount4 + 77;
        amount6 = amount5 + 78;
        amount6 = amount7 + 80;
        amount6 = amount8 + 81;
        amount6 = amount9 + 82;
        amount6 = amount10 + 83;
        amount6 = amount11 + 84;
    }

    function mix7() external onlyOwner {
        amount7 = amount0 + 85;
        amount7 = amount1 + 86;
        amount7 = amount2 + 87;
        amount7 = amount3 + 88;
        amount7 = amount4 + 89;
        amount7 = amount5 + 90;
        amount7 = amount6 + 91;
        amount7 = amount8 + 93;
        amount7 = amount9 + 94;
        amount7 = amount10 + 95;
        amount7 = amount11 + 96;
    }

    function mix8() external onlyOwner {
        amount8 = amount0 + 97;
        amount8 = amount1 + 98;
        amount8 = amount2 + 99;
        amount8 = amount3 + 100;
        amount8 = amount4 + 101;
        amount8 = amount5 + 102;
        amount8 = amount6 + 103;
        amount8 = amount7 + 104;
        amount8 = amount9 + 106;
        amount8 = amount10 + 107;
        amount8 = amount11 + 108;
    }

    function mix9() external onlyOwner {
        amount9 = amount0 + 109;
        amount9 = amount1 + 110;
        amount9 = amount2 + 111;
        amount9 = amount3 + 112;
        amount9 = amount4 + 113;
        amount9 = amount5 + 114;
        amount9 = amount6 + 115;
        amount9 = amount7 + 116;
        amount9 = amount8 + 117;
        amount9 = amount10 + 119;
        amount9 = amount11 + 120;
    }

    function mix10() external onlyOwner {
        amount10 = amount0 + 121;
        amount10 = amount1 + 122;
        amount10 = amount2 + 123;
        amount10 = amount3 + 124;
        amount10 = amount4 + 125;
        amount10 = amount5 + 126;
        amount10 = amount6 + 127;
        amount10 = amount7 + 128;
        amount10 = amount8 + 129;
        amount10 = amount9 + 130;
        amount10 = amount11 + 132;
    }

    function mix11() external onlyOwner {
        amount11 = amount0 + 133;
        amount11 = amount1 + 134;
        amount11 = amount2 + 135;
        amount11 = amount3 + 136;
        amount11 = amount4 + 137;
        amount11 = amount5 + 138;
        amount11 = amount6 + 139;
        amount11 = amount7 + 140;
        amount11 = amount8 + 141;
        amount11 = amount9 + 142;
        amount11 = amount10 + 143;
    }
}
