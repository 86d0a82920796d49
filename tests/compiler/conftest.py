"""Compilers for the tests: npm's, fetched once for a machine and kept as users' runs keep them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc
from dtnlint.solcjs.build import cache_folder
from tests.security.hostile import Traps

OLDEST, MIDDLE, NEWEST = "0.8.0", "0.8.20", "0.8.37"


@cache
def _fetched(version: str) -> Solc:
    downloads = Downloads(cache_folder())
    found = next((s for s in downloads.kept() if s.version == version), None)
    found = found or downloads.from_npm(version)
    assert found is not None, downloads.tried
    return found


@pytest.fixture(scope="session")
def soljson() -> Callable[[str], Solc]:
    """Return the WebAssembly build of a version."""
    return _fetched


@pytest.fixture(scope="session")
def middle(soljson: Callable[[str], Solc]) -> Solc:
    """Return the WebAssembly build of a version between the oldest and the newest."""
    return soljson(MIDDLE)


@pytest.fixture(scope="session")
def native(middle: Solc, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an executable that speaks `--standard-json`, as a native solc does."""
    script = tmp_path_factory.mktemp("native") / "solc"
    script.write_text(
        "#!/usr/bin/env node\n"
        'if (process.argv[2] === "--version") {\n'
        f'  console.log("solc, the solidity compiler\\nVersion: {MIDDLE}+commit.a1b79de6.Linux");\n'
        "  process.exit();\n"
        "}\n"
        'if (process.argv[2] !== "--standard-json" || process.argv.length > 3) process.exit(64);\n'
        f"const soljson = require({middle.path!r});\n"
        'const compile = soljson.cwrap("solidity_compile", "string", '
        '["string", "number", "number"]);\n'
        'console.log(compile(require("fs").readFileSync(0, "utf8"), 0, 0));\n'
    )
    script.chmod(0o755)
    return script


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    """Files that tell when they run."""
    return Traps(tmp_path / "ran")
