"""One text for two readers: the contract that is analysed, and the same one with probes, that runs.

A mark is ``⟦number:text⟧``. The analysed contract has neither; the executed one has
the text. The number, where there is one, numbers the operation in which the mark
stands, so that a verdict (which speaks of places) and an observation (which speaks
of numbers) can be laid beside each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dtnlint.replay.network import EXACT_GAS

_MARK = re.compile("⟦([0-9]*):([^⟧]*)⟧")

PROBE = "0x" + "0b" * 20
"""Where the probe contract stands on the machine."""


@dataclass(frozen=True)
class Analysed:
    """A contract without its marks."""

    text: str
    sites: tuple[tuple[int, int], ...]
    """Number and byte offset of each numbered mark."""

    def sites_in(self, start: int, length: int) -> list[int]:
        """The numbers of the operations marked within a run of bytes, outermost first."""
        return [site for site, offset in self.sites if start <= offset < start + length]


def analysed(marked: str) -> Analysed:
    """What the verifier is shown."""
    parts: list[str] = []
    sites: list[tuple[int, int]] = []
    length = end = 0
    for mark in _MARK.finditer(marked):
        part = marked[end : mark.start()]
        parts.append(part)
        length += len(part.encode())
        if mark.group(1):
            sites.append((int(mark.group(1)), length))
        end = mark.end()
    parts.append(marked[end:])
    return Analysed("".join(parts), tuple(sites))


def executed(marked: str) -> str:
    """What is run."""
    return _MARK.sub(lambda mark: mark.group(2), marked)


def numbered(site: int) -> str:
    """The mark that numbers a router call; stands right before its arguments."""
    return f"⟦{site}:{{gas: {EXACT_GAS.gas_of(site)}}}⟧"


def overwriting(site: int, old: str) -> tuple[str, str]:
    """Marks for a write to a cell: the probe before its statement, the number at the write."""
    return f"⟦:PROBE.overwrites({site}, {old}); ⟧", here(site)


def passing(site: int) -> tuple[str, str]:
    """Marks for what is no call of the router: the probe before its statement, the number at it."""
    return f"⟦:PROBE.passes({site}); ⟧", here(site)


def here(site: int) -> str:
    """A mark that numbers a place, for the analysis alone."""
    return f"⟦{site}:⟧"


SILENT = "⟦:⟧"
"""Stands before a `msg.sender` on which nothing but a request's ID or a payment depends."""

PRELUDE = '⟦:import {PROBE} from "probe.sol";⟧'

PROBE_SOURCE = f"""// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0;

/// Tells what a consumer is about to do, where no call of the router shows it.
contract Probe {{
    event Overwrites(uint256 indexed site, uint256 indexed old);
    event Passes(uint256 indexed site);

    function passes(uint256 site) external {{
        emit Passes(site);
    }}

    function overwrites(uint256 site, uint256 old) external {{
        emit Overwrites(site, old);
    }}

    function overwrites(uint256 site, uint256[] memory old) external {{
        for (uint256 i; i < old.length; ++i) emit Overwrites(site, old[i]);
    }}
}}

Probe constant PROBE = Probe(address(uint160(uint256(0x{PROBE[2:]:0>64}))));
"""
