"""The projects that are measured, made of the sample consumer and of OpenZeppelin's contracts."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dtnlint.sources import bundled
from dtnlint.sources.outline import declared_names

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = (ROOT / "sample_contracts" / "contracts" / "Concierge.sol").read_text(encoding="utf-8")
"""A consumer that imports eleven files, OpenZeppelin 5 being installed."""

_NEEDED = tuple(
    f"@openzeppelin/contracts/utils/{name}.sol" for name in ("Pausable", "ReentrancyGuard")
)
_UNBUILDABLE = "/P256.sol"
"""Has no bytecode without the optimiser, and Slither asks for the bytecode of everything."""
_IMPORT = re.compile(r'^import\b[^;"]*"([^"]+)"', re.MULTILINE)
_HEAD = "// SPDX-License-Identifier: AGPL-3.0-or-later\npragma solidity ^0.8.20;\n"


@dataclass(frozen=True)
class Project:
    """A folder with consumers and the packages that they import."""

    folder: Path
    consumers: tuple[str, ...]
    """Files to check."""
    others: tuple[str, ...] = ()
    """Files that a build of the project compiles, too."""

    def closure(self) -> dict[str, str]:
        """Texts by source unit name: of its own files, and of all that they import."""
        texts: dict[str, str] = {}
        pending = [*self.consumers, *self.others]
        while pending:
            unit = pending.pop()
            if unit not in texts:
                texts[unit] = self.text(unit)
                pending += (_resolved(unit, path) for path in _IMPORT.findall(texts[unit]))
        return texts

    @property
    def packages(self) -> Path:
        """Where its packages are."""
        return self.folder / "node_modules"

    @property
    def remappings(self) -> list[str]:
        """What a compiler needs to find the packages."""
        return [f"{name}/=node_modules/{name}/" for name in ("@openzeppelin", "@deeptrust")]

    def edit(self, mark: str) -> None:
        """Change the first consumer, without changing what is found in it."""
        text = self.text(self.consumers[0]).partition("// edited")[0]
        self.write(self.consumers[0], f"{text}// edited {mark}\n")

    def text(self, unit: str) -> str:
        """Read one of its files."""
        return (self.folder / unit).read_text(encoding="utf-8")

    def write(self, unit: str, text: str) -> None:
        """Write one of its files."""
        (self.folder / unit).write_text(text, encoding="utf-8")


def _resolved(importer: str, path: str) -> str:
    if not path.startswith("."):
        return f"node_modules/{path}"
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


class Maker:
    """Makes projects below a folder, each with OpenZeppelin's contracts in it."""

    def __init__(self, folder: Path, openzeppelin: Path) -> None:
        self.folder = folder
        self.openzeppelin = openzeppelin

    @property
    def library(self) -> list[str]:
        """What the whole of OpenZeppelin's contracts is imported by."""
        return sorted(
            f"@openzeppelin/contracts/{path.relative_to(self.openzeppelin).as_posix()}"
            for path in self.openzeppelin.rglob("*.sol")
        )

    def one(self) -> Project:
        """Case a: a consumer with a closure of twelve files."""
        return self._made("one", {"Concierge.sol": SAMPLE})

    def beside_a_library(self) -> Project:
        """Case b: that consumer, in a project that imports all of OpenZeppelin elsewhere."""
        files = {"Concierge.sol": SAMPLE, "Everything.sol": ""}
        project = self._made("beside", files, ("Everything.sol",))
        imports = ""
        for path in self.library:
            project.write("Everything.sol", f'{_HEAD}import "{path}";\n')
            if not any(unit.endswith(_UNBUILDABLE) for unit in project.closure()):
                imports += f'import "{path}";\n'
        project.write("Everything.sol", _HEAD + imports)
        return project

    def with_needless_imports(self, files: int = 100) -> Project:
        """Case c: a consumer that imports `files` files and needs fifteen."""
        text = (
            SAMPLE.replace(
                "contract Concierge is WithDtnAi, Ownable",
                "contract Concierge is WithDtnAi, Ownable, Pausable, ReentrancyGuard",
            )
            .replace("external payable returns", "external payable whenNotPaused returns")
            .replace("function close() external", "function close() external nonReentrant")
        )
        head, mark, body = text.partition("\n\n/// @title")
        project = self._made("needless", {"Concierge.sol": ""})
        imports = ""
        for path in (*_NEEDED, *self.library):
            names = declared_names((project.packages / path).read_text(encoding="utf-8"))
            name = min(names, key=lambda name: (name not in path, name))
            longer = f'{imports}import {{{name}}} from "{path}";\n'
            project.write("Concierge.sol", f"{head}\n{longer}{mark}{body}")
            reached = len(project.closure())
            if reached <= files:
                imports = longer
            if reached == files:
                return project
        raise ValueError(f"there is no way to import {files} files")

    def many(self, consumers: int = 200) -> Project:
        """Case d: a project of many consumers."""
        return self._made(
            "many",
            {
                f"Concierge{number}.sol": SAMPLE.replace("Concierge", f"Concierge{number}")
                for number in range(consumers)
            },
        )

    def large(self, lines: int) -> Project:
        """Case g: a consumer of so many lines, with a session in every thousand of them."""
        sections: list[str] = []
        length = 0
        while length < lines:
            number = len(sections)
            section = _session(number) if number % _SECTIONS == 0 else _bookkeeping(number)
            sections.append(section)
            length += section.count("\n")
        head, _, rest = SAMPLE.partition("contract Concierge")
        start = rest.index("constructor")
        body = rest[start : rest.index("/// @notice", start)]
        text = f"{head}contract Large is WithDtnAi, Ownable {{\n{_STATE}    {body}{{}}\n}}\n"
        return self._made(f"large-{lines}", {"Large.sol": text.replace("{}\n", "".join(sections))})

    def _made(self, name: str, texts: dict[str, str], others: tuple[str, ...] = ()) -> Project:
        consumers = tuple(file for file in texts if file not in others)
        project = Project(self.folder / name, consumers, others)
        shutil.copytree(self.openzeppelin, project.packages / "@openzeppelin" / "contracts")
        for stub in sorted(bundled.names()):
            if stub.startswith("@deeptrust/"):
                path = project.packages / stub
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(bundled.text_of(stub, owner_argument=True), encoding="utf-8")
        (project.folder / ".git").mkdir()
        for file, text in texts.items():
            project.write(file, text)
        return project


_SECTIONS = 25
"""Of about forty lines; in one of them is a session."""
_STATE = """    using SafeERC20 for IERC20;

    struct Account {
        uint256 balance;
        uint256 updated;
        bool barred;
    }

    bytes32 public immutable model;

    event Moved(address indexed guest, uint256 amount, uint256 total);

    error NotAllowed(address guest);

"""


def _session(number: int) -> str:
    """The sample's session, under names of its own."""
    body = SAMPLE[SAMPLE.index("    /// @notice Open") : SAMPLE.index("    /// @notice Take")]
    declared = """    uint256 public sessionId;
    mapping(bytes32 => Question) public questions;
    struct Question {
        address guest;
        string answer;
        bool done;
    }
    event Opened(uint256 indexed sessionId, uint256 amount);
    event Closed(uint256 indexed sessionId);
    event Answered(bytes32 indexed requestId, address indexed guest, string answer);
    event Unanswered(bytes32 indexed requestId, address indexed guest);
    error AlreadyOpen();
    error NothingToDeposit();
    error NoSession();

"""
    own = [
        "sessionId",
        "questions",
        "Question",
        "Opened",
        "Closed",
        "Answered",
        "Unanswered",
        "AlreadyOpen",
    ]
    own += ["NothingToDeposit", "NoSession", "open", "ask", "onAnswer", "onFailure", "close"]
    return re.sub(rf"\b({'|'.join(own)})\b", rf"\g<1>{number}", declared + body)


def _bookkeeping(number: int) -> str:
    """What consumers hold besides: accounts, loops, checks, transfers."""
    text = """    mapping(address => Account) public accounts#;
    address[] public guests#;
    uint256 public limit# = 1 ether;

    function enroll#(address guest, uint256 amount) external onlyOwner returns (uint256 total) {
        if (accounts#[guest].barred) revert NotAllowed(guest);
        require(guest != address(0) && amount <= limit#, "not that");
        Account storage account = accounts#[guest];
        if (account.updated == 0) {
            guests#.push(guest);
        }
        account.balance += amount;
        account.updated = block.timestamp;
        total = total#();
        emit Moved(guest, amount, total);
    }

    function total#() public view returns (uint256 total) {
        for (uint256 i = 0; i < guests#.length; i++) {
            total += accounts#[guests#[i]].balance;
        }
    }

    function bar#(address guest, bool barred, uint256 limit) external onlyOwner {
        accounts#[guest].barred = barred;
        limit# = limit > limit# ? limit : limit# / 2 + 1;
    }

    function leave#() external {
        Account storage account = accounts#[msg.sender];
        uint256 amount = account.balance;
        if (amount == 0 || account.barred) {
            revert NotAllowed(msg.sender);
        }
        account.balance = 0;
        emit Moved(msg.sender, amount, total#());
        IERC20(ai.feeToken()).safeTransfer(msg.sender, amount);
    }

"""
    return text.replace("#", str(number))
