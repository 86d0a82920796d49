// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Translations, paid from a pool of sessions.
/// @notice Each sponsor brings a session under a name. Jobs name the sponsor whose session pays, and
/// sponsors list who may use theirs. A sponsor, or the owner, can end a session.
contract SessionPool is WithDtnAi, Ownable2Step {
    using SafeERC20 for IERC20;

    struct Sponsorship {
        address sponsor;
        bool active;
        uint64 since;
        uint256 sessionId;
        uint256 jobs;
        uint256 jobLimit;
    }

    struct Job {
        address client;
        bytes32 sponsorship;
        string translation;
        bool done;
        bool failed;
    }

    uint256 public constant FEE_CAP = 300_000;

    bytes32 public model;
    bytes32[] public trusted;
    mapping(bytes32 => Sponsorship) public sponsorships;
    mapping(bytes32 => mapping(address => bool)) public admitted;
    mapping(bytes32 => Job) public jobs;
    mapping(address => uint256) public owed;
    uint256 public live;

    event Sponsored(bytes32 indexed name, address indexed sponsor, uint256 sessionId, uint256 amount);
    event Renewed(bytes32 indexed name, uint256 oldSession, uint256 newSession);
    event Ended(bytes32 indexed name, uint256 refund);
    event JobAccepted(bytes32 indexed requestId, bytes32 indexed name, address indexed client);
    event JobDone(bytes32 indexed requestId, bool success);

    error Taken(bytes32 name);
    error Inactive(bytes32 name);
    error NotAdmitted(address client);
    error NotYourSponsorship(bytes32 name);
    error UsedUp(bytes32 name);
    error NoDeposit();
    error TooLittleGas(uint256 sent, uint256 wanted);

    constructor(address router, bytes32[] memory nodes) Ownable(msg.sender) {
        require(nodes.length > 0, "no nodes");
        setAi(router);
        trusted = nodes;
        model = keccak256(abi.encodePacked("model.", "translator"));
    }

    modifier onlySponsorOrOwner(bytes32 name) {
        if (msg.sender != sponsorships[name].sponsor && msg.sender != owner()) {
            revert NotYourSponsorship(name);
        }
        _;
    }

    // --- sponsors ------------------------------------------------------------

    function sponsor(bytes32 name, uint256 amount, uint256 jobLimit) external {
        Sponsorship storage s = sponsorships[name];
        if (s.active) revert Taken(name);
        s.sponsor = msg.sender;
        s.since = uint64(block.timestamp);
        s.jobs = 0;
        s.jobLimit = jobLimit;
        s.sessionId = _open(amount);
        s.active = true;
        live += 1;
        emit Sponsored(name, msg.sender, s.sessionId, amount);
    }

    /// @notice Put more money in. The old session's refund is owed to the sponsor.
    function renew(bytes32 name, uint256 amount) external onlySponsorOrOwner(name) {
        Sponsorship storage s = sponsorships[name];
        if (!s.active) revert Inactive(name);
        uint256 old = s.sessionId;
        owed[s.sponsor] += _refundOf(old);
        s.sessionId = _open(amount);
        s.jobs = 0;
        emit Renewed(name, old, s.sessionId);
    }

    function end(bytes32 name) external onlySponsorOrOwner(name) {
        _end(name);
    }

    /// @notice End what has been idle for long, a list at a time. Names may repeat.
    function prune(bytes32[] calldata names, uint64 before) external onlyOwner {
        for (uint256 i = 0; i < names.length; ++i) {
            Sponsorship storage s = sponsorships[names[i]];
            if (!s.active || s.since >= before) continue;
            _end(names[i]);
        }
    }

    function admit(bytes32 name, address client, bool yes) external {
        if (msg.sender != sponsorships[name].sponsor) revert NotYourSponsorship(name);
        admitted[name][client] = yes;
    }

    function collect() external {
        uint256 amount = owed[msg.sender];
        owed[msg.sender] = 0;
        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);
    }

    function _open(uint256 amount) internal returns (uint256 id) {
        if (amount == 0) revert NoDeposit();
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        id = ai.startUserSession();
    }

    function _end(bytes32 name) internal {
        Sponsorship storage s = sponsorships[name];
        if (!s.active) revert Inactive(name);
        s.active = false;
        live -= 1;
        uint256 refund = _refundOf(s.sessionId);
        owed[s.sponsor] += refund;
        emit Ended(name, refund);
    }

    function _refundOf(uint256 id) internal returns (uint256) {
        IERC20 token = IERC20(ai.feeToken());
        uint256 before = token.balanceOf(address(this));
        ai.closeUserSession(id);
        return token.balanceOf(address(this)) - before;
    }

    // --- clients -------------------------------------------------------------

    function translate(bytes32 name, string calldata text, string calldata language, uint256 gasForAnswer)
        external
        payable
        returns (bytes32 requestId)
    {
        Sponsorship storage s = sponsorships[name];
        if (!s.active) revert Inactive(name);
        if (!admitted[name][msg.sender]) revert NotAdmitted(msg.sender);
        if (s.jobs >= s.jobLimit) revert UsedUp(name);
        if (msg.value != gasForAnswer) revert TooLittleGas(msg.value, gasForAnswer);
        s.jobs += 1;

        string[] memory call = new string[](2);
        (call[0], call[1]) = (language, text);
        requestId = ai.request{value: msg.value}(
            s.sessionId,
            model,
            _routing(),
            IDtnAi.DtnRequest({
                call: abi.encode(call),
                extraParams: "",
                calltype: IDtnAi.CallType.DIRECT,
                feePerByteReq: 10,
                feePerByteRes: 10,
                totalFeePerRes: FEE_CAP
            }),
            IDtnAi.CallBack(this.translated.selector, this.refused.selector, address(this)),
            msg.sender,
            gasForAnswer
        );
        jobs[requestId].client = msg.sender;
        jobs[requestId].sponsorship = name;
        emit JobAccepted(requestId, name, msg.sender);
    }

    function _routing() internal view returns (IDtnAi.DtnRouting memory) {
        return IDtnAi.DtnRouting({
            trustNamespaceIds: new bytes32[](0),
            trustedNodeIds: trusted,
            redundancy: 1,
            confidenceLevel: 8,
            aggregationType: IDtnAi.AggregationType.ANY
        });
    }

    function translated(bytes32 requestId) external onlyDtn {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        Job storage job = jobs[requestId];
        job.translation = abi.decode(response, (string));
        job.done = true;
        emit JobDone(requestId, true);
    }

    function refused(bytes32 requestId) external onlyDtn {
        jobs[requestId].failed = true;
        emit JobDone(requestId, false);
    }

    // --- owner ---------------------------------------------------------------

    /// @notice Settle a job by hand whose answer could not be read.
    function settle(bytes32 requestId, string calldata translation) external onlyOwner {
        Job storage job = jobs[requestId];
        require(job.client != address(0) && !job.done, "nothing to settle");
        job.translation = translation;
        job.done = true;
        emit JobDone(requestId, true);
    }

    function setModel(string calldata name) external onlyOwner {
        model = keccak256(abi.encodePacked(name));
    }

    function setNodes(bytes32[] calldata nodes) external onlyOwner {
        require(nodes.length > 0, "no nodes");
        trusted = nodes;
    }
}
