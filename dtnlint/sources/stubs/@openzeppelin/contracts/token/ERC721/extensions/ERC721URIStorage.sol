// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

// Written for dtnlint; stands in for the package where a project has not installed it.

import "../ERC721.sol";

abstract contract ERC721URIStorage is ERC721 {
    event MetadataUpdate(uint256 _tokenId);

    mapping(uint256 => string) private _tokenURIs;

    function supportsInterface(bytes4 interfaceId) public view virtual override returns (bool) {
        return interfaceId == bytes4(0x49064906) || super.supportsInterface(interfaceId);
    }

    function tokenURI(uint256 tokenId) public view virtual override returns (string memory) {
        _requireOwned(tokenId);
        string memory own = _tokenURIs[tokenId];
        string memory base = _baseURI();
        if (bytes(base).length == 0) return own;
        if (bytes(own).length > 0) return string(abi.encodePacked(base, own));
        return super.tokenURI(tokenId);
    }

    function _setTokenURI(uint256 tokenId, string memory uri) internal virtual {
        _tokenURIs[tokenId] = uri;
        emit MetadataUpdate(tokenId);
    }

    function _burn(uint256 tokenId) internal virtual override {
        super._burn(tokenId);
        delete _tokenURIs[tokenId];
    }
}
