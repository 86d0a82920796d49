// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Base} from './Base.sol';

// The helper closes what it is given: its callers know which cell that was.
contract Stopper is Base {
  constructor(address router) Base(router) {}

  function open(uint256 amount) external onlyOwner {
    require(sessionId == 0, 'open');
    _deposit(amount);
    sessionId = ai.startUserSession();
  }

  function stop() external onlyOwner { _stop(sessionId); }
}

// Opening again loses what is open.
contract Rotation is Base {
  constructor(address router) Base(router) {}

  function open(uint256 amount) external onlyOwner {
    require(amount != 1, 'too little');
    _deposit(amount);
    sessionId = ai.startUserSession();
  }

  function stop() external onlyOwner {
    _stop(sessionId);
    sessionId = 0;
  }
}

// An immutable cannot be reset.
contract Fixed is Base {
  uint256 public immutable id;

  constructor(address router, uint256 amount) Base(router) {
    _deposit(amount);
    id = ai.startUserSession();
  }

  function stop() external onlyOwner {
    ai.closeUserSession(id);
  }
}

// What it closes it no longer knows by the time that anybody could reset it.
contract Taker is Base {
  constructor(address router) Base(router) {}

  function open(uint256 amount) external onlyOwner {
    require(sessionId == 0, 'open');
    _deposit(amount);
    sessionId = ai.startUserSession();
  }

  function stop() external onlyOwner {
    ai.closeUserSession(current());
  }

  function current() public view returns (uint256) {
    require(sessionId != 0, 'no session');
    return sessionId;
  }
}

// The check is the wrong way round: another would leave nothing that gets past both.
contract Backwards is Base {
  constructor(address router) Base(router) {}

  function open(uint256 amount) external onlyOwner {
    require(sessionId == 0, 'open');
    _deposit(amount);
    sessionId = ai.startUserSession();
  }

  function stop() external onlyOwner {
    require(sessionId == 0, 'no session');
    ai.closeUserSession(sessionId);
    delete sessionId;
  }
}
