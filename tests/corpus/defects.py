"""Defects put into the realistic consumers, one at a time, and the rules that must then speak.

Each is a small edit of one file under `tests/contracts/realistic`. An edit that
does no harm has no rules: nothing may be said of it. Running is `test_defects`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.corpus.expectations import CONTRACTS, Example


@dataclass(frozen=True)
class Defect:
    """One defect: what is replaced by what, and what that must lead to."""

    name: str
    base: str
    edits: tuple[tuple[str, str], ...]
    rules: frozenset[str]

    def source(self, suffix: str) -> str:
        """The changed file, its contracts under names of its own, so that all fit in one run."""
        example = Example(CONTRACTS / "realistic" / f"{self.base}.sol")
        text = example.path.read_text(encoding="utf-8")
        for old, new in self.edits:
            if text.count(old) != 1:
                raise ValueError(f"{self.name}: {old!r} occurs {text.count(old)} times")
            text = text.replace(old, new)
        for declaration in example.declarations:
            text = re.sub(rf"\b{declaration.name}\b", declaration.name + suffix, text)
        return text


def _defect(name: str, base: str, *edits: tuple[str, str], rules: str = "") -> Defect:
    named = frozenset(f"dtn-{rule}" for rule in rules.split())
    return Defect(f"{base}: {name}", base, edits, named)


CLOSED_AND_KEPT = "double-close unreset-session use-after-close"

DEFECTS = (
    # --- portrait_minter ---
    _defect(
        "mint does not open a session",
        "portrait_minter",
        (
            "        if (sessionId == 0) _openSession();\n        tokenId = ++minted;",
            "        tokenId = ++minted;",
        ),
        rules="unvalidated-session",
    ),
    _defect(
        "the follow-up does not look whether the session is still there (harmless: no answer "
        "comes after the close)",
        "portrait_minter",
        (
            "if (sessionId == 0) {\n            portrait.stage = Stage.Stalled;",
            "if (bytes(portrait.description).length == 0) {\n"
            "            portrait.stage = Stage.Stalled;",
        ),
    ),
    _defect(
        "the close forgets to clear",
        "portrait_minter",
        ("        delete sessionId;\n", ""),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "the restart does not close",
        "portrait_minter",
        ("        _closeSession();\n        _openSession();", "        _openSession();"),
        rules="session-overwrite",
    ),
    _defect(
        "an empty purse is deposited",
        "portrait_minter",
        ("        if (amount < MINIMUM_DEPOSIT) revert NothingToDeposit(amount);\n", ""),
        rules="unchecked-fee-amount",
    ),
    _defect(
        "a bare transfer",
        "portrait_minter",
        ("token.safeTransfer(ai.feeTarget(), amount);", "token.transfer(ai.feeTarget(), amount);"),
        rules="unchecked-fee-transfer",
    ),
    _defect(
        "the new session is only announced, and as nothing",
        "portrait_minter",
        ("sessionId = ai.startUserSession();", "ai.startUserSession();"),
        rules="discarded-session unvalidated-session",
    ),
    _defect(
        "anyone restarts",
        "portrait_minter",
        ("function restartSession() external onlyOwner {", "function restartSession() external {"),
        rules="unprotected-session-control",
    ),
    _defect(
        "anyone delivers a picture",
        "portrait_minter",
        (
            "function onDrawing(bytes32 requestId) external onlyDtn {",
            "function onDrawing(bytes32 requestId) external {",
        ),
        rules="unprotected-callback",
    ),
    _defect(
        "the picture's callback gets half its gas",
        "portrait_minter",
        ("ai.request{value: DRAWING_GAS}(", "ai.request{value: DRAWING_GAS / 2}("),
        rules="callback-gas",
    ),
    _defect(
        "the writer's name is encoded with padding",
        "portrait_minter",
        ("abi.encodePacked(writerName)", "abi.encode(writerName)"),
        rules="model-id-encoding",
    ),
    _defect(
        "nobody hears that a picture failed",
        "portrait_minter",
        (
            "IDtnAi.CallBack(this.onDrawing.selector, this.onFailure.selector, address(this))",
            "IDtnAi.CallBack(this.onDrawing.selector, bytes4(0), address(this))",
        ),
        rules="missing-failure-callback",
    ),
    _defect(
        "all minters ask as one user",
        "portrait_minter",
        (
            "            msg.sender,\n            callbackGas\n",
            "            address(this),\n            callbackGas\n",
        ),
        rules="colliding-requests",
    ),
    _defect(
        "a failure is decoded",
        "portrait_minter",
        (
            "(, string memory reason,) = ai.fetchResponse(requestId);",
            "(,, bytes memory response) = ai.fetchResponse(requestId);\n"
            "        string memory reason = abi.decode(response, (string));",
        ),
        rules="unchecked-response",
    ),
    # --- bet_resolver ---
    _defect(
        "one gives up in any phase",
        "bet_resolver",
        (
            "        if (b.phase != Phase.Taken && b.phase != Phase.Resolving) revert",
            "        if (b.stake == 0) revert",
        ),
        rules="unvalidated-session double-close",
    ),
    _defect(
        "a judgement comes after giving up",
        "bet_resolver",
        ("        if (b.phase != Phase.Resolving) return;\n", ""),
        rules="double-close use-after-close",
    ),
    _defect(
        "the end is not written down",
        "bet_resolver",
        ("        b.phase = Phase.Over;\n        ai.", "        ai."),
        rules="double-close use-after-close unreset-session stuck-request",
    ),
    _defect(
        "the judge works for nothing",
        "bet_resolver",
        ("        if (fee == 0) revert WrongStake(1);\n", ""),
        rules="unchecked-fee-amount",
    ),
    _defect(
        "a bet is taken twice",
        "bet_resolver",
        (
            "function take(uint256 bet, uint256 fee) external payable inPhase(bet, Phase.Offered)",
            "function take(uint256 bet, uint256 fee) external payable",
        ),
        # There is a bet 0 now, to which requests of strangers lead.
        rules="session-overwrite unprotected-session-control unverified-request",
    ),
    _defect(
        "anyone gives up",
        "bet_resolver",
        (
            "function giveUp(uint256 bet) external onlyParties(bet) {",
            "function giveUp(uint256 bet) external {",
        ),
        rules="unprotected-session-control",
    ),
    _defect(
        "a late failure brings a bet back to life",
        "bet_resolver",
        ("        if (bets[bet].phase != Phase.Resolving) return;\n", ""),
        rules="double-close use-after-close",
    ),
    _defect(
        "a bare transferFrom",
        "bet_resolver",
        (
            "safeTransferFrom(msg.sender, ai.feeTarget(), fee)",
            "transferFrom(msg.sender, ai.feeTarget(), fee)",
        ),
        rules="unchecked-fee-transfer",
    ),
    _defect(
        "the fee stays here",
        "bet_resolver",
        (
            "safeTransferFrom(msg.sender, ai.feeTarget(), fee)",
            "safeTransferFrom(msg.sender, address(this), fee)",
        ),
        rules="unfunded-session",
    ),
    _defect(
        "refunds are counted and never paid",
        "bet_resolver",
        ("        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);\n", ""),
        rules="stuck-refund",
    ),
    _defect(
        "the failure callback wants more than it gets",
        "bet_resolver",
        (
            "function notJudged(bytes32 requestId) external onlyDtn {",
            "function notJudged(bytes32 requestId, bool) external onlyDtn {",
        ),
        rules="callback-signature",
    ),
    _defect(
        "a bet may have no stake (harmless)",
        "bet_resolver",
        ('        require(msg.value > 0, "a bet needs a stake");\n', ""),
    ),
    # --- session_pool ---
    _defect(
        "a renewal does not close",
        "session_pool",
        ("        owed[s.sponsor] += _refundOf(old);\n", ""),
        rules="session-overwrite",
    ),
    _defect(
        "what ended is renewed",
        "session_pool",
        (
            "        if (!s.active) revert Inactive(name);\n        uint256 old",
            "        uint256 old",
        ),
        rules="unvalidated-session double-close",
    ),
    _defect(
        "the end leaves the flag up",
        "session_pool",
        ("        s.active = false;\n", ""),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "what ended ends again",
        "session_pool",
        (
            "        if (!s.active) revert Inactive(name);\n        s.active = false;",
            "        s.active = false;",
        ),
        rules="unvalidated-session double-close",
    ),
    _defect(
        "pruning stops at what has ended (harmless)",
        "session_pool",
        ("if (!s.active || s.since >= before) continue;", "if (s.since >= before) continue;"),
    ),
    _defect(
        "a name is sponsored over another",
        "session_pool",
        ("        if (s.active) revert Taken(name);\n", ""),
        rules="session-overwrite",
    ),
    _defect(
        "anyone ends",
        "session_pool",
        (
            "function end(bytes32 name) external onlySponsorOrOwner(name) {",
            "function end(bytes32 name) external {",
        ),
        rules="unprotected-session-control",
    ),
    _defect(
        "jobs are taken for what was once active",
        "session_pool",
        (
            "        if (!s.active) revert Inactive(name);\n        if (!admitted",
            "        if (s.sessionId == 0) revert Inactive(name);\n        if (!admitted",
        ),
        rules="use-after-close",
    ),
    _defect(
        "three answers wanted",
        "session_pool",
        ("redundancy: 1,", "redundancy: 3,"),
        rules="unsupported-routing",
    ),
    _defect(
        "answers put to the vote",
        "session_pool",
        ("IDtnAi.AggregationType.ANY", "IDtnAi.AggregationType.VOTE"),
        rules="unsupported-routing",
    ),
    _defect(
        "nothing for the nodes",
        "session_pool",
        ("FEE_CAP = 300_000;", "FEE_CAP = 0;"),
        rules="zero-fee-cap",
    ),
    _defect(
        "the model's name is encoded with padding",
        "session_pool",
        ('abi.encodePacked("model.", "translator")', 'abi.encode("model.translator")'),
        rules="model-id-encoding",
    ),
    # --- companion_chat ---
    _defect(
        "the library forgets to clear",
        "companion_chat",
        ("        self.sessionId = 0;\n", ""),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "one joins twice",
        "companion_chat",
        ("        if (isOpen(self)) revert AccountExists();\n", ""),
        rules="session-overwrite",
    ),
    _defect(
        "one leaves without having joined",
        "companion_chat",
        ("        requireOpen(self);\n        uint256 id", "        uint256 id"),
        rules="unvalidated-session",
    ),
    _defect(
        "one talks without an account",
        "companion_chat",
        (
            "        nonReentrant\n        withAccount\n        returns",
            "        nonReentrant\n        returns",
        ),
        rules="unvalidated-session",
    ),
    _defect(
        "one joins for nothing",
        "companion_chat",
        ("        if (amount == 0) revert NothingPaid();\n", ""),
        rules="unchecked-fee-amount",
    ),
    _defect(
        "topping up opens over the old (harmless: the library refuses)",
        "companion_chat",
        ("        account.close(ai);\n", ""),
    ),
    _defect(
        "topping up clears instead of closing",
        "companion_chat",
        ("        account.close(ai);\n", "        account.sessionId = 0;\n"),
        rules="session-overwrite",
    ),
    _defect(
        "a bare transferFrom in the library",
        "companion_chat",
        (
            "safeTransferFrom(msg.sender, ai.feeTarget(), amount)",
            "transferFrom(msg.sender, ai.feeTarget(), amount)",
        ),
        rules="unchecked-fee-transfer",
    ),
    _defect(
        "anyone brings silence",
        "companion_chat",
        (
            "function onSilence(bytes32 requestId) external onlyDtn {",
            "function onSilence(bytes32 requestId) external {",
        ),
        rules="unprotected-callback",
    ),
    _defect(
        "silence is decoded",
        "companion_chat",
        (
            "(, string memory reason,) = ai.fetchResponse(requestId);",
            "(,, bytes memory raw) = ai.fetchResponse(requestId);\n"
            "        string memory reason = abi.decode(raw, (string));",
        ),
        rules="unchecked-response",
    ),
    _defect(
        "silence wants a reason",
        "companion_chat",
        (
            "function onSilence(bytes32 requestId) external",
            "function onSilence(bytes32 requestId, uint8) external",
        ),
        rules="callback-signature",
    ),
    _defect(
        "leaving is not locked (harmless: nothing foreign is called)",
        "companion_chat",
        ("function leave() external nonReentrant {", "function leave() external {"),
    ),
    _defect(
        "anyone changes the router",
        "companion_chat",
        (
            "    function setPersona(",
            "    function setRouter(address router) external {\n        setAi(router);\n    }\n\n"
            "    function setPersona(",
        ),
        rules="unprotected-set-ai ai-swap",
    ),
    _defect(
        "the owner changes the router under live sessions",
        "companion_chat",
        (
            "    function setPersona(",
            "    function setRouter(address router) external onlyOwner {\n"
            "        setAi(router);\n    }\n\n"
            "    function setPersona(",
        ),
        rules="ai-swap",
    ),
    _defect(
        "there is no router",
        "companion_chat",
        ("        setAi(router);\n", '        require(router != address(0), "no router");\n'),
        rules="unset-ai",
    ),
    # --- upgradeable_oracle ---
    _defect(
        "draining is not written down",
        "upgradeable_oracle",
        ("        session.drained = true;\n", ""),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "a drained session counts as open",
        "upgradeable_oracle",
        ("return session.openedAt != 0 && !session.drained;", "return session.openedAt != 0;"),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "a renewal does not close",
        "upgradeable_oracle",
        ("        ai().closeUserSession(session.id);\n        _begin();", "        _begin();"),
        rules="session-overwrite",
    ),
    _defect(
        "a session is opened over another",
        "upgradeable_oracle",
        ("        if (_isOpen()) revert SessionIsOpen();\n", ""),
        # What is overwritten stays live, and the router may change beside it.
        rules="session-overwrite ai-swap",
    ),
    _defect(
        "the flag is read upside down",
        "upgradeable_oracle",
        ("&& !session.drained;", "&& session.drained;"),
        rules="session-overwrite ai-swap",
    ),
    _defect(
        "updates need no session",
        "upgradeable_oracle",
        ("external payable whenOpen returns", "external payable returns"),
        rules="unvalidated-session use-after-close",
    ),
    _defect(
        "the router changes under a live session",
        "upgradeable_oracle",
        ("        if (_isOpen()) revert RouterInUse();\n", ""),
        rules="ai-swap",
    ),
    _defect(
        "anyone changes the router between sessions",
        "upgradeable_oracle",
        (
            "function setRouter(address router) external onlyOwner {",
            "function setRouter(address router) external {",
        ),
        # Nor is who comes first somebody special then: whoever sets the router may do the same.
        rules="unprotected-set-ai unprotected-session-control",
    ),
    _defect(
        "an empty purse is deposited",
        "upgradeable_oracle",
        ("        if (amount == 0) revert NoMoney();\n", ""),
        rules="unchecked-fee-amount",
    ),
    _defect(
        "the ID is dropped",
        "upgradeable_oracle",
        ("session.id = router.startUserSession();", "router.startUserSession();"),
        rules="discarded-session unvalidated-session",
    ),
    _defect(
        "no failure callback is named",
        "upgradeable_oracle",
        ("        callBack.failure = UpgradeableOracle.onError.selector;\n", ""),
        rules="missing-failure-callback",
    ),
    _defect(
        "failures are taken for values",
        "upgradeable_oracle",
        ("UpgradeableOracle.onError.selector", "UpgradeableOracle.onValue.selector"),
        rules="missing-failure-callback unchecked-response",
    ),
    _defect(
        "whoever asks sets the fee",
        "upgradeable_oracle",
        (
            "function update(bytes32 feed) external",
            "function update(bytes32 feed, uint256 fee) external",
        ),
        ("_request(f.question, gasForAnswer);", "_request(f.question, gasForAnswer, fee);"),
        (
            "function _request(string memory question, uint256 gasForAnswer) private",
            "function _request(string memory question, uint256 gasForAnswer, uint256 fee) private",
        ),
        ("totalFeePerRes: feeCap", "totalFeePerRes: fee"),
        rules="caller-set-fee",
    ),
    # --- dao_advisor ---
    _defect(
        "a failed renewal keeps the closed ID",
        "dao_advisor",
        ("        sessions[kind] = 0;\n        ai.", "        ai."),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "a session is opened over another",
        "dao_advisor",
        ("        if (sessions[kind] != 0) revert AlreadyOpen(kind);\n", ""),
        rules="session-overwrite",
    ),
    _defect(
        "nothing is closed",
        "dao_advisor",
        ("        if (id == 0) return false;\n", ""),
        rules="unvalidated-session",
    ),
    _defect(
        "the close forgets to clear",
        "dao_advisor",
        ("        delete sessions[kind];\n", ""),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "anyone closes everything",
        "dao_advisor",
        ("function closeAll() external onlyRole(TREASURER) {", "function closeAll() external {"),
        rules="unprotected-session-control",
    ),
    _defect(
        "an opinion without a session",
        "dao_advisor",
        ("        if (sessionId == 0) revert NotOpen(Kind.Opinion);\n", ""),
        rules="unvalidated-session",
    ),
    _defect(
        "the other session is looked at",
        "dao_advisor",
        ("if (sessions[Kind.Summary] != 0) {", "if (sessions[Kind.Opinion] != 0) {"),
        rules="unvalidated-session",
    ),
    _defect(
        "nothing is deposited",
        "dao_advisor",
        ('        require(amount > 0, "no deposit");\n', ""),
        rules="unchecked-fee-amount",
    ),
    _defect(
        "the status is not looked at in the success callback (harmless)",
        "dao_advisor",
        ('        if (status != IDtnAi.ResponseStatus.SUCCESS) return "";\n', "        status;\n"),
    ),
    _defect(
        "all members ask as one user",
        "dao_advisor",
        (
            "            msg.sender,\n            gasForAnswer\n",
            "            address(this),\n            gasForAnswer\n",
        ),
        rules="colliding-requests",
    ),
    _defect(
        "a bare transfer",
        "dao_advisor",
        ("safeTransfer(ai.feeTarget(), amount)", "transfer(ai.feeTarget(), amount)"),
        rules="unchecked-fee-transfer",
    ),
    _defect(
        "no deposit before the start",
        "dao_advisor",
        ("        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);\n", ""),
        rules="unfunded-session",
    ),
    _defect(
        "summaries on automatic sessions",
        "dao_advisor",
        (
            "_ask(id, Kind.Summary, sessions[Kind.Summary], msg.value);",
            "_ask(id, Kind.Summary, 0, msg.value);",
        ),
        rules="automatic-session",
    ),
    _defect(
        "anyone advises",
        "dao_advisor",
        (
            "function advised(bytes32 requestId) external onlyDtn {",
            "function advised(bytes32 requestId) external {",
        ),
        rules="unprotected-callback",
    ),
    # --- tenant_pool ---
    _defect(
        "a tenant that retires keeps its session, and may ask on",
        "tenant_pool",
        (
            "        t.active = false;\n        uint256 id = t.session;\n        t.session = 0;\n",
            "        uint256 id = t.session;\n",
        ),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "whoever registers is looked at no more",
        "tenant_pool",
        ("require(!t.active && admin", "require(admin"),
        rules="session-overwrite",
    ),
    # --- council_advisor ---
    _defect(
        "a session is opened beside the open one",
        "council_advisor",
        ("require(session == 0 && amount > 0, ", "require(amount > 0, "),
        rules="session-overwrite",
    ),
    _defect(
        "the answer is anybody's",
        "council_advisor",
        ('        require(n != 0, "unknown");\n', "        if (n == 0) n = motions.length;\n"),
        rules="unverified-request",
    ),
    # --- daily_digest ---
    _defect(
        "anybody renews",
        "daily_digest",
        ('            require(msg.sender == keeper, "not the keeper");\n', ""),
        rules="unprotected-session-control",
    ),
    _defect(
        "the session is renewed and kept",
        "daily_digest",
        ("            session = 0;\n", ""),
        rules="",
    ),
    # --- living_portrait ---
    _defect(
        "a retired portrait keeps its session",
        "living_portrait",
        ("        delete tokenSession[tokenId];\n", ""),
        rules=CLOSED_AND_KEPT,
    ),
    _defect(
        "anybody retires a portrait",
        "living_portrait",
        (
            "function retire(uint256 tokenId) external onlyTokenOwner(tokenId)",
            "function retire(uint256 tokenId) external",
        ),
        rules="unprotected-session-control",
    ),
)
