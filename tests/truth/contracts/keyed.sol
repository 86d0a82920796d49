// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

// Nothing holds the ID but as a key, beside which its record lies: it is not lost.
contract Keyed is WithDtnAi {
    struct Record {
        bool open;
        address owner;
    }

    mapping(address => mapping(uint256 => Record)) private records;

    constructor(address router) {
        setAi(router);
    }

    function open() external {
        IERC20 token = IERC20(ai.feeToken());
        require(token.transferFrom(msg.sender, ai.feeTarget(), 1000));
        Record storage record = records[msg.sender][ai.startUserSession()];
        record.open = true;
        record.owner = msg.sender;
    }

    function close(uint256 id) external {
        require(records[msg.sender][id].open);
        records[msg.sender][id].open = false;
        ai.closeUserSession(id);
    }
}
