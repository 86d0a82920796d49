"""The bundled stand-ins compile with every solc, for contracts of both generations, and behave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dtnlint.compiler import Options, load_files
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import Compilers, question
from dtnlint.sources import Closure, bundled, plan
from tests.compiler.conftest import MIDDLE, NEWEST, OLDEST

OZ = "@openzeppelin/contracts"
FOUR = """// As written for version 4 of OpenZeppelin's package.
pragma solidity ^0.8.0;
import "@deeptrust/contracts/with-dtn-ai.sol";
import "@openzeppelin/contracts/access/Ownable2Step.sol";
import "@openzeppelin/contracts/access/AccessControl.sol";
import "@openzeppelin/contracts/security/ReentrancyGuard.sol";
import "@openzeppelin/contracts/security/Pausable.sol";
import "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import "@openzeppelin/contracts/utils/Counters.sol";
import "hardhat/console.sol";

contract Four is WithDtnAi, Ownable2Step, AccessControl, ReentrancyGuard, Pausable, ERC20 {
    using SafeERC20 for IERC20;
    using Counters for Counters.Counter;

    Counters.Counter private _counter;

    constructor() ERC20("Four", "4") {
        _setupRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function run(IERC20 token) external onlyOwner nonReentrant whenNotPaused {
        _counter.increment();
        token.safeApprove(address(ai), 1);
        console.log("run", msg.sender, 1, true);
    }

    function _beforeTokenTransfer(address, address, uint256) internal view override {
        _requireNotPaused();
    }
}
"""
FIVE = """// As written for version 5.
pragma solidity ^0.8.0;
import {WithDtnAi, IDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {console} from "forge-std/console.sol";
import {console2} from "forge-std/console2.sol";

contract Five is WithDtnAi, Ownable, AccessControl, ReentrancyGuard, Pausable, ERC20 {
    using SafeERC20 for IERC20;
    using EnumerableSet for EnumerableSet.UintSet;

    EnumerableSet.UintSet private _sessions;

    constructor() Ownable(msg.sender) ERC20("Five", "5") {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function run(IERC20 token) external onlyOwner nonReentrant whenNotPaused {
        token.forceApprove(address(ai), 1);
        _sessions.add(ai.startUserSession());
        console.log(Strings.toString(_sessions.length()));
        console2.log(_sessions.at(0), Strings.toHexString(address(token)));
        IDtnAi.DtnRouting memory routing = DtnDefaults.defaultRoutingSystemValidatedAny();
        require(routing.redundancy == 1);
    }

    function _update(address from, address to, uint256 value) internal override whenNotPaused {
        super._update(from, to, value);
    }
}
"""
UPGRADEABLE = """
pragma solidity ^0.8.0;
import "@deeptrust/contracts/with-dtn-ai-upgradeable.sol";
import "@openzeppelin/contracts-upgradeable/access/%(two_step)s.sol";
import "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import "@openzeppelin/contracts-upgradeable/%(folder)s/ReentrancyGuardUpgradeable.sol";
import "@openzeppelin/contracts-upgradeable/%(folder)s/PausableUpgradeable.sol";
import "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";

contract %(name)s is
    WithDtnAiUpgradeable,
    %(two_step)s,
    AccessControlUpgradeable,
    ReentrancyGuardUpgradeable,
    PausableUpgradeable,
    UUPSUpgradeable
{
    constructor() {
        _disableInitializers();
    }

    function initialize(address router) external initializer {
        __Ownable_init(%(owner)s);
        __AccessControl_init();
        __ReentrancyGuard_init();
        __Pausable_init();
        __UUPSUpgradeable_init();
        __WithDtnAi_init(router);
    }

    function run() external onlyOwner nonReentrant whenNotPaused returns (uint256) {
        return ai().startUserSession();
    }

    function answered(bytes32) external onlyDtn {}

    function _authorizeUpgrade(address) internal override onlyOwner {}
}
"""
MINTER = """
pragma solidity ^0.8.0;
import "@deeptrust/contracts/with-dtn-ai.sol";
import "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol";

contract %(name)s is WithDtnAi, ERC721, ERC721URIStorage {
    constructor() ERC721("Minter", "M") {}

    function run(string calldata uri) external returns (uint256 id) {
        id = ai.startUserSession();
        _safeMint(msg.sender, id);
        _setTokenURI(id, uri);
    }

    function tokenURI(uint256 id)
        public
        view
        override(ERC721, ERC721URIStorage)
        returns (string memory)
    {
        return super.tokenURI(id);
    }

    function supportsInterface(bytes4 id)
        public
        view
        override(ERC721, ERC721URIStorage)
        returns (bool)
    {
        return super.supportsInterface(id);
    }
    %(burn)s
}
"""
BURN = """
    function _burn(uint256 id) internal override(ERC721, ERC721URIStorage) {
        super._burn(id);
    }
"""
MOCKED = """
pragma solidity ^0.8.0;
import "@deeptrust/contracts/with-dtn-ai.sol";
import "@deeptrust/contracts/MockDtnAi.sol";
%(own)s
contract %(name)s is WithDtnAi {
    function run() external returns (uint256) {
        setAi(address(new %(mock)s(address(1), address(2))));
        require(%(mock)s(address(ai)).isSessionActive(0) == false);
        return ai.startUserSession();
    }
}
"""
CONSUMERS = {
    # The mock by its older and by its newer name; and where a project has one of them itself.
    "MockOld": MOCKED % {"name": "MockOld", "mock": "MockDtnAi", "own": ""},
    "MockNew": MOCKED % {"name": "MockNew", "mock": "LocalMockDtnAi", "own": ""},
    "MockOwn": MOCKED
    % {
        "name": "MockOwn",
        "mock": "LocalMockDtnAi",
        "own": "contract LocalMockDtnAi is MockDtnAi {"
        " constructor(address a, address b) MockDtnAi(a, b) {} }",
    },
    "MockMine": MOCKED
    % {
        "name": "MockMine",
        "mock": "MockDtnAi",
        "own": "contract MockDtnAi is LocalMockDtnAi {"
        " constructor(address a, address b) LocalMockDtnAi(a, b) {} }",
    },
    "Four": FOUR,
    "Five": FIVE,
    "MinterFour": MINTER % {"name": "MinterFour", "burn": BURN},
    "MinterFive": MINTER % {"name": "MinterFive", "burn": ""},
    "UpFour": UPGRADEABLE
    % {"name": "UpFour", "two_step": "OwnableUpgradeable", "folder": "security", "owner": ""},
    "UpFive": UPGRADEABLE
    % {
        "name": "UpFive",
        "two_step": "Ownable2StepUpgradeable",
        "folder": "utils",
        "owner": "msg.sender",
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold the consumers, and one file that imports every stand-in but a namesake."""
    made = tmp_path_factory.mktemp("consumers")
    for name, text in CONSUMERS.items():
        (made / f"{name}.sol").write_text(text)
    imports = "".join(
        f'import "{name}";\n'
        for name in sorted(bundled.names() - {f"{OZ}/proxy/utils/UUPSUpgradeable.sol"})
    )
    (made / "All.sol").write_text("pragma solidity >=0.8.0;\n" + imports)
    return made


@pytest.mark.parametrize("version", [OLDEST, MIDDLE, NEWEST])
def test_consumers_of_both_generations_compile(
    version: str, soljson: Callable[[str], Solc], folder: Path
) -> None:
    loaded = load_files([folder], options=Options(solc=soljson(version).path))
    contracts = [c for one in loaded for c in one.slither.contracts]
    assert {*CONSUMERS} <= {c.name for c in contracts}
    assert [c.name for c in contracts if c.is_incorrectly_constructed] == []


def test_a_stand_in_is_one_contract_by_whichever_path_it_is_imported(folder: Path) -> None:
    planned = plan([folder / "Four.sol", folder / "Five.sol"])
    four, five = (
        {f.unit for f in closure.files if f.text.count("abstract contract ReentrancyGuard")}
        for closure in planned.closures
    )
    assert four == five == {f"<dtnlint>/{OZ}/utils/ReentrancyGuard.sol"}


def test_the_console_has_every_overload_of_up_to_four_values() -> None:
    text = bundled.text_of("hardhat/console.sol", owner_argument=False)
    assert text.count("function log(") == 1 + 4 + 4**2 + 4**3 + 4**4


# What they do, on a virtual machine: each function reverts where a stand-in misbehaves.

BEHAVIOUR = """
pragma solidity ^0.8.0;
import "@openzeppelin/contracts/access/Ownable2Step.sol";
import "@openzeppelin/contracts/access/AccessControl.sol";
import "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import "@openzeppelin/contracts/proxy/Clones.sol";
import "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import "@openzeppelin/contracts/utils/Multicall.sol";
import "@openzeppelin/contracts/utils/Pausable.sol";
import "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import "@openzeppelin/contracts/utils/Strings.sol";
import "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import "@openzeppelin/contracts/utils/math/Math.sol";
import "@openzeppelin/contracts/utils/math/SafeCast.sol";
import "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

contract Silent { function transfer(address, uint256) external {} }
contract Refusing {
    function transfer(address, uint256) external pure returns (bool) { return false; }
}
contract Coin is ERC20 { constructor() ERC20("Coin", "C") { _mint(msg.sender, 10); } }
contract Other {
    function acceptOwnership(Ownable2Step owned) external { owned.acceptOwnership(); }
    function pause(Owned owned) external { owned.pause(); }
}
contract Owned is Ownable2Step, Pausable {
    constructor() Ownable(msg.sender) {}
    function pause() external onlyOwner { _pause(); }
    function unpause() external onlyOwner { _unpause(); }
    function work() external view whenNotPaused {}
}
contract Roles is AccessControl {
    constructor() { _grantRole(DEFAULT_ADMIN_ROLE, msg.sender); }
    function work() external view onlyRole("WORK") {}
}
contract Guarded is ReentrancyGuard {
    function outer() external nonReentrant { this.inner(); }
    function inner() external nonReentrant {}
}
contract GuardedInOne is ReentrancyGuardTransient {
    function outer() external nonReentrant { this.inner(); }
    function inner() external nonReentrant {}
}
contract Typed is EIP712 {
    constructor() EIP712("Typed", "1") {}
    function digest(bytes32 inner) external view returns (bytes32) {
        return _hashTypedDataV4(inner);
    }
}
contract Relayed is ERC2771Context, Multicall {
    address public last;
    constructor(address forwarder) ERC2771Context(forwarder) {}
    function note() external { last = _msgSender(); }
    function refuse() external pure { revert(); }
    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }
    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }
    function _contextSuffixLength()
        internal view override(Context, ERC2771Context) returns (uint256)
    {
        return ERC2771Context._contextSuffixLength();
    }
}
contract Once is Initializable {
    function initialize() external initializer { _part(); }
    function next(uint8 version) external reinitializer(version) {}
    function part() external { _part(); }
    function _part() private onlyInitializing {}
    function disable() external { _disableInitializers(); }
}

contract Behaviour {
    using SafeERC20 for IERC20;
    using EnumerableSet for EnumerableSet.UintSet;
    EnumerableSet.UintSet private _set;
    BitMaps.BitMap private _map;

    function fails(address target, bytes memory data) private returns (bool) {
        (bool success, ) = target.call(data);
        return !success;
    }
    function sendSilently() external { IERC20(address(new Silent())).safeTransfer(address(1), 1); }
    function sendRefused() external { IERC20(address(new Refusing())).safeTransfer(address(1), 1); }
    function sendToNothing() external { IERC20(address(99)).safeTransfer(address(1), 1); }

    function check_safe_transfer() external {
        Coin coin = new Coin();
        IERC20(coin).safeTransfer(address(1), 4);
        require(coin.balanceOf(address(1)) == 4 && coin.balanceOf(address(this)) == 6);
        this.sendSilently();
        require(fails(address(this), abi.encodeWithSelector(this.sendRefused.selector)));
        require(fails(address(this), abi.encodeWithSelector(this.sendToNothing.selector)));
        IERC20(coin).forceApprove(address(this), 2);
        IERC20(coin).safeTransferFrom(address(this), address(1), 2);
        require(coin.balanceOf(address(1)) == 6);
        require(coin.allowance(address(this), address(this)) == 0);
        bytes memory tooMuch = abi.encodeWithSelector(coin.transfer.selector, address(1), 5);
        require(fails(address(coin), tooMuch));
        require(coin.totalSupply() == 10);
    }
    function check_owner_and_pause() external {
        Owned owned = new Owned();
        Other other = new Other();
        require(owned.owner() == address(this));
        require(fails(address(other), abi.encodeWithSelector(other.pause.selector, owned)));
        owned.work();
        owned.pause();
        require(fails(address(owned), abi.encodeWithSelector(owned.work.selector)));
        require(fails(address(owned), abi.encodeWithSelector(owned.pause.selector)));
        owned.unpause();
        owned.transferOwnership(address(other));
        require(owned.owner() == address(this) && owned.pendingOwner() == address(other));
        other.acceptOwnership(owned);
        require(owned.owner() == address(other) && owned.pendingOwner() == address(0));
        require(fails(address(owned), abi.encodeWithSelector(owned.pause.selector)));
    }
    function check_roles() external {
        Roles roles = new Roles();
        require(fails(address(roles), abi.encodeWithSelector(roles.work.selector)));
        roles.grantRole("WORK", address(this));
        roles.work();
        roles.revokeRole("WORK", address(this));
        require(fails(address(roles), abi.encodeWithSelector(roles.work.selector)));
        roles.renounceRole(0x00, address(this));
        bytes memory grant = abi.encodeWithSelector(roles.grantRole.selector, "WORK", this);
        require(fails(address(roles), grant));
        require(roles.supportsInterface(type(IAccessControl).interfaceId));
    }
    function check_reentrancy_guard() external {
        Guarded guarded = new Guarded();
        require(fails(address(guarded), abi.encodeWithSelector(guarded.outer.selector)));
        guarded.inner();
        guarded.inner();
        GuardedInOne inOne = new GuardedInOne();
        require(fails(address(inOne), abi.encodeWithSelector(inOne.outer.selector)));
        inOne.inner();
        inOne.inner();
    }
    function check_relayed_senders() external {
        Relayed trusting = new Relayed(address(this));
        bytes memory note = abi.encodeWithSelector(trusting.note.selector);
        require(!fails(address(trusting), abi.encodePacked(note, address(7))));
        require(trusting.last() == address(7));
        bytes[] memory calls = new bytes[](1);
        calls[0] = note;
        bytes memory several = abi.encodeWithSelector(trusting.multicall.selector, calls);
        require(!fails(address(trusting), abi.encodePacked(several, address(8))));
        require(trusting.last() == address(8));
        calls[0] = abi.encodeWithSelector(trusting.refuse.selector);
        several = abi.encodeWithSelector(trusting.multicall.selector, calls);
        require(fails(address(trusting), abi.encodePacked(several, address(8))));
        Relayed other = new Relayed(address(9));
        require(!fails(address(other), abi.encodePacked(note, address(7))));
        require(other.last() == address(this));
    }
    function check_clones() external {
        address first = Clones.clone(address(new Guarded()));
        Guarded(first).inner();
        require(fails(first, abi.encodeWithSelector(Guarded.outer.selector)));
        address expected = Clones.predictDeterministicAddress(address(this), "salt");
        require(Clones.cloneDeterministic(address(this), "salt") == expected);
    }
    function castTooMuch() external pure { SafeCast.toUint64(uint256(1) << 64); }
    function castBelow() external pure { SafeCast.toInt8(-129); }
    function check_casts_and_maps() external {
        require(SafeCast.toUint64((uint256(1) << 64) - 1) == type(uint64).max);
        require(SafeCast.toInt8(-128) == type(int8).min && SafeCast.toUint256(int256(3)) == 3);
        require(fails(address(this), abi.encodeWithSelector(this.castTooMuch.selector)));
        require(fails(address(this), abi.encodeWithSelector(this.castBelow.selector)));
        BitMaps.set(_map, 300);
        require(BitMaps.get(_map, 300) && !BitMaps.get(_map, 44) && !BitMaps.get(_map, 301));
        BitMaps.setTo(_map, 301, true);
        BitMaps.unset(_map, 300);
        require(!BitMaps.get(_map, 300) && BitMaps.get(_map, 301));
    }
    function check_typed_data() external {
        Typed typed = new Typed();
        bytes32 domain = keccak256(abi.encode(
            keccak256(
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
            ),
            keccak256("Typed"),
            keccak256("1"),
            block.chainid,
            address(typed)
        ));
        bytes32 expected = keccak256(abi.encodePacked("\\x19\\x01", domain, bytes32("x")));
        require(typed.digest("x") == expected);
    }
    function check_initializers() external {
        Once once = new Once();
        require(fails(address(once), abi.encodeWithSelector(once.part.selector)));
        once.initialize();
        require(fails(address(once), abi.encodeWithSelector(once.initialize.selector)));
        once.next(2);
        require(fails(address(once), abi.encodeWithSelector(once.next.selector, 2)));
        once.disable();
        require(fails(address(once), abi.encodeWithSelector(once.next.selector, 3)));
    }
    function check_sets() external {
        require(_set.add(7) && _set.add(8) && _set.add(9) && !_set.add(8));
        require(_set.remove(7) && !_set.remove(7) && _set.length() == 2 && !_set.contains(7));
        require(_set.at(0) == 9 && _set.at(1) == 8 && _set.values()[0] == 9);
        require(_set.remove(8) && _set.remove(9) && _set.length() == 0);
    }
    function check_strings_and_math() external pure {
        require(Strings.equal(Strings.toString(0), "0"));
        require(Strings.equal(Strings.toString(1205), "1205"));
        require(Strings.equal(Strings.toHexString(0), "0x00"));
        require(Strings.equal(Strings.toHexString(0x1205), "0x1205"));
        require(Strings.equal(
            Strings.toHexString(address(0xabc)), "0x0000000000000000000000000000000000000abc"
        ));
        require(Math.ceilDiv(7, 2) == 4 && Math.average(3, 6) == 4 && Math.mulDiv(6, 4, 3) == 8);
        require(Math.sqrt(0) == 0 && Math.sqrt(3) == 1 && Math.sqrt(16) == 4 && Math.sqrt(99) == 9);
        require(Math.min(1, 2) == 1 && Math.max(1, 2) == 2);
    }
}
"""


def with_bytecode(closure: Closure) -> bytes:
    asked = msgspec.json.decode(question(closure))
    asked["settings"]["outputSelection"] = {
        "*": {"Behaviour": ["evm.bytecode.object", "evm.methodIdentifiers"]}
    }
    asked["settings"]["optimizer"] = {"enabled": True}
    asked["settings"]["evmVersion"] = "london"
    return msgspec.json.encode(asked)


@pytest.fixture(scope="module")
def calls(middle: Solc, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Deploy the contract and return a call for each of its checks."""
    pyrevm = pytest.importorskip("pyrevm")
    root = tmp_path_factory.mktemp("behaviour")
    # The router is here only so that the file is compiled.
    text = BEHAVIOUR + 'import "@deeptrust/contracts/idtn-ai.sol";'
    (root / "Behaviour.sol").write_text(text)
    (closure,) = plan([root / "Behaviour.sol"]).closures
    with Compilers(60) as compilers:
        answer = compilers.ask(middle, with_bytecode(closure))
    assert [e["message"] for e in answer["errors"] if e["severity"] == "error"] == []
    (unit,) = (u for u in answer["contracts"] if u.endswith("Behaviour.sol"))
    evm = answer["contracts"][unit]["Behaviour"]["evm"]
    machine = pyrevm.EVM()
    sender = "0x" + "11" * 20
    machine.set_balance(sender, 10**18)
    address = machine.deploy(sender, bytes.fromhex(evm["bytecode"]["object"]))
    return {
        name: lambda selector=selector: machine.message_call(
            sender, address, calldata=bytes.fromhex(selector)
        )
        for name, selector in evm["methodIdentifiers"].items()
    }


@pytest.mark.parametrize(
    "check",
    [
        "check_safe_transfer()",
        "check_owner_and_pause()",
        "check_roles()",
        "check_reentrancy_guard()",
        "check_initializers()",
        "check_sets()",
        "check_relayed_senders()",
        "check_clones()",
        "check_casts_and_maps()",
        "check_typed_data()",
        "check_strings_and_math()",
    ],
)
def test_stand_ins_behave_as_what_they_stand_for(check: str, calls: dict[str, Any]) -> None:
    calls[check]()


def test_the_checks_can_fail(calls: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError):
        calls["sendRefused()"]()
