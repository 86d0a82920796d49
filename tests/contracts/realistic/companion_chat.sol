// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// @title The accounts of a chat: what each user has paid in, and the session it stands on.
library Accounts {
    using SafeERC20 for IERC20;

    struct Account {
        uint256 sessionId;
        uint256 paidIn;
        uint256 refund;
    }

    error NoAccount();
    error AccountExists();
    error NothingPaid();

    function isOpen(Account storage self) internal view returns (bool) {
        return self.sessionId != 0;
    }

    function requireOpen(Account storage self) internal view {
        if (!isOpen(self)) revert NoAccount();
    }

    /// Opens a session on `amount`, which the sender pays.
    function open(Account storage self, IDtnAi ai, uint256 amount) internal {
        if (isOpen(self)) revert AccountExists();
        if (amount == 0) revert NothingPaid();
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        self.sessionId = ai.startUserSession();
        self.paidIn += amount;
    }

    /// Closes the session, and notes down what came back.
    function close(Account storage self, IDtnAi ai) internal returns (uint256 refund) {
        requireOpen(self);
        uint256 id = self.sessionId;
        self.sessionId = 0;
        IERC20 token = IERC20(ai.feeToken());
        refund = token.balanceOf(address(this));
        ai.closeUserSession(id);
        refund = token.balanceOf(address(this)) - refund;
        self.refund += refund;
    }
}

/// @title A companion to talk to, paid by those who talk.
contract CompanionChat is WithDtnAi, Ownable, ReentrancyGuard {
    using Accounts for Accounts.Account;
    using SafeERC20 for IERC20;

    enum Role {
        User,
        Companion
    }

    struct Message {
        Role role;
        string text;
    }

    struct Pending {
        address user;
        uint256 conversation;
    }

    uint256 public constant HISTORY = 6;

    string public persona;
    bytes32 public model;
    uint256 public maxFee;
    mapping(address => Accounts.Account) public accounts;
    mapping(address => uint256) public conversation;
    mapping(address => mapping(uint256 => Message[])) private messages;
    mapping(bytes32 => Pending) private pending;
    mapping(address => uint256) public inFlight;

    event AccountOpened(address indexed user, uint256 sessionId);
    event AccountClosed(address indexed user, uint256 refund);
    event Said(address indexed user, Role role, string text);
    event Silent(address indexed user, string reason);

    error StillTalking(uint256 answersAwaited);
    error TooQuiet();
    error CallbackGas();

    constructor(address router, string memory persona_, uint256 maxFee_) Ownable(msg.sender) {
        require(maxFee_ > 0, "nobody answers for nothing");
        setAi(router);
        persona = persona_;
        maxFee = maxFee_;
        model = keccak256(abi.encodePacked("model.system.companion"));
    }

    modifier withAccount() {
        accounts[msg.sender].requireOpen();
        _;
    }

    // --- accounts ------------------------------------------------------------

    function join(uint256 amount) external nonReentrant {
        accounts[msg.sender].open(ai, amount);
        emit AccountOpened(msg.sender, accounts[msg.sender].sessionId);
    }

    /// @notice Add to the account: the old session's rest goes to the refund, the new one gets `amount`.
    function topUp(uint256 amount) external nonReentrant withAccount {
        Accounts.Account storage account = accounts[msg.sender];
        account.close(ai);
        account.open(ai, amount);
        emit AccountOpened(msg.sender, account.sessionId);
    }

    function leave() external nonReentrant {
        uint256 awaited = inFlight[msg.sender];
        if (awaited != 0) revert StillTalking(awaited);
        uint256 refund = accounts[msg.sender].close(ai);
        emit AccountClosed(msg.sender, refund);
        _payOut(msg.sender);
    }

    /// @notice Leave without waiting for answers that may never come.
    function leaveAtOnce() external nonReentrant {
        inFlight[msg.sender] = 0;
        conversation[msg.sender]++;
        emit AccountClosed(msg.sender, accounts[msg.sender].close(ai));
        _payOut(msg.sender);
    }

    function collect() external nonReentrant {
        _payOut(msg.sender);
    }

    function _payOut(address user) private {
        uint256 amount = accounts[user].refund;
        if (amount == 0) return;
        accounts[user].refund = 0;
        IERC20(ai.feeToken()).safeTransfer(user, amount);
    }

    // --- talking -------------------------------------------------------------

    function say(string calldata text, uint256 callbackGas)
        external
        payable
        nonReentrant
        withAccount
        returns (bytes32 requestId)
    {
        if (bytes(text).length == 0) revert TooQuiet();
        if (msg.value != callbackGas) revert CallbackGas();
        uint256 current = conversation[msg.sender];
        messages[msg.sender][current].push(Message(Role.User, text));
        emit Said(msg.sender, Role.User, text);

        Accounts.Account storage account = accounts[msg.sender];
        requestId = ai.request{value: msg.value}(
            account.sessionId,
            model,
            DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest({
                call: abi.encode(_script(msg.sender, current)),
                extraParams: "",
                calltype: IDtnAi.CallType.DIRECT,
                feePerByteReq: 20,
                feePerByteRes: 20,
                totalFeePerRes: maxFee
            }),
            IDtnAi.CallBack(this.onReply.selector, this.onSilence.selector, address(this)),
            msg.sender,
            callbackGas
        );
        pending[requestId] = Pending(msg.sender, current);
        inFlight[msg.sender] += 1;
    }

    function forget() external {
        conversation[msg.sender]++;
    }

    function _script(address user, uint256 current) private view returns (string[] memory script) {
        Message[] storage said = messages[user][current];
        uint256 from = said.length > HISTORY ? said.length - HISTORY : 0;
        script = new string[](said.length - from + 1);
        script[0] = persona;
        for (uint256 i = from; i < said.length; ++i) {
            string memory who = said[i].role == Role.User ? "user: " : "you: ";
            script[i - from + 1] = string.concat(who, said[i].text);
        }
    }

    function onReply(bytes32 requestId) external onlyDtn {
        Pending memory p = pending[requestId];
        _landed(requestId, p.user);
        (,, bytes memory response) = ai.fetchResponse(requestId);
        string memory text = abi.decode(response, (string));
        messages[p.user][p.conversation].push(Message(Role.Companion, text));
        emit Said(p.user, Role.Companion, text);
    }

    function onSilence(bytes32 requestId) external onlyDtn {
        address user = pending[requestId].user;
        _landed(requestId, user);
        (, string memory reason,) = ai.fetchResponse(requestId);
        emit Silent(user, reason);
    }

    function _landed(bytes32 requestId, address user) private {
        require(user != address(0), "not our request");
        delete pending[requestId];
        if (inFlight[user] > 0) inFlight[user] -= 1;
    }

    // --- owner ---------------------------------------------------------------

    function setPersona(string calldata persona_) external onlyOwner {
        persona = persona_;
    }

    function setModel(bytes32 model_, uint256 maxFee_) external onlyOwner {
        require(maxFee_ > 0, "nobody answers for nothing");
        model = model_;
        maxFee = maxFee_;
    }
}
