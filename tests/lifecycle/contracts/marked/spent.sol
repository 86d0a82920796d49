// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;
import "./Desk.sol";

// What is taken of a balance shows that there is one.
abstract contract Paying is Desk {
    mapping(address => uint256) internal credits; uint256 internal id;
    constructor() { id = _paid(); }
}
contract CreditsTaken is Paying {
    constructor(address router) Desk(router) {}
    function grant(address who, uint256 n) external onlyBoss { credits[who] += n; }
    function close() external { credits[msg.sender] -= 5; ai.closeUserSession(id); id = 0; } //! CTRL=p
}
contract CreditsTakenInside is Paying {
    constructor(address router) Desk(router) {}
    function grant(address who, uint256 n) external onlyBoss { credits[who] += n; }
    function _pay() internal { credits[msg.sender] -= 5; }
    function close() external { _pay(); ai.closeUserSession(id); id = 0; } //! CTRL=p
}
contract CreditsForAll is Paying {
    constructor(address router) Desk(router) {}
    function grant(uint256 n) external { credits[msg.sender] += n; }
    function close() external { credits[msg.sender] -= 5; ai.closeUserSession(id); id = 0; } //! CTRL=v
}
contract CreditsWrapped is Paying {
    constructor(address router) Desk(router) {}
    function grant(address who, uint256 n) external onlyBoss { credits[who] += n; }
    function close() external { unchecked { credits[msg.sender] -= 5; } ai.closeUserSession(id); id = 0; } //! CTRL=v
}
contract CreditsOfChoice is Paying {
    constructor(address router) Desk(router) {}
    function grant(address who, uint256 n) external onlyBoss { credits[who] += n; }
    function close(uint256 n) external { credits[msg.sender] -= n; ai.closeUserSession(id); id = 0; } //! CTRL=v
}
contract CreditsOfAnother is Paying {
    constructor(address router) Desk(router) {}
    function grant(address who, uint256 n) external onlyBoss { credits[who] += n; }
    function close(address who) external { credits[who] -= 5; ai.closeUserSession(id); id = 0; } //! CTRL=v
}
contract CreditsSigned is Desk {
    mapping(address => int256) internal credits; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function grant(address who, int256 n) external onlyBoss { credits[who] += n; }
    function close() external { credits[msg.sender] -= 5; ai.closeUserSession(id); id = 0; } //! CTRL=v
}
