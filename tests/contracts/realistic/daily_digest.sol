// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

interface AutomationCompatible {
    function checkUpkeep(bytes calldata) external returns (bool needed, bytes memory data);
    function performUpkeep(bytes calldata data) external;
}

/// Keepers ask once an hour; only the one whom the owner named renews the session.
contract DailyDigest is Ownable, AutomationCompatible, WithDtnAi {
    using SafeERC20 for IERC20;
    enum Job { Renew, Ask }

    uint256 public session;
    uint64 public renewedAt;
    uint64 public askedAt;
    address public keeper;
    string public prompt = "What happened today?";
    string public digest;
    mapping(bytes32 => bool) private mine;

    constructor(address router) Ownable(msg.sender) { setAi(router); }

    receive() external payable {}

    function setKeeper(address who) external onlyOwner { keeper = who; }

    function setPrompt(string calldata p) external onlyOwner { prompt = p; }

    function checkUpkeep(bytes calldata) external view returns (bool, bytes memory) {
        if (block.timestamp > renewedAt + 1 days) return (true, abi.encode(Job.Renew));
        if (block.timestamp > askedAt + 1 hours) return (true, abi.encode(Job.Ask));
        return (false, "");
    }

    function performUpkeep(bytes calldata data) external {
        Job job = abi.decode(data, (Job));
        if (job == Job.Renew) {
            require(msg.sender == keeper, "not the keeper");
            require(block.timestamp > renewedAt + 1 days, "early");
            renewedAt = uint64(block.timestamp);
            _renew();
        } else {
            require(block.timestamp > askedAt + 1 hours && session != 0, "early");
            askedAt = uint64(block.timestamp);
            bytes32 r = ai.request{value: 90_000}(
                session, keccak256(abi.encodePacked("model.system.news")), DtnDefaults.defaultRoutingSystemValidatedAny(),
                IDtnAi.DtnRequest(abi.encode(DtnDefaults.singleArray(prompt)), "", IDtnAi.CallType.DIRECT, 5, 5, 55_000),
                IDtnAi.CallBack(this.onDigest.selector, this.onNoDigest.selector, address(this)), address(this), 90_000
            );
            mine[r] = true;
        }
    }

    function _renew() private {
        IERC20 t = IERC20(ai.feeToken());
        if (session != 0) {
            uint256 old = session;
            session = 0;
            ai.closeUserSession(old);
        }
        uint256 all = t.balanceOf(address(this));
        require(all > 0, "no money");
        t.safeTransfer(ai.feeTarget(), all);
        session = ai.startUserSession();
    }

    function onDigest(bytes32 r) external onlyDtn {
        require(mine[r], "unknown");
        delete mine[r];
        (IDtnAi.ResponseStatus s,, bytes memory response) = ai.fetchResponse(r);
        if (s == IDtnAi.ResponseStatus.SUCCESS) digest = string(response);
    }

    function onNoDigest(bytes32 r) external onlyDtn { delete mine[r]; }
}
