// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

/// Sessions for several tenants, each with members and a quota of its own.
contract TenantPool is AccessControl, WithDtnAi {
    using SafeERC20 for IERC20;
    using EnumerableSet for EnumerableSet.AddressSet;

    struct Tenant { uint256 session; uint64 quota; uint64 used; bool active; address admin; }

    bytes32 public constant OPERATOR = keccak256("OPERATOR");
    mapping(bytes32 => Tenant) private _tenants;
    mapping(bytes32 => EnumerableSet.AddressSet) private _members;
    mapping(bytes32 => bytes32) private _tenantOf;
    mapping(bytes32 => bytes) public answers;

    error Inactive(bytes32 tenant);
    error NotMember(bytes32 tenant, address who);

    constructor(address router, address operator) {
        setAi(router);
        _grantRole(DEFAULT_ADMIN_ROLE, operator);
        _grantRole(OPERATOR, operator);
    }

    function register(bytes32 tenant, address admin, uint64 quota, uint256 amount) external onlyRole(OPERATOR) {
        Tenant storage t = _tenants[tenant];
        require(!t.active && admin != address(0) && amount > 0, "bad");
        t.active = true;
        t.admin = admin;
        t.quota = quota;
        t.used = 0;
        IERC20(ai.feeToken()).safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        t.session = ai.startUserSession();
    }

    function retire(bytes32 tenant) external onlyRole(OPERATOR) {
        Tenant storage t = _tenants[tenant];
        if (!t.active) revert Inactive(tenant);
        t.active = false;
        uint256 id = t.session;
        t.session = 0;
        IERC20 token = IERC20(ai.feeToken());
        uint256 before = token.balanceOf(address(this));
        ai.closeUserSession(id);
        token.safeTransfer(t.admin, token.balanceOf(address(this)) - before);
    }

    function addMember(bytes32 tenant, address who) external {
        require(msg.sender == _tenants[tenant].admin, "not admin");
        _members[tenant].add(who);
    }

    function removeMember(bytes32 tenant, address who) external {
        require(msg.sender == _tenants[tenant].admin, "not admin");
        _members[tenant].remove(who);
    }

    function ask(bytes32 tenant, bytes32 model, string calldata prompt) external payable returns (bytes32 r) {
        Tenant storage t = _tenants[tenant];
        if (!t.active) revert Inactive(tenant);
        if (!_members[tenant].contains(msg.sender)) revert NotMember(tenant, msg.sender);
        require(t.used < t.quota, "quota");
        t.used++;
        r = ai.request{value: msg.value}(
            t.session, model, DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(DtnDefaults.singleArray(prompt)), "", IDtnAi.CallType.DIRECT, 6, 6, 60_000),
            IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this)), msg.sender, msg.value
        );
        _tenantOf[r] = tenant;
    }

    function onAnswer(bytes32 r) external onlyDtn {
        require(_tenantOf[r] != 0, "unknown");
        delete _tenantOf[r];
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(r);
        if (status == IDtnAi.ResponseStatus.SUCCESS) answers[r] = response;
    }

    function onFailure(bytes32 r) external onlyDtn {
        bytes32 tenant = _tenantOf[r];
        require(tenant != 0, "unknown");
        delete _tenantOf[r];
        if (_tenants[tenant].used > 0) _tenants[tenant].used--;
    }

    function tenantOf(bytes32 name) external view returns (Tenant memory) { return _tenants[name]; }
}
