// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

/// Each portrait has a session of its own, which goes when its owner retires it.
contract LivingPortrait is ERC721, WithDtnAi {
    using SafeERC20 for IERC20;

    IERC20 private immutable _fee;
    bytes32 private immutable _model;
    uint256 public minted;
    mapping(uint256 => uint256) public tokenSession;
    mapping(uint256 => string) private _uris;
    mapping(uint256 => uint32) public generation;
    mapping(bytes32 => uint256) private _tokenOf;
    mapping(uint256 => uint64) public lastAsked;

    error NotOwner(uint256 tokenId);

    constructor(address router) ERC721("Living", "LIV") {
        setAi(router);
        _fee = IERC20(ai.feeToken());
        _model = keccak256(abi.encodePacked("model.system.portrait"));
    }

    modifier onlyTokenOwner(uint256 tokenId) {
        if (ownerOf(tokenId) != msg.sender) revert NotOwner(tokenId);
        _;
    }

    function mint(uint256 credit) external returns (uint256 tokenId) {
        require(credit >= 5e6, "credit");
        tokenId = ++minted;
        _fee.safeTransferFrom(msg.sender, ai.feeTarget(), credit);
        tokenSession[tokenId] = ai.startUserSession();
        _safeMint(msg.sender, tokenId);
    }

    function evolve(uint256 tokenId, string calldata mood) external payable onlyTokenOwner(tokenId) {
        require(tokenSession[tokenId] != 0, "no credit");
        require(block.timestamp >= lastAsked[tokenId] + 1 hours, "too soon");
        lastAsked[tokenId] = uint64(block.timestamp);
        bytes32 r = ai.request{value: msg.value}(
            tokenSession[tokenId], _model, DtnDefaults.defaultRoutingSystemValidatedAny(),
            IDtnAi.DtnRequest(abi.encode(DtnDefaults.singleArray(mood)), "", IDtnAi.CallType.DIRECT, 20, 20, 400_000),
            IDtnAi.CallBack(this.evolved.selector, this.unchanged.selector, address(this)), msg.sender, msg.value
        );
        _tokenOf[r] = tokenId;
    }

    function retire(uint256 tokenId) external onlyTokenOwner(tokenId) {
        uint256 id = tokenSession[tokenId];
        require(id != 0, "no credit");
        delete tokenSession[tokenId];
        uint256 before = _fee.balanceOf(address(this));
        ai.closeUserSession(id);
        _fee.safeTransfer(msg.sender, _fee.balanceOf(address(this)) - before);
    }

    function evolved(bytes32 r) external onlyDtn {
        uint256 tokenId = _tokenOf[r];
        require(tokenId != 0, "unknown");
        delete _tokenOf[r];
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(r);
        if (status == IDtnAi.ResponseStatus.SUCCESS) {
            _uris[tokenId] = string(response);
            generation[tokenId]++;
        }
    }

    function unchanged(bytes32 r) external onlyDtn { delete _tokenOf[r]; }

    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return _uris[tokenId];
    }
}
