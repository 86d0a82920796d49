"""Microsoft's SARIF Multitool and the SARIF schema that it ships, from npm."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtnlint.solcjs.node import find_node

VERSION = "5.7.0"
HOME = Path(__file__).parents[2] / "build" / f"sarif-multitool-{VERSION}"
_PLATFORM = {"darwin": "darwin", "win32": "win32"}.get(sys.platform, "linux")


@dataclass(frozen=True)
class Complaint:
    """What the Multitool says of a file."""

    file: str
    level: str
    rule: str
    text: str


def package() -> Path:
    """The folder of the installed npm package; installs it the first time."""
    folder = HOME / "node_modules" / "@microsoft" / f"sarif-multitool-{_PLATFORM}"
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "installed").exists():
            node = find_node()
            assert node is not None, "these tests need npm"
            assert node.npm is not None, "these tests need npm"
            command = [*node.npm, "install", "--no-save", "--no-audit", "--no-fund"]
            subprocess.run(
                [*command, "--prefix", str(HOME), f"@microsoft/sarif-multitool@{VERSION}"],
                check=True,
                capture_output=True,
                cwd=HOME,
            )
            (folder / "Sarif.Multitool").chmod(0o755)
            (HOME / "installed").touch()
    return folder


def schema() -> dict[str, Any]:
    """The JSON schema of SARIF 2.1.0."""
    text = (package() / "sarif-2.1.0.json").read_text(encoding="utf-8-sig")
    value: dict[str, Any] = json.loads(text)
    return value


def validate(logs: Mapping[str, str], folder: Path) -> list[Complaint]:
    """Everything the Multitool says of some SARIF logs under the rules of SARIF and of GitHub."""
    for name, text in logs.items():
        (folder / f"{name}.sarif").write_text(text, encoding="utf-8")
    output = folder / "complaints.json"
    subprocess.run(
        [
            str(package() / "Sarif.Multitool"),
            "validate",
            str(folder / "*.sarif"),
            *("--rule-kind", "Sarif;Gh"),
            *("--level", "Error;Warning;Note"),
            *("--kind", "Fail"),
            *("--output", str(output)),
        ],
        # The tool needs no culture data, and a small system has none.
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=False,
        capture_output=True,
    )
    run = json.loads(output.read_text(encoding="utf-8-sig"))["runs"][0]
    assert len(run["invocations"]) == 1
    assert run["invocations"][0]["executionSuccessful"]
    return [
        Complaint(
            Path(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).stem,
            result.get("level", "warning"),
            result["ruleId"],
            " ".join(result["message"].get("arguments", [result["message"].get("text", "")])),
        )
        for result in run.get("results", [])
    ]
