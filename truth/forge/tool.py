"""Foundry's forge, from npm, with solc's WebAssembly build as its compiler."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

from dtnlint.compiler.solc import Solc
from dtnlint.solcjs.node import find_node

VERSION = "1.7.1"
HOME = Path(__file__).parents[2] / "build" / f"forge-{VERSION}"
# What forge calls: `solc --version` and `solc --standard-json`.
_SOLC = """\
const soljson = require({soljson});
const ready = () => {{
  if (process.argv.includes("--version")) {{
    const version = soljson.cwrap("solidity_version", "string", [])();
    console.log("solc, the solidity compiler commandline interface\\nVersion: " + version);
    return;
  }}
  const compile = soljson.cwrap("solidity_compile", "string", ["string", "number", "number"]);
  process.stdout.write(compile(require("fs").readFileSync(0, "utf8"), 0, 0));
}};
if (soljson.calledRun || soljson._solidity_compile) ready();
else soljson.onRuntimeInitialized = ready;
"""


def forge() -> Path:
    """The executable; installs it the first time."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "installed").exists():
            node = find_node()
            assert node is not None, "these tests need npm"
            assert node.npm is not None, "these tests need npm"
            command = [*node.npm, "install", "--no-save", "--no-audit", "--no-fund"]
            subprocess.run(
                [*command, "--prefix", str(HOME), f"@foundry-rs/forge@{VERSION}"],
                check=True,
                capture_output=True,
                cwd=HOME,
            )
            (HOME / "installed").touch()
    packages = HOME / "node_modules" / "@foundry-rs"
    executable = next(packages.glob("forge-*/bin/forge"))
    executable.chmod(0o755)
    return executable


def compiler(solc: Solc, folder: Path) -> Path:
    """An executable in `folder` that forge can use as `solc`."""
    node = find_node()
    assert node is not None
    script = folder / "solc.js"
    script.write_text(_SOLC.format(soljson=repr(solc.path)), encoding="utf-8")
    executable = folder / "solc"
    executable.write_text(f'#!/bin/sh\nexec "{node.executable}" "{script}" "$@"\n')
    executable.chmod(0o755)
    return executable
