"""Times dtnlint on projects that it makes itself: `python benchmarks/run.py [CONSUMERS]`.

Whole processes, run in turns; medians, in a Markdown table. So far the cases of one
consumer and of many, cold, unchanged, and with one edit; other tools are not yet run.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TURNS = 3
CONSUMER = """// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {{WithDtnAi}} from "@deeptrust/contracts/with-dtn-ai.sol";
import {{Ownable}} from "@openzeppelin/contracts/access/Ownable.sol";
import {{IERC20, SafeERC20}} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

contract Consumer{number} is WithDtnAi, Ownable(msg.sender) {{
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    constructor(address router) {{ setAi(router); }}

    function open(uint256 amount) external onlyOwner {{
        require(sessionId == 0 && amount > 0);
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }}

    function close() external onlyOwner {{
        require(sessionId != 0);
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }}
}}
"""


def measured(project: Path, *words: str) -> tuple[float, float]:
    """Seconds of wall time and of CPU time, children included, of one check."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "dtnlint", "check", ".", "-q", "--fail-on", "never", *words]
    subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.perf_counter() - start, cpu


def made(folder: Path, consumers: int) -> Path:
    """A project of so many consumers."""
    (folder / ".git").mkdir(parents=True)
    for number in range(consumers):
        text = CONSUMER.format(number=number)
        (folder / f"Consumer{number}.sol").write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Run the cases in turns and print the table."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        one = made(Path(scratch, "one"), 1)
        crowd = made(Path(scratch, "many"), many)
        for turn in range(TURNS):
            edited = crowd / "Consumer0.sol"
            for name, project, words in (
                ("a, one consumer, no results kept", one, ("--no-cache",)),
                ("first run (not a case)", one, ()),
                ("e, nothing changed", one, ()),
                (f"d, {many} consumers, no results kept", crowd, ("--no-cache",)),
                ("first run of many (not a case)", crowd, ()),
                ("case f, one of them edited", crowd, ()),
            ):
                if name.startswith("case f"):
                    text = CONSUMER.format(number=0) + f"// {turn} {time.time_ns()}\n"
                    edited.write_text(text, encoding="utf-8")
                times.setdefault(name, []).append(measured(project, *words))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| case | wall, s | CPU, s |\n|---|---|---|")
    for name, taken in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"| {name} | {wall:.2f} | {cpu:.2f} |")


if __name__ == "__main__":
    main()
