// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// @title What all scribes have: members who pay dues, and one session for the house.
abstract contract Guild is WithDtnAi, Ownable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Member {
        uint64 joinedAt;
        uint64 paidUntil;
        uint32 scrolls;
        bool banned;
        uint256 ownSession;
    }

    uint256 public constant DUES = 3_000_000;
    uint64 public constant TERM = 30 days;
    uint64 public constant NOVICE = 3 days;

    uint256 internal houseSession;
    uint256 public treasury;
    bool public solemn;
    mapping(address => Member) public members;

    event Joined(address indexed member, uint64 until);
    event HouseOpened(uint256 sessionId);
    event HouseClosed(uint256 sessionId);

    error NotAMember(address who);
    error ANovice(address who, uint64 until);
    error Solemn();

    modifier onlyMember() {
        Member storage m = members[msg.sender];
        if (m.paidUntil < block.timestamp || m.banned) revert NotAMember(msg.sender);
        _;
    }

    modifier onlySenior() {
        Member storage m = members[msg.sender];
        if (m.joinedAt == 0) revert NotAMember(msg.sender);
        if (block.timestamp < m.joinedAt + NOVICE) revert ANovice(msg.sender, m.joinedAt + NOVICE);
        _;
    }

    modifier notSolemn() {
        if (solemn) revert Solemn();
        _;
    }

    // Defect: uses the house's session without looking whether there is one.
    modifier withHouse() {
        if (houseSession == 0) require(solemn, "the house is closed");
        _;
    }

    constructor(address router) Ownable(msg.sender) {
        setAi(router);
    }

    function join() external nonReentrant {
        Member storage m = members[msg.sender];
        require(m.joinedAt == 0, "a member already");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), DUES);
        treasury += DUES;
        m.joinedAt = uint64(block.timestamp);
        m.paidUntil = uint64(block.timestamp) + TERM;
        emit Joined(msg.sender, m.paidUntil);
    }

    function renew() external nonReentrant {
        require(members[msg.sender].joinedAt != 0, "join first");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, address(this), DUES);
        treasury += DUES;
        members[msg.sender].paidUntil += TERM;
    }

    function ban(address who) external onlyOwner {
        members[who].banned = true;
    }

    function setSolemn(bool yes) external onlyOwner {
        solemn = yes;
    }

    /// Opens the house's session from the treasury.
    // Defect: the old one is not closed first, where the guild is solemn.
    function openHouse(uint256 amount) public virtual onlySenior {
        if (!solemn) _closeHouse();
        require(amount > 0 && amount <= treasury, "not in the treasury");
        treasury -= amount;
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);
        houseSession = ai.startUserSession();
        emit HouseOpened(houseSession);
    }

    function _closeHouse() internal {
        uint256 id = houseSession;
        if (id == 0) return;
        delete houseSession;
        ai.closeUserSession(id);
        emit HouseClosed(id);
    }
}

/// @title Scribes write scrolls; a member may bring a session of their own.
contract GuildScribe is Guild {
    using SafeERC20 for IERC20;

    struct Scroll {
        address author;
        string title;
        string body;
        uint8 drafts;
        bool sealed_;
    }

    uint256 public scrollCount;
    mapping(uint256 => Scroll) public scrolls;
    mapping(bytes32 => uint256) internal scrollOf;
    bytes32 public model = keccak256(abi.encodePacked("model.scribe"));
    address public archive;

    event Written(uint256 indexed scroll, uint8 drafts);
    event Blotted(uint256 indexed scroll, string why);

    constructor(address router, address archive_) Guild(router) {
        archive = archive_;
    }

    // Defect: no deposit is made where the treasury is low.
    function openHouse(uint256 amount) public override notSolemn {
        if (treasury > 5_000_000) {
            super.openHouse(amount);
        } else {
            _closeHouse();
            houseSession = ai.startUserSession();
        }
    }

    // Defect: a member brings a second session over the first.
    function bringOwn(uint256 amount) external onlyMember nonReentrant {
        require(amount >= 10_000, "too little");
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        members[msg.sender].ownSession = ai.startUserSession();
    }

    // Defect: the ID stays, and is closed again.
    function takeOwn() external onlySenior nonReentrant {
        Member storage m = members[msg.sender];
        require(m.ownSession != 0, "nothing brought");
        uint256 before = IERC20(ai.feeToken()).balanceOf(address(this));
        ai.closeUserSession(m.ownSession);
        uint256 refund = IERC20(ai.feeToken()).balanceOf(address(this)) - before;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, refund);
    }

    function write(string calldata title) external payable onlyMember withHouse returns (uint256 id) {
        require(bytes(title).length > 0, "untitled");
        id = scrollCount++;
        scrolls[id].author = msg.sender;
        scrolls[id].title = title;
        members[msg.sender].scrolls++;
        scrollOf[_compose(houseSession, title, msg.value)] = id;
    }

    // Defect: a member's own session may be closed, or none.
    function rewrite(uint256 id) external payable onlyMember {
        Scroll storage s = scrolls[id];
        require(s.author == msg.sender, "not yours");
        require(s.drafts > 0 && !s.sealed_, "not now");
        scrollOf[_compose(members[msg.sender].ownSession, s.title, msg.value)] = id;
    }

    // Defect: any senior closes the house while scrolls are being written.
    function adjourn() external onlySenior {
        require(members[msg.sender].scrolls > 0, "write first");
        _closeHouse();
    }

    // Defect: names a session of anybody's.
    function dissolve(address member, uint256 sessionId) external {
        require(members[member].banned, "in good standing");
        ai.closeUserSession(sessionId);
    }

    function _compose(uint256 sessionId, string memory title, uint256 gasForAnswer)
        internal
        returns (bytes32)
    {
        string[] memory call = new string[](1);
        call[0] = title;
        return ai.request{value: gasForAnswer}(
            sessionId,
            model,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(call), "", IDtnAi.CallType.DIRECT, 50, 50, 500_000),
            IDtnAi.CallBack({
                success: this.composed.selector,
                failure: this.blotted.selector,
                target: address(this)
            }),
            msg.sender,
            gasForAnswer
        );
    }

    // Defect: a scroll that wants another draft gets it on the house, which may be closed.
    function composed(bytes32 requestId) external onlyDtn {
        Scroll storage s = scrolls[scrollOf[requestId]];
        (,, bytes memory response) = ai.fetchResponse(requestId);
        (string memory body, bool complete) = abi.decode(response, (string, bool));
        s.body = body;
        s.drafts++;
        if (complete) s.sealed_ = true;
        else if (s.drafts < 3) scrollOf[_compose(houseSession, s.body, 0)] = scrollOf[requestId];
        emit Written(scrollOf[requestId], s.drafts);
    }

    function blotted(bytes32 requestId) external onlyDtn {
        (, string memory reason,) = ai.fetchResponse(requestId);
        emit Blotted(scrollOf[requestId], reason);
    }

    function payOut(address to, uint256 amount) external onlyOwner {
        IERC20(ai.feeToken()).safeTransfer(to, amount);
    }
}
