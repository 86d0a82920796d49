// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {WithDtnAi} from '@deeptrust/contracts/with-dtn-ai.sol';
import {IERC20} from '@openzeppelin/contracts/token/ERC20/IERC20.sol';

abstract contract Base is WithDtnAi {
  address internal immutable owner = msg.sender;
  uint256 public sessionId;

  constructor(address router) { setAi(router); }

  modifier onlyOwner() {
    require(msg.sender == owner, 'owner only');
    _;
  }

  function _deposit(uint256 amount) internal {
    require(amount > 0, 'nothing');
    require(IERC20(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), amount), 'not paid');
  }

  function _stop(uint256 id) internal {
    require(id != 0, 'no session');
    ai.closeUserSession(id);
  }

  function withdraw(uint256 amount) external onlyOwner {
    require(IERC20(ai.feeToken()).transfer(owner, amount), 'not paid');
  }
}
