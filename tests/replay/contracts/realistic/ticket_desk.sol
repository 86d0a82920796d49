// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title A support desk: customers file tickets, agents are granted a role, a model drafts replies.
/// @notice Each ticket has a record, and, once it is paid for, a session of its own.
contract TicketDesk is WithDtnAi, AccessControl, Pausable {
    using SafeERC20 for IERC20;

    struct Ticket {
        address customer;
        address agent;
        uint64 openedAt;
        uint64 dueAt;
        uint8 severity;
        bool paid;
        bool settled;
        uint256 sessionId;
        uint256 answers;
        string text;
    }

    bytes32 public constant AGENT_ROLE = keccak256("AGENT_ROLE");
    uint256 public constant MINIMUM_FEE = 2_500_000;
    uint64 public constant LONGEST = 14 days;
    uint256 private constant DRAFT_GAS = 300_000;

    bytes32 public immutable model;
    uint256 public lastTicket;
    mapping(uint256 => Ticket) public tickets;
    mapping(bytes32 => uint256) public ticketOf;
    mapping(uint256 => string) public drafts;
    mapping(address => uint256) public credit;

    event Filed(uint256 indexed ticket, address indexed customer, uint8 severity);
    event Paid(uint256 indexed ticket, uint256 sessionId);
    event Assigned(uint256 indexed ticket, address indexed agent);
    event Drafted(uint256 indexed ticket, string draft);
    event DraftFailed(uint256 indexed ticket, string reason);
    event Settled(uint256 indexed ticket);

    error NoSuchTicket(uint256 ticket);
    error NotYourTicket(uint256 ticket);
    error BadSeverity(uint8 severity);
    error TooLittle(uint256 paid, uint256 wanted);
    error NotDue(uint64 dueAt);

    modifier existing(uint256 ticket) {
        if (ticket == 0 || ticket > lastTicket) revert NoSuchTicket(ticket);
        _;
    }

    modifier onlyAgentOf(uint256 ticket) {
        _checkRole(AGENT_ROLE);
        if (tickets[ticket].agent != msg.sender) revert NotYourTicket(ticket);
        _;
    }

    constructor(address router) {
        setAi(router);
        model = keccak256(abi.encodePacked("model.support.writer"));
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    // --- customers -----------------------------------------------------------

    function file(uint8 severity, uint64 dueAt, string calldata text)
        external
        whenNotPaused
        returns (uint256 ticket)
    {
        if (severity < 5 || severity > 9) revert BadSeverity(severity);
        require(dueAt > block.timestamp && dueAt <= block.timestamp + LONGEST, "due when?");
        require(bytes(text).length > 0, "say something");
        ticket = ++lastTicket;
        Ticket storage t = tickets[ticket];
        t.customer = msg.sender;
        t.openedAt = uint64(block.timestamp);
        t.dueAt = dueAt;
        t.severity = severity;
        t.text = text;
        emit Filed(ticket, msg.sender, severity);
    }

    // Defect: paying twice opens a second session over the first.
    function pay(uint256 ticket, uint256 fee) external existing(ticket) whenNotPaused {
        Ticket storage t = tickets[ticket];
        if (t.customer != msg.sender) revert NotYourTicket(ticket);
        if (fee < MINIMUM_FEE) revert TooLittle(fee, MINIMUM_FEE);
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), fee);
        t.sessionId = ai.startUserSession();
        t.paid = true;
        emit Paid(ticket, t.sessionId);
    }

    // Defect: only part of the callers' cases is covered: a ticket that was never paid is settled too,
    // and one that was settled already.
    function withdraw(uint256 ticket) external existing(ticket) {
        Ticket storage t = tickets[ticket];
        if (t.customer != msg.sender) revert NotYourTicket(ticket);
        require(t.answers == 0, "answered already");
        _settle(t);
        emit Settled(ticket);
    }

    // --- agents --------------------------------------------------------------

    function assign(uint256 ticket, address agent)
        external
        existing(ticket)
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        require(hasRole(AGENT_ROLE, agent), "no agent");
        tickets[ticket].agent = agent;
        emit Assigned(ticket, agent);
    }

    // Defect: asks on the session of a ticket that may have been settled, or never paid.
    function draft(uint256 ticket) external payable onlyAgentOf(ticket) whenNotPaused {
        Ticket storage t = tickets[ticket];
        require(t.severity >= 7, "write it yourself");
        require(msg.value >= DRAFT_GAS, "gas");
        bytes32 requestId = _ask(t.sessionId, t.text, DRAFT_GAS);
        ticketOf[requestId] = ticket;
    }

    // Defect: closes while a draft may be on its way.
    function expire(uint256 ticket) external onlyAgentOf(ticket) {
        Ticket storage t = tickets[ticket];
        if (block.timestamp < t.dueAt) revert NotDue(t.dueAt);
        require(t.paid && !t.settled, "nothing to settle");
        _settle(t);
        emit Settled(ticket);
    }

    // Defect: a second start in one transaction loses the first.
    function reopen(uint256 ticket, uint256 fee) external onlyAgentOf(ticket) {
        Ticket storage t = tickets[ticket];
        require(t.settled, "still open");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransferFrom(msg.sender, ai.feeTarget(), fee);
        t.sessionId = ai.startUserSession();
        if (t.severity == 9) {
            token.safeTransferFrom(msg.sender, ai.feeTarget(), fee);
            t.sessionId = ai.startUserSession();
        }
        t.settled = false;
        t.answers = 0;
    }

    function _settle(Ticket storage t) private {
        t.settled = true;
        uint256 before = IERC20(ai.feeToken()).balanceOf(address(this));
        ai.closeUserSession(t.sessionId);
        credit[t.customer] += IERC20(ai.feeToken()).balanceOf(address(this)) - before;
    }

    function _ask(uint256 sessionId, string memory text, uint256 callbackGas)
        private
        returns (bytes32)
    {
        string[] memory call = new string[](2);
        call[0] = "Draft a reply to this customer.";
        call[1] = text;
        return ai.request{value: callbackGas}(
            sessionId,
            model,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(call), "", IDtnAi.CallType.DIRECT, 50, 50, 500_000),
            IDtnAi.CallBack(this.drafted.selector, this.notDrafted.selector, address(this)),
            msg.sender,
            callbackGas
        );
    }

    // --- the network ---------------------------------------------------------

    // Defect: a draft for an urgent ticket asks again, on a session that may be closed by now; and
    // pays nothing for its callback.
    function drafted(bytes32 requestId) external onlyDtn {
        uint256 ticket = ticketOf[requestId];
        Ticket storage t = tickets[ticket];
        (,, bytes memory response) = ai.fetchResponse(requestId);
        string memory text = abi.decode(response, (string));
        drafts[ticket] = text;
        t.answers++;
        emit Drafted(ticket, text);
        if (t.severity > 8 && keccak256(bytes(text)) == keccak256("escalate")) {
            ticketOf[_ask(t.sessionId, "A manager asks: is that all?", DRAFT_GAS)] = ticket;
        }
    }

    // Defect: anyone may say that a draft failed.
    function notDrafted(bytes32 requestId) external {
        (, string memory reason,) = ai.fetchResponse(requestId);
        emit DraftFailed(ticketOf[requestId], reason);
    }

    function collect() external {
        uint256 amount = credit[msg.sender];
        require(amount > 0, "nothing");
        credit[msg.sender] = 0;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);
    }

    // Defect: the router changes under live sessions.
    function moveTo(address router) external onlyRole(DEFAULT_ADMIN_ROLE) whenPaused {
        setAi(router);
    }

    receive() external payable {}
}
