"""The interface files that stand in for packages that a project has not installed.

Which import names which bundled file, and its text. They are used only where
the package is not there at all; whether it is, is decided where imports are
resolved.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

PREFIX = "<dtnlint>/"
"""Bundled files go by this prefix and the path by which npm packages import them."""

_FOLDER = Path(__file__).with_name("stubs")

# How the packages are called in imports, remapping targets and paths: by npm,
# in Foundry's `lib/`, and in Remix, which allows a version.
_PACKAGES = (
    ("@deeptrust/contracts", re.compile(r"(?:^|/)@deeptrust/contracts(?:@[^/]*)?/(.+)$")),
    (
        "@openzeppelin/contracts-upgradeable",
        re.compile(
            r"(?:^|/)(?:@openzeppelin/contracts-upgradeable(?:@[^/]*)?"
            r"|openzeppelin-contracts-upgradeable(?:/contracts)?)/(.+)$"
        ),
    ),
    (
        "@openzeppelin/contracts",
        re.compile(
            r"(?:^|/)(?:@openzeppelin/contracts(?:@[^/]*)?"
            r"|openzeppelin-contracts(?:/contracts)?)/(.+)$"
        ),
    ),
    ("hardhat", re.compile(r"(?:^|/)hardhat/(console\.sol)$")),
    ("forge-std", re.compile(r"(?:^|/)forge-std/(?:src/)?(.+)$")),
)
_OWNABLE = "@openzeppelin/contracts/access/Ownable.sol"
MOCK = "@deeptrust/contracts/MockDtnAi.sol"
MOCK_NAMES = frozenset({"LocalMockDtnAi", "MockDtnAi"})
URI_STORAGE = "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol"


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the names of all bundled files, such as `hardhat/console.sol`."""
    return frozenset(
        path.relative_to(_FOLDER).as_posix()
        for path in _FOLDER.rglob("*.sol")
        if not path.stem.endswith("-5")
    )


def bundled_name(path: str) -> str | None:
    """Return the name of the bundled file that an import or a path means, if there is one."""
    for package, pattern in _PACKAGES:
        if found := pattern.search(path):
            name = f"{package}/{found.group(1)}"
            return name if name in names() else None
    return None


def text_of(
    name: str,
    *,
    owner_argument: bool,
    burn_overridden: bool = False,
    taken: Collection[str] = (),
) -> str:
    """Return the text of a bundled file.

    `Ownable` takes its first owner as an argument since version 5 of
    OpenZeppelin's package and takes none before; `owner_argument` says which one
    the consumer is written for. `ERC721URIStorage` declares a `_burn` of its own before version
    5, which whoever inherits it beside `ERC721` must override: `burn_overridden` says whether
    the consumer does. The mock of the network goes by two names, the older one in versions
    before 1.0.5; of names in `taken`, which the consumer declares itself, it uses none.
    """
    path = _FOLDER / name
    if (name == _OWNABLE and owner_argument) or (name == URI_STORAGE and not burn_overridden):
        path = path.with_stem(f"{path.stem}-5")
    text = path.read_text(encoding="utf-8")
    return _mock(text, taken) if name == MOCK else text


def _mock(text: str, taken: Collection[str]) -> str:
    newer = text.partition("\n\ncontract MockDtnAi is ")[0]
    if "LocalMockDtnAi" in taken:
        return newer.replace("contract LocalMockDtnAi", "contract MockDtnAi") + "\n"
    return f"{newer}\n" if "MockDtnAi" in taken else text
