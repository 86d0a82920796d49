// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import {IDtnAi} from "./idtn-ai.sol";
import "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";

abstract contract WithDtnAiUpgradeable is Initializable {
    struct WithDtnAiStorage {
        IDtnAi ai;
    }

    bytes32 private constant WithDtnAiStorageLocation =
        0x120a853abbe723116a3ebafd26371681971b14dbea103ee376d65bbb8d134e00;

    modifier onlyDtn() {
        require(msg.sender == address(ai()), "Only the DTN router may call this");
        _;
    }

    function __WithDtnAi_init(address router) internal onlyInitializing {
        setAi(router);
    }

    function setAi(address _ai) internal {
        getWithDtnAiStorage().ai = IDtnAi(_ai);
    }

    function ai() internal view returns (IDtnAi) {
        return getWithDtnAiStorage().ai;
    }

    function getWithDtnAiStorage() internal pure returns (WithDtnAiStorage storage $) {
        assembly {
            $.slot := WithDtnAiStorageLocation
        }
    }
}
