"""Contracts that are edited: right as they stand."""

from __future__ import annotations

HEAD = """\
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
"""
RESET = "        sessionId = 0;\n"
"""What `TILL` does with an ID that is closed."""
TILL = f"""{HEAD}
abstract contract Till is WithDtnAi {{
    uint256 public sessionId;

    function shut() external {{
        require(sessionId != 0);
        ai.closeUserSession(sessionId);
{RESET}    }}
}}
"""
SHOP = f"""{HEAD}import {{Till}} from "./Till.sol";

contract Shop is Till {{
    function open() external {{
        require(sessionId == 0);
        sessionId = ai.startUserSession();
    }}
}}
"""
