"""What a word means that is neither a file nor a folder: an address, a page, bytecode."""

from __future__ import annotations

import re

from dtnlint.sources.verified.contract import Refusal, address_in

_URL = re.compile(r"(?:^|[/\\])https?:[/\\]", re.IGNORECASE)
_CODE = re.compile(r"\s*(?:0x)?(?:[0-9a-fA-F]{2}){32,}\s*")
"""Longer than any address: the beginning tells it from a name in hexadecimal digits."""
_LIKE_CODE = re.compile(r"\s*(?:0x)?(?:60|61|5f|7f|36|3d|73|ef)", re.IGNORECASE)
"""What contracts begin with: pushes mostly; a proxy's call data; a library's address."""


def how(address: str = "") -> str:
    """How to get verified sources: a sentence."""
    where = address or "ADDRESS"
    return (
        "Download what was verified and check that file: "
        f'curl -o {where}.json "https://sourcify.dev/server/v2/contract/CHAIN/{where}?fields=all" '
        "(CHAIN is its number, such as 1), the answer of Etherscan's getsourcecode, or the "
        "standard JSON input that an explorer shows."
    )


def meant(word: str) -> Refusal | None:
    """What to say of a word for which there is nothing on the disk; None for a mere name."""
    address = address_in(word)
    if _URL.search(word):
        return Refusal(
            "dtnlint reads files and downloads nothing but compilers, so an address on the web "
            "is nothing that it can check.",
            how(address),
        )
    if address and word.endswith(address):
        return Refusal(f"{address} is an address, and dtnlint reads no chain.", how(address))
    return is_bytecode(word.rpartition("/")[2])


def is_bytecode(text: str) -> Refusal | None:
    """What to say of a text that is the code of a contract, and nothing else."""
    if _CODE.fullmatch(text) and _LIKE_CODE.match(text):
        return Refusal(
            "It is bytecode, and dtnlint reads Solidity: what a session is for is not in the code.",
            how(),
            foreign=True,
        )
    return None
