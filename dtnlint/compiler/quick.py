"""Thin first path: compile files with the npm solc and load Slither. To be replaced by `load`."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from slither import Slither

from dtnlint.compiler.slither_input import slither_from
from dtnlint.sources.closure import Closure, SourceFile

WORKER = Path(__file__).with_name("worker.js")
STUBS = Path(__file__).parent.parent / "sources" / "stubs"
_IMPORT = re.compile(r"""^\s*import\b[^;"']*["']([^"']+)["']""", re.M)


def load_files(paths: Iterable[str | Path]) -> Slither:
    """Compile `paths` with everything they import and load Slither on it."""
    targets = [Path(p).resolve() for p in paths]
    root = Path(os.path.commonpath([p.parent for p in targets]))
    files: dict[str, SourceFile] = {}

    def add(unit: str, path: Path, bundled: bool) -> None:
        if unit in files:
            return
        with path.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        shown = f"dtnlint/stubs/{unit}" if bundled else str(path)
        files[unit] = SourceFile(unit, shown, shown if bundled else unit, text, bundled, bundled)
        for name in _IMPORT.findall(text):
            if name.startswith("."):
                name = os.path.normpath(os.path.join(os.path.dirname(unit), name))
            if (root / name).exists():
                add(name, root / name, False)
            elif (STUBS / name).exists():
                add(name, STUBS / name, True)

    for target in targets:
        add(target.relative_to(root).as_posix(), target, False)
    closure = Closure(
        str(root),
        tuple(t.relative_to(root).as_posix() for t in targets),
        tuple(files[u] for u in sorted(files)),
    )
    message = json.dumps(
        {
            "language": "Solidity",
            "sources": {f.unit: {"content": f.text} for f in closure.files},
            "settings": {"outputSelection": {"*": {"": ["ast"]}}},
        }
    ).encode()
    soljson = Path(os.environ.get("DTNLINT_SOLCJS", "")) / "solc" / "soljson.js"
    answer = subprocess.run(
        ["node", str(WORKER), str(soljson)],
        input=b"%d\n%s" % (len(message), message),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout.partition(b"\n")[2]
    output = json.loads(answer)
    errors = [e["formattedMessage"] for e in output.get("errors", []) if e["severity"] == "error"]
    if errors:
        raise RuntimeError("\n".join(errors))
    return slither_from(closure, {u: s["ast"] for u, s in output["sources"].items()}, "0.8.28")
