// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "./IERC165Upgradeable.sol";
import "../../proxy/utils/Initializable.sol";

abstract contract ERC165Upgradeable is Initializable, IERC165Upgradeable {
    function __ERC165_init() internal onlyInitializing {}

    function __ERC165_init_unchained() internal onlyInitializing {}

    function supportsInterface(bytes4 interfaceId) public view virtual override returns (bool) {
        return interfaceId == type(IERC165Upgradeable).interfaceId;
    }
}
