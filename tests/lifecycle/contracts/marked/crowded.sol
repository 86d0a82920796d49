// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// More guards than are followed: two cells of one session stay together, and of what is not followed
// it is left open whether it tells the contract's own requests from anybody's.
abstract contract Fair is Desk {
    enum Step {
        None,
        Open,
        Asked,
        Told,
        Done
    }

    struct Stall {
        address keeper;
        uint256 id;
        uint256 price;
        Step step;
    }

    uint256 internal count;
    uint256 internal newest;
    mapping(uint256 => Stall) internal stalls;
    mapping(bytes32 => uint256) internal stallOf;

    constructor(address router) Desk(router) {}

    modifier onlyKeeper(uint256 n) {
        require(stalls[n].keeper == msg.sender, "not yours");
        _;
    }

    function raise() external {
        uint256 n = ++count;
        uint256 id = _paid();
        stalls[n].keeper = msg.sender;
        stalls[n].id = id; //! LOST=p
        stalls[n].step = Step.Open;
        newest = id; //! LOST=p
    }

    function ask(uint256 n) external onlyKeeper(n) {
        Stall storage stall = stalls[n];
        require(stall.step == Step.Open && stall.id != 0, "not open");
        stall.step = Step.Asked;
        stallOf[_put(stall.id, this.told.selector)] = n;
    }

    function told(bytes32 request) external onlyDtn {
        uint256 n = stallOf[request];
        require(n != 0, "not ours");
        delete stallOf[request];
        require(stalls[n].step == Step.Asked, "not asked");
        stalls[n].step = Step.Told;
    }

    function _over(uint256 n) internal onlyKeeper(n) returns (uint256 id) {
        Stall storage stall = stalls[n];
        require(stall.step == Step.Told, "not told");
        id = stall.id;
        require(id != 0, "none");
        stall.step = Step.Done;
        stall.id = 0;
    }
}

contract NewestStays is Fair {
    constructor(address router) Fair(router) {}

    function end(uint256 n) external {
        ai.closeUserSession(_over(n)); //! NCT=p VAL=p
    }

    function askNewest() external onlyBoss {
        require(newest != 0, "none");
        _put(newest); //! UAC=v
    }
}

contract NewestGoes is Fair {
    constructor(address router) Fair(router) {}

    function end(uint256 n) external {
        uint256 id = _over(n);
        if (newest == id) newest = 0;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }

    function askNewest() external onlyBoss {
        require(newest != 0, "none");
        _put(newest); //! UAC=p
    }
}

contract TicketsAmongMuch is Desk {
    enum Step {
        Filed,
        Asked,
        Told,
        Done
    }

    struct File {
        uint256 id;
        Step step;
    }

    struct Ticket {
        uint256 number;
        bool known;
    }

    File[] private files;
    mapping(address => uint256) private paid;
    mapping(address => bool) private clerks;
    mapping(bytes32 => Ticket) private tickets;

    constructor(address router) Desk(router) {
        clerks[msg.sender] = true;
    }

    function pay() external payable {
        require(msg.value == 1 ether, "price");
        paid[msg.sender] += 1;
    }

    function file() external {
        require(paid[msg.sender] != 0, "unpaid");
        paid[msg.sender] -= 1;
        files.push(File(_paid(), Step.Filed)); //! LOST=p
    }

    function ask(uint256 number) external {
        require(clerks[msg.sender], "no clerk");
        require(files[number].step == Step.Filed, "not filed");
        files[number].step = Step.Asked;
        tickets[_put(files[number].id, this.told.selector)] = Ticket(number, true); //! UAC=p VAL=p
    }

    function told(bytes32 request) external onlyDtn {
        Ticket memory ticket = tickets[request];
        require(ticket.known, "not ours");
        delete tickets[request];
        files[ticket.number].step = Step.Told;
    }

    function done(uint256 number) external {
        require(clerks[msg.sender], "no clerk");
        require(files[number].step == Step.Told, "not told");
        files[number].step = Step.Done;
        ai.closeUserSession(files[number].id); //! NCT=u VAL=p
    }
}
