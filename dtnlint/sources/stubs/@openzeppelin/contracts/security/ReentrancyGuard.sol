// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; where version 4 of the package keeps it.

import "../utils/ReentrancyGuard.sol";
