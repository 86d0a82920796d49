"""How this installation of dtnlint was made, and so how to add to it.

Python's packages record where they came from (PEP 610) and who installed them (PEP 627): an
advice to install more names that place, and not an index that may not have dtnlint.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution


def advice(extra: str) -> str:
    """The command that adds an extra, such as ``python -m pip install '/src/dtnlint[replay]'``."""
    from importlib.metadata import distributions  # late: nearly no run needs it

    # A checkout that Python was started in holds an egg's metadata, which says less.
    known = sorted(distributions(name="dtnlint"), key=lambda one: _origin(one) is None)
    if not known:  # run from its sources
        return _command(None, _requirement(None, extra))
    return _command(_file(known[0], "INSTALLER"), _requirement(_origin(known[0]), extra))


def _file(installed: Distribution, name: str) -> str | None:
    text = installed.read_text(name)
    return None if text is None else text.strip()


def _origin(installed: Distribution) -> dict[str, Any] | None:
    try:
        origin = json.loads(_file(installed, "direct_url.json") or "null")
    except ValueError:
        return None
    return origin if isinstance(origin, dict) and isinstance(origin.get("url"), str) else None


def _requirement(origin: dict[str, Any] | None, extra: str) -> list[str]:
    name = f"dtnlint[{extra}]"
    if origin is None:
        return [name]
    url = origin["url"]
    if isinstance(folder := origin.get("dir_info"), dict):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        place = f"{url2pathname(urlsplit(url).path)}[{extra}]"
        return ["--editable", place] if folder.get("editable") is True else [place]
    if isinstance(control := origin.get("vcs_info"), dict):
        revision = control.get("commit_id")
        at = f"@{revision}" if isinstance(revision, str) else ""
        return [f"{name} @ {control.get('vcs', 'git')}+{url}{at}"]
    return [f"{name} @ {url}"]


def _command(installer: str | None, requirement: list[str]) -> str:
    if installer == "uv":
        words = ["uv", "pip", "install", "--python", sys.executable]
    else:
        words = [sys.executable or "python", "-m", "pip", "install"]
    if os.name == "nt":
        return " ".join(f'"{word}"' if " " in word else word for word in (*words, *requirement))
    return shlex.join((*words, *requirement))
