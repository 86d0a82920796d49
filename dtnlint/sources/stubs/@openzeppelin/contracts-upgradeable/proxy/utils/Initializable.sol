// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; both packages have it, and here it is one contract.

import "@openzeppelin/contracts/proxy/utils/Initializable.sol";
